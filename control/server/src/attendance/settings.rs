//! How attendance is judged, how long names are kept, and who hears of confirmed records.

use control_domain::attendance::Thresholds;
use control_wire::rest::attendance as wire;

use crate::app::App;
use crate::store::settings::Setting;
use crate::store::{Store, StoreFailed};

/// Months that logs are kept where nobody says otherwise.
pub const KEEP_MONTHS: u32 = 12;

/// Fewest and most months that logs can be kept.
pub const KEEP_MONTHS_RANGE: (u32, u32) = (1, 120);

/// Longest threshold, in seconds.
pub const THRESHOLD_S_MAX: u32 = 3_600;

/// Addresses that hear of confirmed records.
pub const HEADS_TO_MAX: usize = 5;

/// Why settings are not taken.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A threshold is above [`THRESHOLD_S_MAX`].
    #[error("a threshold is longer than an hour")]
    Threshold,
    /// The months are outside [`KEEP_MONTHS_RANGE`].
    #[error("logs are kept for 1 to 120 months")]
    Months,
    /// More than [`HEADS_TO_MAX`] addresses, or one that is none.
    #[error("an address cannot be used")]
    Address,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// The settings.
///
/// # Errors
/// When the database fails.
pub async fn read(store: &Store) -> Result<wire::AttendanceSettings, StoreFailed> {
    let usual = wire::AttendanceSettings {
        thresholds: Thresholds::default(),
        keep_months: KEEP_MONTHS,
        heads_to: Vec::new(),
    };
    let Some(text) = store.setting(Setting::Attendance).await? else {
        return Ok(usual);
    };
    serde_json::from_str(&text).map_err(|error| StoreFailed::Unreadable {
        table: "settings",
        what: error.to_string(),
    })
}

/// The thresholds in force.
///
/// # Errors
/// When the database fails.
pub async fn thresholds(store: &Store) -> Result<Thresholds, StoreFailed> {
    Ok(read(store).await?.thresholds)
}

/// Changes the settings. Records that are confirmed keep what they were judged by.
///
/// # Errors
/// See [`SettingsError`].
pub async fn write(app: &App, settings: &wire::AttendanceSettings) -> Result<(), SettingsError> {
    let of = settings.thresholds;
    if [of.gap_s, of.late_s, of.early_s]
        .iter()
        .any(|seconds| *seconds > THRESHOLD_S_MAX)
    {
        return Err(SettingsError::Threshold);
    }
    let (fewest, most) = KEEP_MONTHS_RANGE;
    if !(fewest..=most).contains(&settings.keep_months) {
        return Err(SettingsError::Months);
    }
    let usable = |address: &String| {
        address.chars().count() <= 254
            && !address.chars().any(|c| c.is_whitespace() || c.is_control())
            && address
                .split_once('@')
                .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
    };
    if settings.heads_to.len() > HEADS_TO_MAX || !settings.heads_to.iter().all(usable) {
        return Err(SettingsError::Address);
    }
    let text = serde_json::to_string(settings).map_err(|error| StoreFailed::Unreadable {
        table: "settings",
        what: error.to_string(),
    })?;
    app.store.set(Setting::Attendance, &text).await?;
    Ok(())
}
