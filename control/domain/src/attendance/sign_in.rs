//! Signing in (签到): which people are at a venue, entered by the venue itself.
//!
//! A venue's page enters the names of those who are there and how many people there are in all;
//! people who go early are signed out. Times are the server's. Who signs somebody in for an
//! earlier time may, but the entry says so for ever: it is a late one (补记).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::floor::Requester;
use crate::floor::line::{LineError, line};
use crate::seating::Place;
use crate::session_log::{Entry, Event};
use crate::venue::VenueNumber;

/// Longest name of a person or a role, in characters.
pub const NAME_CHARS_MAX: usize = 40;

/// People one venue's sheet holds.
pub const PEOPLE_MAX: usize = 60;

/// Highest headcount of a venue.
pub const HEADCOUNT_MAX: u32 = 999;

/// A person at a venue. Two entries of the same name and role are the same person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attendee {
    /// Their name.
    pub name: String,
    /// What they are there as, "书记"; may be empty.
    pub role: String,
}

/// What a venue's page enters on its sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInCommand {
    /// People are there.
    In {
        /// Who, as far as they are named.
        people: Vec<Attendee>,
        /// How many people there are in all, where that is told.
        headcount: Option<u32>,
        /// Since when, in Unix milliseconds, where that is not now: a late entry.
        since_ms: Option<i64>,
    },
    /// People have gone.
    Out {
        /// Who.
        people: Vec<Attendee>,
    },
}

/// What was entered, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInChange {
    /// People are there.
    In {
        /// Those who were not on the sheet before.
        people: Vec<Attendee>,
        /// How many people there are in all, where that was told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        headcount: Option<u32>,
        /// Since when, in Unix milliseconds: a late entry.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since_ms: Option<i64>,
    },
    /// People have gone.
    Out {
        /// Those who were on the sheet.
        people: Vec<Attendee>,
    },
}

/// Why nothing is entered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// A wall speaks for nobody.
    #[error("a wall signs nobody in")]
    Wall,
    /// Neither people nor a headcount.
    #[error("there is nothing to enter")]
    Nothing,
    /// A name is empty.
    #[error("a name is empty")]
    NoName,
    /// A name or role cannot be used.
    #[error(transparent)]
    Name(#[from] LineError),
    /// The sheet would be longer than [`PEOPLE_MAX`].
    #[error("{people} people, {PEOPLE_MAX} fit on a sheet")]
    TooMany {
        /// How many it would have.
        people: usize,
    },
    /// The headcount is above [`HEADCOUNT_MAX`].
    #[error("a headcount of {headcount}, {HEADCOUNT_MAX} is the highest")]
    Headcount {
        /// What was told.
        headcount: u32,
    },
    /// The time is before the session went live, or has not come yet.
    #[error("the time {since_ms} is outside the session")]
    OutsideSession {
        /// What was told.
        since_ms: i64,
    },
}

/// A person on a venue's sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub who: Attendee,
    /// Since when they are there, in Unix milliseconds.
    pub since_ms: i64,
    /// When that was entered, in Unix milliseconds.
    pub entered_ms: i64,
    /// True where it was entered for an earlier time (补记).
    pub late_entry: bool,
    /// When they were signed out, in Unix milliseconds.
    pub gone_ms: Option<i64>,
}

/// One venue's sheet (签到表).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Everybody who was signed in, in the order of entry. Somebody who went and came again stands
    /// twice.
    pub people: Vec<SignedIn>,
    /// The headcount told last.
    pub headcount: Option<u32>,
    /// When something was entered last, in Unix milliseconds.
    pub entered_ms: i64,
}

impl Sheet {
    /// True while this person is signed in.
    #[must_use]
    pub fn has(&self, who: &Attendee) -> bool {
        self.people
            .iter()
            .any(|signed| signed.gone_ms.is_none() && signed.who == *who)
    }
}

/// The sheets of a session: a fold over its log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignIns {
    sheets: BTreeMap<VenueNumber, Sheet>,
    opened_ms: Option<i64>,
}

impl SignIns {
    /// The sheets that a log leads to.
    #[must_use]
    pub fn replay(log: &[Entry]) -> Self {
        let mut sheets = Self::default();
        for entry in log {
            sheets.apply(entry.at_ms, &entry.event);
        }
        sheets
    }

    /// The sheets by venue; a venue that entered nothing has none.
    #[must_use]
    pub fn sheets(&self) -> &BTreeMap<VenueNumber, Sheet> {
        &self.sheets
    }

    /// Decides an entry; nothing where the sheet says so already.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn decide(
        &self,
        command: &SignInCommand,
        by: Requester,
        now_ms: i64,
    ) -> Result<Option<Event>, SignInError> {
        if by.place == Place::Wall {
            return Err(SignInError::Wall);
        }
        let nobody = Sheet::default();
        let sheet = self.sheets.get(&by.venue).unwrap_or(&nobody);
        let change = match command {
            SignInCommand::In {
                people,
                headcount,
                since_ms,
            } => self.decide_in(sheet, people, *headcount, *since_ms, now_ms)?,
            SignInCommand::Out { people } => decide_out(sheet, people)?,
        };
        Ok(change.map(|change| Event::SignIn {
            venue: by.venue,
            change,
        }))
    }

    fn decide_in(
        &self,
        sheet: &Sheet,
        people: &[Attendee],
        headcount: Option<u32>,
        since_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<Option<SignInChange>, SignInError> {
        if people.is_empty() && headcount.is_none() {
            return Err(SignInError::Nothing);
        }
        if let Some(headcount) = headcount.filter(|count| *count > HEADCOUNT_MAX) {
            return Err(SignInError::Headcount { headcount });
        }
        let opened_ms = self.opened_ms.unwrap_or(now_ms);
        if let Some(since_ms) = since_ms.filter(|at| *at < opened_ms || *at > now_ms) {
            return Err(SignInError::OutsideSession { since_ms });
        }
        let mut people = checked(people)?;
        people.retain(|who| !sheet.has(who));
        let on_sheet = sheet.people.len() + people.len();
        if on_sheet > PEOPLE_MAX {
            return Err(SignInError::TooMany { people: on_sheet });
        }
        if people.is_empty() && (headcount.is_none() || headcount == sheet.headcount) {
            return Ok(None);
        }
        Ok(Some(SignInChange::In {
            people,
            headcount,
            since_ms,
        }))
    }

    /// Takes an event in. `at_ms` is when it happened, in Unix milliseconds.
    pub fn apply(&mut self, at_ms: i64, event: &Event) {
        if matches!(event, Event::Opened { .. }) {
            self.opened_ms.get_or_insert(at_ms);
        }
        let Event::SignIn { venue, change } = event else {
            return;
        };
        let sheet = self.sheets.entry(*venue).or_default();
        sheet.entered_ms = at_ms;
        match change {
            SignInChange::In {
                people,
                headcount,
                since_ms,
            } => {
                sheet.headcount = headcount.or(sheet.headcount);
                for who in people {
                    sheet.people.push(SignedIn {
                        who: who.clone(),
                        since_ms: since_ms.unwrap_or(at_ms),
                        entered_ms: at_ms,
                        late_entry: since_ms.is_some(),
                        gone_ms: None,
                    });
                }
            }
            SignInChange::Out { people } => {
                for signed in &mut sheet.people {
                    if signed.gone_ms.is_none() && people.contains(&signed.who) {
                        signed.gone_ms = Some(at_ms);
                    }
                }
            }
        }
    }
}

fn decide_out(sheet: &Sheet, people: &[Attendee]) -> Result<Option<SignInChange>, SignInError> {
    if people.is_empty() {
        return Err(SignInError::Nothing);
    }
    let mut people = checked(people)?;
    people.retain(|who| sheet.has(who));
    Ok((!people.is_empty()).then_some(SignInChange::Out { people }))
}

/// People as typed, each once, without the blanks around their names.
fn checked(people: &[Attendee]) -> Result<Vec<Attendee>, SignInError> {
    if people.len() > PEOPLE_MAX {
        return Err(SignInError::TooMany {
            people: people.len(),
        });
    }
    let mut checked = Vec::with_capacity(people.len());
    for typed in people {
        let who = Attendee {
            name: line(&typed.name, NAME_CHARS_MAX)?,
            role: line(&typed.role, NAME_CHARS_MAX)?,
        };
        if who.name.is_empty() {
            return Err(SignInError::NoName);
        }
        if !checked.contains(&who) {
            checked.push(who);
        }
    }
    Ok(checked)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRANCH: Requester = Requester {
        venue: 3,
        place: Place::Branch,
    };

    fn who(name: &str) -> Attendee {
        Attendee {
            name: name.to_owned(),
            role: "社工".to_owned(),
        }
    }

    fn arrive(names: &[&str], headcount: Option<u32>, since_ms: Option<i64>) -> SignInCommand {
        SignInCommand::In {
            people: names.iter().map(|name| who(name)).collect(),
            headcount,
            since_ms,
        }
    }

    fn opened() -> SignIns {
        let mut sheets = SignIns::default();
        let venues = vec![0, 3];
        sheets.apply(1_000, &Event::Opened { room: 1, venues });
        sheets
    }

    fn enter(sheets: &mut SignIns, command: &SignInCommand, now_ms: i64) -> bool {
        let event = sheets.decide(command, BRANCH, now_ms).unwrap();
        if let Some(event) = &event {
            sheets.apply(now_ms, event);
        }
        event.is_some()
    }

    #[test]
    fn people_are_entered_once_and_a_repeated_entry_changes_nothing() {
        let mut sheets = opened();
        let both = arrive(&[" 王芳 ", "李强", "王芳"], Some(6), None);
        assert!(enter(&mut sheets, &both, 5_000));
        assert!(!enter(&mut sheets, &both, 6_000));
        let sheet = &sheets.sheets()[&3];
        let names: Vec<_> = sheet.people.iter().map(|p| p.who.name.as_str()).collect();
        assert_eq!(names, ["王芳", "李强"]);
        assert_eq!((sheet.headcount, sheet.entered_ms), (Some(6), 5_000));
    }

    #[test]
    fn an_entry_for_an_earlier_time_is_labelled_and_stays_within_the_session() {
        let mut sheets = opened();
        enter(&mut sheets, &arrive(&["王芳"], None, Some(2_000)), 9_000);
        let signed = &sheets.sheets()[&3].people[0];
        assert!(signed.late_entry);
        assert_eq!((signed.since_ms, signed.entered_ms), (2_000, 9_000));
        for since_ms in [999, 9_001] {
            let early = arrive(&["李强"], None, Some(since_ms));
            assert_eq!(
                sheets.decide(&early, BRANCH, 9_000),
                Err(SignInError::OutsideSession { since_ms })
            );
        }
    }

    #[test]
    fn whoever_goes_and_comes_again_stands_twice() {
        let mut sheets = opened();
        enter(&mut sheets, &arrive(&["王芳"], None, None), 2_000);
        let out = SignInCommand::Out {
            people: vec![who("王芳"), who("没来")],
        };
        assert!(enter(&mut sheets, &out, 3_000));
        assert!(!enter(&mut sheets, &out, 4_000));
        enter(&mut sheets, &arrive(&["王芳"], None, None), 5_000);
        let times: Vec<_> = sheets.sheets()[&3]
            .people
            .iter()
            .map(|signed| (signed.since_ms, signed.gone_ms))
            .collect();
        assert_eq!(times, [(2_000, Some(3_000)), (5_000, None)]);
    }

    #[test]
    fn stored_names_do_not_change() {
        let people = vec![who("王芳")];
        let stored = [
            (
                SignInChange::In {
                    people: people.clone(),
                    headcount: Some(6),
                    since_ms: Some(9),
                },
                r#"{"event":"sign-in","venue":3,"change":{"in":{"people":[{"name":"王芳","role":"社工"}],"headcount":6,"since_ms":9}}}"#,
            ),
            (
                SignInChange::Out { people },
                r#"{"event":"sign-in","venue":3,"change":{"out":{"people":[{"name":"王芳","role":"社工"}]}}}"#,
            ),
        ];
        for (change, text) in stored {
            let event = Event::SignIn { venue: 3, change };
            assert_eq!(serde_json::to_string(&event).unwrap(), text);
            assert_eq!(serde_json::from_str::<Event>(text).unwrap(), event);
        }
        let live = serde_json::to_string(&Event::StillLive).unwrap();
        assert_eq!(live, r#"{"event":"still-live"}"#);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let sheets = opened();
        let refused = |command: &SignInCommand| sheets.decide(command, BRANCH, 2_000).unwrap_err();
        assert_eq!(refused(&arrive(&[], None, None)), SignInError::Nothing);
        assert_eq!(refused(&arrive(&[" "], None, None)), SignInError::NoName);
        assert_eq!(
            refused(&arrive(&[], Some(1_000), None)),
            SignInError::Headcount { headcount: 1_000 }
        );
        let crowd: Vec<String> = (0..=PEOPLE_MAX).map(|n| format!("人{n}")).collect();
        let crowd: Vec<&str> = crowd.iter().map(String::as_str).collect();
        assert_eq!(
            refused(&arrive(&crowd, None, None)),
            SignInError::TooMany { people: 61 }
        );
        let wall = Requester {
            venue: 0,
            place: Place::Wall,
        };
        assert_eq!(
            sheets.decide(&arrive(&["王芳"], None, None), wall, 2_000),
            Err(SignInError::Wall)
        );
    }
}
