//! What a login name and a password must be like.

use axum::http::StatusCode;

use super::passwords::{CHARS_MAX, CHARS_MIN};
use crate::problem::{Explain, Explanation, words};

/// Longest login name, in characters.
const NAME_CHARS_MAX: usize = 40;

/// Why a name or password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsuitable {
    /// Empty, too long, or with control characters.
    #[error("a login name has 1 to {NAME_CHARS_MAX} characters")]
    Name,
    /// Too short or too long.
    #[error("a password has {CHARS_MIN} to {CHARS_MAX} characters")]
    Password,
}

/// The login name without blanks around it.
///
/// # Errors
/// When it is empty, too long, or holds control characters.
pub fn login_name(name: &str) -> Result<&str, Unsuitable> {
    let name = name.trim();
    let chars = name.chars().count();
    let suits = (1..=NAME_CHARS_MAX).contains(&chars) && !name.chars().any(char::is_control);
    if suits {
        Ok(name)
    } else {
        Err(Unsuitable::Name)
    }
}

/// The password as it is.
///
/// # Errors
/// When it is too short or too long.
pub fn password(password: &str) -> Result<&str, Unsuitable> {
    let suits = (CHARS_MIN..=CHARS_MAX).contains(&password.chars().count());
    if suits {
        Ok(password)
    } else {
        Err(Unsuitable::Password)
    }
}

impl Explain for Unsuitable {
    fn explain(&self) -> Explanation {
        match self {
            Self::Name => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "name-unsuitable",
                words("账号名不能用", "账号名为 1 至 40 个字符，不能有换行。"),
                words(
                    "This name cannot be used",
                    "A name has 1 to 40 characters and no line break.",
                ),
            ),
            Self::Password => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "password-unsuitable",
                words("密码长度不对", "密码为 10 至 200 个字符。"),
                words(
                    "This password cannot be used",
                    "A password has 10 to 200 characters.",
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_counted_in_characters() {
        assert_eq!(login_name("  王芳\u{3000}"), Ok("王芳"));
        assert_eq!(login_name(" "), Err(Unsuitable::Name));
        assert!(login_name(&"芳".repeat(40)).is_ok());
        assert_eq!(login_name(&"芳".repeat(41)), Err(Unsuitable::Name));
        assert_eq!(login_name("a\nb"), Err(Unsuitable::Name));
    }

    #[test]
    fn passwords_are_counted_in_characters_and_kept_as_they_are() {
        assert_eq!(password(" 123456789"), Ok(" 123456789"));
        assert_eq!(password("123456789"), Err(Unsuitable::Password));
        assert_eq!(password(&"密".repeat(201)), Err(Unsuitable::Password));
    }
}
