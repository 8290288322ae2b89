//! The clips: four seconds of picture in two layers and of sound for each venue, ready encoded.
//!
//! They are made by `clips/make` and part of the binary. Reading them once yields slices that all
//! venues share; nothing is copied while they play.

use bytes::Bytes;
use control_wire::VenueNumber;
use rtc::media::io::ivf_reader::{IVF_FILE_HEADER_SIZE, IVF_FRAME_HEADER_SIZE, IVFReader};
use rtc::media::io::ogg_reader::OggReader;

use crate::identity::VENUES;

/// Pictures a second.
pub(crate) const FRAMES_PER_SECOND: u32 = 10;

/// Pictures of a loop.
pub(crate) const FRAMES: usize = 40;

/// Sound packets of a loop, 20 ms each.
const SOUNDS: usize = 200;

/// A venue's three files.
struct Files {
    low: &'static [u8],
    high: &'static [u8],
    tone: &'static [u8],
}

macro_rules! files {
    ($($number:literal)*) => {
        [$(Files {
            low: include_bytes!(concat!("../clips/", $number, "-low.ivf")),
            high: include_bytes!(concat!("../clips/", $number, "-high.ivf")),
            tone: include_bytes!(concat!("../clips/", $number, "-tone.ogg")),
        }),*]
    };
}

static FILES: [Files; VENUES] = files!(
    "00" "01" "02" "03" "04" "05" "06" "07" "08" "09" "10" "11" "12" "13" "14" "15" "16"
    "17" "18" "19" "20" "21" "22" "23" "24" "25" "26" "27" "28" "29" "30" "31" "32" "33"
);

/// Why a clip cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum ClipError {
    /// A file is not what `clips/make` writes.
    #[error("the clip of venue {number} is damaged: {what}")]
    Damaged {
        /// Which venue's.
        number: usize,
        /// What is wrong with it.
        what: String,
    },
}

/// One venue's clip.
#[derive(Debug)]
pub(crate) struct Clip {
    /// 320×180: VP8 frames, the first a keyframe and no other.
    pub(crate) low: Vec<Bytes>,
    /// 1280×720, likewise.
    pub(crate) high: Vec<Bytes>,
    /// Opus packets of 20 ms.
    pub(crate) sound: Vec<Bytes>,
}

/// Every venue's clip.
#[derive(Debug)]
pub(crate) struct Clips(Vec<Clip>);

impl Clips {
    /// Reads the clips that are part of the binary.
    pub(crate) fn load() -> Result<Self, ClipError> {
        FILES
            .iter()
            .enumerate()
            .map(|(number, files)| {
                let damaged = |what: String| ClipError::Damaged { number, what };
                Ok(Clip {
                    low: pictures(files.low).map_err(damaged)?,
                    high: pictures(files.high).map_err(damaged)?,
                    sound: sounds(files.tone).map_err(damaged)?,
                })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The clip of a venue. Numbers from 34 on use the clips from 0, as their identity does.
    pub(crate) fn of(&self, number: VenueNumber) -> Option<&Clip> {
        self.0.get(usize::from(number) % VENUES)
    }
}

/// The frames of an IVF file, as slices of it.
fn pictures(file: &'static [u8]) -> Result<Vec<Bytes>, String> {
    let whole = Bytes::from_static(file);
    let (mut reader, _) = IVFReader::new(file).map_err(|error| error.to_string())?;
    let mut at = IVF_FILE_HEADER_SIZE;
    let mut frames = Vec::with_capacity(FRAMES);
    while at < whole.len() {
        let (frame, _) = reader
            .parse_next_frame()
            .map_err(|error| error.to_string())?;
        let start = at + IVF_FRAME_HEADER_SIZE;
        at = start + frame.len();
        frames.push(whole.slice(start..at));
    }
    if frames.len() != FRAMES {
        return Err(format!("{} pictures instead of {FRAMES}", frames.len()));
    }
    Ok(frames)
}

/// The packets of an Ogg file with one Opus packet a page, without the two header pages.
fn sounds(file: &'static [u8]) -> Result<Vec<Bytes>, String> {
    let (mut reader, _) = OggReader::new(file, true).map_err(|error| error.to_string())?;
    let mut packets = Vec::with_capacity(SOUNDS);
    while packets.len() < SOUNDS {
        let (page, _) = reader
            .parse_next_page()
            .map_err(|error| format!("{} sound packets: {error}", packets.len()))?;
        if !page.starts_with(b"Opus") {
            packets.push(page.freeze());
        }
    }
    Ok(packets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reception::vp8_keyframe_size;

    #[test]
    fn every_clip_has_one_keyframe_a_layer_and_it_comes_first() {
        let clips = Clips::load().unwrap();
        for number in 0..34 {
            let clip = clips.of(number).unwrap();
            for (frames, size) in [(&clip.low, (320, 180)), (&clip.high, (1280, 720))] {
                assert_eq!(vp8_keyframe_size(&frames[0]), Some(size));
                assert!(
                    frames[1..]
                        .iter()
                        .all(|frame| vp8_keyframe_size(frame).is_none())
                );
            }
        }
    }

    #[test]
    fn the_sound_is_mono_opus_of_20_ms_a_packet() {
        let clips = Clips::load().unwrap();
        for number in 0..34 {
            let sound = &clips.of(number).unwrap().sound;
            assert_eq!(sound.len(), SOUNDS);
            // RFC 6716 §3.1: one frame (code 0), mono, in a configuration of 20 ms.
            for packet in sound {
                let toc = packet[0];
                let configuration = toc >> 3;
                let frame_ms = match configuration {
                    0..12 => [10, 20, 40, 60][usize::from(configuration % 4)],
                    12..16 => [10, 20][usize::from(configuration % 2)],
                    _ => [2, 5, 10, 20][usize::from(configuration % 4)],
                };
                assert_eq!((toc & 0b111, frame_ms), (0, 20));
            }
        }
    }
}
