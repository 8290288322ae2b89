//! One line of text that a person typed: a topic, an owner, a banner.

/// Why a text is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// It is longer than its place allows.
    #[error("the text has {chars} characters, {chars_max} are allowed")]
    Long {
        /// How long it is.
        chars: usize,
        /// How long it may be.
        chars_max: usize,
    },
    /// It holds a line break or another control character.
    #[error("the text holds a control character")]
    ControlCharacter,
}

/// A line without the blanks around it.
///
/// # Errors
/// When it is longer than `chars_max` characters or holds control characters.
pub(crate) fn line(text: &str, chars_max: usize) -> Result<String, LineError> {
    let line = text.trim();
    let chars = line.chars().count();
    if chars > chars_max {
        return Err(LineError::Long { chars, chars_max });
    }
    if line.chars().any(char::is_control) {
        return Err(LineError::ControlCharacter);
    }
    Ok(line.to_owned())
}

/// A line that may be taken away: nothing but blanks is no line.
///
/// # Errors
/// As [`line`].
pub(super) fn optional_line(
    text: Option<&str>,
    chars_max: usize,
) -> Result<Option<String>, LineError> {
    let line = line(text.unwrap_or_default(), chars_max)?;
    Ok((!line.is_empty()).then_some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_counted_in_characters_and_stays_one_line() {
        assert_eq!(line(" 停车\u{3000}", 2), Ok("停车".to_owned()));
        let long = LineError::Long {
            chars: 3,
            chars_max: 2,
        };
        assert_eq!(line("停车位", 2), Err(long));
        assert_eq!(line("停\n车", 9), Err(LineError::ControlCharacter));
        assert_eq!(optional_line(Some("  "), 9), Ok(None));
        assert_eq!(optional_line(None, 9), Ok(None));
    }
}
