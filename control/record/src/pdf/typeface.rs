//! The typeface: which glyph a character has, how wide it is, and drawing it.
//!
//! Noto Sans SC, reduced to GB 2312 and Latin, is in the binary. Characters beyond that, rare ones
//! in names, are looked up in the fonts that the system may have; one that none of them has is
//! printed as a box, and its document says so by that.

use std::collections::BTreeMap;
use std::path::Path;

use krilla::Data;
use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

/// Noto Sans SC reduced; see `fonts/make`.
const EMBEDDED: &[u8] = include_bytes!("../../fonts/PinhuiSansSC.otf");

/// Where systems keep fonts with rare characters, and which font of the file.
const SYSTEM_FONTS: [(&str, u32); 5] = [
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    (
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        2,
    ),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    (
        "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
        0,
    ),
];

/// Stands for a character that no font has.
const MISSING: char = '□';

/// A font cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the typeface in the program cannot be read")]
pub struct UnusableFont;

struct Face {
    bytes: Data,
    index: u32,
    font: Font,
    units_per_em: f32,
}

impl Face {
    fn new(bytes: Data, index: u32) -> Option<Self> {
        let font = Font::new(bytes.clone(), index)?;
        Some(Self {
            units_per_em: font.units_per_em(),
            bytes,
            index,
            font,
        })
    }

    fn glyph(&self, character: char) -> Option<(GlyphId, f32)> {
        let font = FontRef::from_index(self.bytes.as_ref(), self.index).ok()?;
        let glyph = font.charmap().map(character)?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let advance = metrics.advance_width(glyph)?;
        Some((GlyphId::new(glyph.to_u32()), advance / self.units_per_em))
    }
}

#[derive(Debug, Clone, Copy)]
struct Shape {
    face: usize,
    glyph: GlyphId,
    /// In ems.
    advance: f32,
}

/// The fonts of a document, and what is known of the characters it uses.
pub(super) struct Typeface {
    faces: Vec<Face>,
    system_looked_at: bool,
    known: BTreeMap<char, Shape>,
}

impl Typeface {
    pub(super) fn new() -> Result<Self, UnusableFont> {
        let embedded = Face::new(Data::from(EMBEDDED), 0).ok_or(UnusableFont)?;
        Ok(Self {
            faces: vec![embedded],
            system_looked_at: false,
            known: BTreeMap::new(),
        })
    }

    /// How wide a text is, in points.
    pub(super) fn width(&mut self, text: &str, size: f32) -> f32 {
        let ems: f32 = text
            .chars()
            .map(|character| self.shape(character).map_or(0.0, |shape| shape.advance))
            .sum();
        ems * size
    }

    /// Breaks a text into lines no wider than `width` points: between words where it can, between
    /// Chinese characters anywhere.
    pub(super) fn wrap(&mut self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut used = 0.0;
        for word in words(text) {
            let wide = self.width(&word, size);
            if used + wide <= width {
                line.push_str(&word);
                used += wide;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0.0;
            }
            for character in word.trim_start().chars() {
                let wide = self.width(character.encode_utf8(&mut [0; 4]), size);
                if used + wide > width && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(character);
                used += wide;
            }
        }
        lines.push(line);
        lines
    }

    /// Draws a line of text from its baseline's beginning on.
    pub(super) fn draw(
        &mut self,
        surface: &mut Surface<'_>,
        (x, y): (f32, f32),
        size: f32,
        text: &str,
    ) {
        let mut x = x;
        let mut run = String::new();
        let mut glyphs: Vec<KrillaGlyph> = Vec::new();
        let mut face = None;
        let mut wide = 0.0;
        for character in text.chars() {
            let Some(shape) = self.shape(character) else {
                continue;
            };
            if face.is_some_and(|face| face != shape.face) {
                self.draw_run(surface, (x, y), size, face, &glyphs, &run);
                x += wide * size;
                wide = 0.0;
                run.clear();
                glyphs.clear();
            }
            face = Some(shape.face);
            let from = run.len();
            run.push(character);
            let range = from..run.len();
            let glyph = KrillaGlyph::new(shape.glyph, shape.advance, 0.0, 0.0, 0.0, range, None);
            glyphs.push(glyph);
            wide += shape.advance;
        }
        self.draw_run(surface, (x, y), size, face, &glyphs, &run);
    }

    fn draw_run(
        &self,
        surface: &mut Surface<'_>,
        (x, y): (f32, f32),
        size: f32,
        face: Option<usize>,
        glyphs: &[KrillaGlyph],
        text: &str,
    ) {
        if let Some(face) = face.and_then(|face| self.faces.get(face)) {
            let font = face.font.clone();
            surface.draw_glyphs(Point::from_xy(x, y), glyphs, font, text, size, false);
        }
    }

    fn shape(&mut self, character: char) -> Option<Shape> {
        if let Some(known) = self.known.get(&character) {
            return Some(*known);
        }
        let shape = self
            .look_up(character)
            .or_else(|| self.look_up_in_system(character))
            .or_else(|| self.look_up(MISSING))?;
        self.known.insert(character, shape);
        Some(shape)
    }

    fn look_up(&self, character: char) -> Option<Shape> {
        self.faces.iter().enumerate().find_map(|(face, of)| {
            let (glyph, advance) = of.glyph(character)?;
            Some(Shape {
                face,
                glyph,
                advance,
            })
        })
    }

    /// Fonts of the system are read once, and only for a character that the embedded one lacks.
    fn look_up_in_system(&mut self, character: char) -> Option<Shape> {
        if self.system_looked_at {
            return None;
        }
        self.system_looked_at = true;
        for (file, index) in SYSTEM_FONTS {
            if let Ok(bytes) = std::fs::read(Path::new(file)) {
                self.faces.extend(Face::new(Data::from(bytes), index));
            }
        }
        self.look_up(character)
    }
}

/// The pieces that a line may break between: words with the blank after them, Chinese characters
/// one by one with the punctuation after them.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for character in text.chars() {
        let clings = "，。、；：？！）》”’,.;:)%".contains(character);
        let latin = character.is_ascii() || ('\u{A0}'..'\u{2E80}').contains(&character);
        match words.last_mut() {
            Some(word) if clings || (latin && open) => word.push(character),
            _ => words.push(character.to_string()),
        }
        open = latin && !character.is_whitespace();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_between_chinese_characters() {
        assert_eq!(words("on time，是"), ["on ", "time，", "是"]);
        let mut typeface = Typeface::new().unwrap();
        assert_eq!(typeface.wrap("居民委员会", 10.0, 30.0), ["居民委", "员会"]);
        let latin = typeface.wrap("left early today", 10.0, 50.0);
        assert_eq!(latin, ["left early", "today"]);
    }

    #[test]
    fn a_word_wider_than_its_line_is_broken_and_nothing_is_lost() {
        let mut typeface = Typeface::new().unwrap();
        let hash = "0123456789abcdef".repeat(4);
        let lines = typeface.wrap(&hash, 8.0, 100.0);
        assert!(lines.len() > 1);
        assert_eq!(lines.concat(), hash);
        for line in &lines {
            assert!(typeface.width(line, 8.0) <= 100.0);
        }
    }

    #[test]
    fn every_character_of_gb2312_has_a_glyph_in_the_program() {
        let typeface = Typeface::new().unwrap();
        for character in "彭浦新村街道艺康苑居委会签到表第页共确认：，。（）–●▲■".chars()
        {
            assert!(typeface.look_up(character).is_some(), "{character}");
        }
    }
}
