//! Text and tables on pages. Everything is placed first and drawn at the end, when it is known how
//! many pages there are. Lengths are in points.

use krilla::Document;
use krilla::color::rgb;
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;

use super::typeface::Typeface;
use crate::tables::{Table, Value};

/// A4, landscape.
const PAGE: (f32, f32) = (841.89, 595.28);
const MARGIN: f32 = 36.0;
/// Below this stands the footer.
const BOTTOM: f32 = PAGE.1 - MARGIN - 14.0;

const BODY: f32 = 8.0;
const SMALL: f32 = 7.0;
const HEADING: f32 = 11.0;
const TITLE: f32 = 18.0;
/// Baseline to baseline, in sizes.
const LINE: f32 = 1.4;
/// Between a cell's edge and its text.
const PADDING: f32 = 2.5;

const INK: (u8, u8, u8) = (0x1A, 0x1D, 0x21);
const GREY: (u8, u8, u8) = (0x5A, 0x61, 0x69);
const RULE: (u8, u8, u8) = (0xC4, 0xCA, 0xD0);
const SHADE: (u8, u8, u8) = (0xE8, 0xED, 0xF2);

/// Something to draw.
enum Mark {
    Text {
        at: (f32, f32),
        size: f32,
        ink: (u8, u8, u8),
        text: String,
    },
    Box {
        at: (f32, f32),
        size: (f32, f32),
        ink: (u8, u8, u8),
    },
}

/// Pages being filled from the top.
pub(super) struct Pages<'a> {
    typeface: &'a mut Typeface,
    pages: Vec<Vec<Mark>>,
    y: f32,
}

impl<'a> Pages<'a> {
    pub(super) fn new(typeface: &'a mut Typeface) -> Self {
        Self {
            typeface,
            pages: vec![Vec::new()],
            y: MARGIN,
        }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn text(&mut self, x: f32, baseline: f32, size: f32, ink: (u8, u8, u8), text: &str) {
        self.mark(Mark::Text {
            at: (x, baseline),
            size,
            ink,
            text: text.to_owned(),
        });
    }

    fn new_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = MARGIN;
    }

    /// Begins a new page where less than `height` is left on this one.
    pub(super) fn keep_together(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.new_page();
        }
    }

    pub(super) fn title(&mut self, text: &str) {
        for line in self.typeface.wrap(text, TITLE, PAGE.0 - 2.0 * MARGIN) {
            self.y += TITLE * LINE;
            self.text(MARGIN, self.y, TITLE, INK, &line);
        }
        self.y += 4.0;
    }

    /// Lines in small grey type.
    pub(super) fn note(&mut self, text: &str) {
        for line in self.typeface.wrap(text, BODY, PAGE.0 - 2.0 * MARGIN) {
            self.keep_together(BODY * LINE);
            self.y += BODY * LINE;
            self.text(MARGIN, self.y, BODY, GREY, &line);
        }
    }

    /// Names and values, in columns beside each other.
    pub(super) fn facts(&mut self, facts: &[(String, String)]) {
        const COLUMNS: usize = 3;
        let width = (PAGE.0 - 2.0 * MARGIN) / 3.0;
        for row in facts.chunks(COLUMNS) {
            self.keep_together(BODY * LINE + 2.0);
            self.y += BODY * LINE + 2.0;
            let mut x = MARGIN;
            for (name, value) in row {
                self.text(x, self.y, BODY, GREY, name);
                let indent = self.typeface.width(name, BODY) + 6.0;
                self.text(x + indent, self.y, BODY, INK, value);
                x += width;
            }
        }
        self.y += 4.0;
    }

    /// A table under its title; where it goes over pages its head is repeated. `widths` are
    /// relative. Where it has no row, `nothing` stands there instead.
    pub(super) fn table(&mut self, table: &Table, nothing: &str) {
        self.keep_together(HEADING * LINE + 4.0 * BODY * LINE);
        self.y += HEADING * LINE + 6.0;
        self.text(MARGIN, self.y, HEADING, INK, table.title);
        self.y += 5.0;
        if table.rows.is_empty() {
            self.note(nothing);
            return;
        }
        let shares: f32 = table.columns.iter().map(|of| f32::from(of.width)).sum();
        let widths: Vec<f32> = table
            .columns
            .iter()
            .map(|of| f32::from(of.width) / shares * (PAGE.0 - 2.0 * MARGIN))
            .collect();
        let titles = table.columns.iter().map(|of| of.title.to_owned());
        let head = self.row(titles.collect(), &widths);
        self.place_row(&head, &widths, true);
        for values in &table.rows {
            let texts = values.iter().map(Value::text).collect();
            let row = self.row(texts, &widths);
            if self.y + height(&row) > BOTTOM {
                self.new_page();
                self.place_row(&head, &widths, true);
            }
            self.place_row(&row, &widths, false);
        }
        self.y += 4.0;
    }

    fn row(&mut self, texts: Vec<String>, widths: &[f32]) -> Vec<Vec<String>> {
        texts
            .into_iter()
            .zip(widths)
            .map(|(text, width)| self.typeface.wrap(&text, SMALL, width - 2.0 * PADDING))
            .collect()
    }

    fn place_row(&mut self, row: &[Vec<String>], widths: &[f32], is_head: bool) {
        let high = height(row);
        let whole = PAGE.0 - 2.0 * MARGIN;
        if is_head {
            self.mark(Mark::Box {
                at: (MARGIN, self.y),
                size: (whole, high),
                ink: SHADE,
            });
        }
        let mut x = MARGIN;
        for (lines, width) in row.iter().zip(widths) {
            let mut baseline = self.y + PADDING;
            for line in lines {
                baseline += SMALL * LINE;
                self.text(x + PADDING, baseline - 2.0, SMALL, INK, line);
            }
            x += width;
        }
        self.y += high;
        self.mark(Mark::Box {
            at: (MARGIN, self.y),
            size: (whole, 0.5),
            ink: RULE,
        });
    }

    /// Lines to sign on, beside each other, never alone on a page's edge.
    pub(super) fn signatures(&mut self, who: &[&str]) {
        const HIGH: f32 = 54.0;
        self.keep_together(HIGH);
        self.y += HIGH - 14.0;
        let count = f32::from(u16::try_from(who.len().max(1)).unwrap_or(u16::MAX));
        let width = (PAGE.0 - 2.0 * MARGIN) / count;
        let mut x = MARGIN;
        for name in who {
            self.text(x, self.y, BODY + 1.0, INK, name);
            let indent = self.typeface.width(name, BODY + 1.0) + 6.0;
            self.mark(Mark::Box {
                at: (x + indent, self.y + 2.0),
                size: (width - indent - 24.0, 0.6),
                ink: INK,
            });
            x += width;
        }
        self.y += 14.0;
    }

    /// Draws all pages. `footer` says what stands below page so and so of so many.
    pub(super) fn finish(
        self,
        metadata: Metadata,
        footer: impl Fn(usize, usize) -> (String, String),
    ) -> Result<Vec<u8>, KrillaError> {
        let mut document = Document::new();
        document.set_metadata(metadata);
        let count = self.pages.len();
        for (number, marks) in (1..).zip(&self.pages) {
            let Some(settings) = PageSettings::from_wh(PAGE.0, PAGE.1) else {
                continue;
            };
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            for mark in marks {
                draw(&mut surface, self.typeface, mark);
            }
            let (left, right) = footer(number, count);
            let y = PAGE.1 - MARGIN + 4.0;
            let wide = self.typeface.width(&right, SMALL);
            for (x, text) in [(MARGIN, left), (PAGE.0 - MARGIN - wide, right)] {
                let mark = Mark::Text {
                    at: (x, y),
                    size: SMALL,
                    ink: GREY,
                    text,
                };
                draw(&mut surface, self.typeface, &mark);
            }
            surface.finish();
            page.finish();
        }
        document.finish()
    }
}

fn height(row: &[Vec<String>]) -> f32 {
    let lines = row.iter().map(Vec::len).max().unwrap_or(1);
    let lines = f32::from(u16::try_from(lines).unwrap_or(u16::MAX));
    lines * SMALL * LINE + 2.0 * PADDING
}

fn draw(surface: &mut Surface<'_>, typeface: &mut Typeface, mark: &Mark) {
    match mark {
        Mark::Text {
            at,
            size,
            ink,
            text,
        } => {
            surface.set_fill(Some(fill(*ink)));
            typeface.draw(surface, *at, *size, text);
        }
        Mark::Box { at, size, ink } => {
            let Some(rect) = Rect::from_xywh(at.0, at.1, size.0, size.1) else {
                return;
            };
            let mut path = PathBuilder::new();
            path.push_rect(rect);
            if let Some(path) = path.finish() {
                surface.set_fill(Some(fill(*ink)));
                surface.draw_path(&path);
            }
        }
    }
}

fn fill((red, green, blue): (u8, u8, u8)) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}
