//! Single values that outlive a restart.

use super::{Store, StoreFailed};

/// The single values there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// SHA-256 (hex) of the token in the one-time link that makes the first administrator.
    SetupTokenHash,
    /// Number of the session that `--demo` opened last.
    DemoSession,
    /// How attendance is judged and how long logs are kept, as JSON.
    Attendance,
    /// The mail server and who sends, as JSON.
    MailAccount,
    /// When the weekly tips are sent, as JSON.
    TipsSchedule,
    /// What makes the codes of anonymised exports unguessable.
    ExportSalt,
}

impl Setting {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SetupTokenHash => "setup-token-hash",
            Self::DemoSession => "demo-session",
            Self::Attendance => "attendance",
            Self::MailAccount => "mail-account",
            Self::TipsSchedule => "tips-schedule",
            Self::ExportSalt => "export-salt",
        }
    }
}

impl Store {
    /// A setting's value, if it has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting(&self, setting: Setting) -> Result<Option<String>, StoreFailed> {
        Ok(
            sqlx::query_scalar("SELECT value FROM settings WHERE name = $1")
                .bind(setting.name())
                .fetch_optional(&self.read)
                .await?,
        )
    }

    /// Gives a setting its value.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set(&self, setting: Setting, value: &str) -> Result<(), StoreFailed> {
        sqlx::query(
            "INSERT INTO settings (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(setting.name())
        .bind(value)
        .execute(&self.write)
        .await?;
        Ok(())
    }
}
