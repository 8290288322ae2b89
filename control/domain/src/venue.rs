//! Venues: permanent numbers and the names people know them by.

use serde::{Deserialize, Serialize};

/// Number of a venue within the street: 0 is the main venue, 1 to [`BRANCH_NUMBER_MAX`] are branch
/// venues. It is part of the venue's name ("03 艺康苑居委会") and never changes.
pub type VenueNumber = u16;

/// The main venue's number.
pub const MAIN_VENUE: VenueNumber = 0;

/// Highest number of a branch venue: three digits still fit in front of a name on the wall.
pub const BRANCH_NUMBER_MAX: VenueNumber = 999;

/// Longest name, full or short, in characters.
pub const NAME_CHARS_MAX: usize = 40;

/// A venue as it is shown: its number and its two names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VenueCard {
    /// Its number.
    pub number: VenueNumber,
    /// Its full name, "艺康苑居委会".
    pub name: String,
    /// The short name for chips and tiles, "艺康苑".
    pub short_name: String,
}

impl VenueCard {
    /// A card from what a person typed: names are trimmed.
    ///
    /// # Errors
    /// When the number is not a venue's, or a name is empty, too long or holds control characters.
    pub fn new(number: VenueNumber, name: &str, short_name: &str) -> Result<Self, VenueError> {
        if number > BRANCH_NUMBER_MAX {
            return Err(VenueError::Number { number });
        }
        Ok(Self {
            number,
            name: checked_name(name)?,
            short_name: checked_name(short_name)?,
        })
    }
}

/// Why a venue cannot be made like this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VenueError {
    /// The number is beyond [`BRANCH_NUMBER_MAX`].
    #[error("venue number {number} is above {BRANCH_NUMBER_MAX}")]
    Number {
        /// The number asked for.
        number: VenueNumber,
    },
    /// A name is empty, or nothing but blanks.
    #[error("a venue's name is empty")]
    EmptyName,
    /// A name is longer than [`NAME_CHARS_MAX`].
    #[error("a venue's name has {chars} characters, {NAME_CHARS_MAX} are allowed")]
    LongName {
        /// How many characters it has.
        chars: usize,
    },
    /// A name holds a control character, such as a line break.
    #[error("a venue's name holds a control character")]
    ControlCharacter,
}

/// The name without blanks around it.
fn checked_name(name: &str) -> Result<String, VenueError> {
    let name = name.trim();
    let chars = name.chars().count();
    if chars == 0 {
        return Err(VenueError::EmptyName);
    }
    if chars > NAME_CHARS_MAX {
        return Err(VenueError::LongName { chars });
    }
    if name.chars().any(char::is_control) {
        return Err(VenueError::ControlCharacter);
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed() {
        let card = VenueCard::new(3, "  艺康苑居委会\u{3000}", " 艺康苑 ").unwrap();
        assert_eq!(
            (card.name.as_str(), card.short_name.as_str()),
            ("艺康苑居委会", "艺康苑")
        );
    }

    #[test]
    fn length_counts_characters_and_not_bytes() {
        let forty = "苑".repeat(NAME_CHARS_MAX);
        assert!(VenueCard::new(1, &forty, "苑").is_ok());
        assert_eq!(
            VenueCard::new(1, &format!("{forty}苑"), "苑"),
            Err(VenueError::LongName { chars: 41 })
        );
    }

    #[test]
    fn empty_names_line_breaks_and_high_numbers_are_refused() {
        assert_eq!(VenueCard::new(1, " \t", "苑"), Err(VenueError::EmptyName));
        assert_eq!(
            VenueCard::new(1, "艺\n康", "苑"),
            Err(VenueError::ControlCharacter)
        );
        assert!(VenueCard::new(MAIN_VENUE, "主会场", "主会场").is_ok());
        assert!(VenueCard::new(999, "甲", "甲").is_ok());
        assert_eq!(
            VenueCard::new(1000, "甲", "甲"),
            Err(VenueError::Number { number: 1000 })
        );
    }
}
