//! A session of 33 branch venues, its record confirmed.

use control_domain::agenda::{AgendaItem, Due, ItemKind};
use control_domain::attendance::Thresholds;
use control_domain::attendance::desk::{Clerk, Corrected, DeskEvent, Figures};
use control_domain::attendance::interval::Interval;
use control_domain::attendance::sign_in::{Attendee, SignInChange};
use control_domain::chain::ChainHash;
use control_domain::floor::Change;
use control_domain::floor::questions::{Outcome, QuestionChange};
use control_domain::seating::Place;
use control_domain::session_log::Event;
use control_domain::venue::{VenueCard, VenueNumber};
use record::checkpoint::{Head, Signer};
use record::dossier::{ChainedEntry, DeskText, Dossier, SessionCard};

pub(crate) const SESSION: i64 = 7;
/// 2026-11-24 09:30 in Shanghai.
pub(crate) const BEGIN_MS: i64 = 1_795_483_800_000;
pub(crate) const MINUTE_MS: i64 = 60_000;

/// A log being written.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) entries: Vec<ChainedEntry>,
    head: ChainHash,
}

impl Writer {
    pub(crate) fn write(&mut self, at_ms: i64, event: &impl serde::Serialize) {
        let number = i64::try_from(self.entries.len()).unwrap() + 1;
        let mut entry = ChainedEntry {
            number,
            at_ms,
            source: None,
            event: serde_json::to_string(event).unwrap(),
            hash: String::new(),
        };
        self.head = entry.hash_after(SESSION, self.head);
        entry.hash = self.head.to_string();
        self.entries.push(entry);
    }
}

/// Events in any order, to be written in that of their times.
#[derive(Default)]
struct Happened(Vec<(i64, Event)>);

impl Happened {
    fn write(&mut self, at_ms: i64, event: Event) {
        self.0.push((at_ms, event));
    }

    fn chained(mut self) -> Vec<ChainedEntry> {
        self.0.sort_by_key(|(at_ms, _)| *at_ms);
        let mut writer = Writer::default();
        for (at_ms, event) in &self.0 {
            writer.write(*at_ms, event);
        }
        writer.entries
    }
}

pub(crate) fn card() -> SessionCard {
    let venue = |number: VenueNumber| VenueCard {
        number,
        name: if number == 0 {
            "主会场".to_owned()
        } else {
            format!("艺康苑{number}居委会")
        },
        short_name: if number == 0 {
            "主会场".to_owned()
        } else {
            format!("艺康苑{number}")
        },
    };
    SessionCard {
        id: SESSION,
        title: "街道工作例会".to_owned(),
        venues: (0..=33).map(venue).collect(),
    }
}

fn item(number: u32, title: &str, minutes: u16, from_min: i64) -> AgendaItem {
    AgendaItem {
        number,
        planned_item: None,
        title: title.to_owned(),
        department: "自治办".to_owned(),
        kind: ItemKind::Discuss,
        minutes,
        presenter: "李强".to_owned(),
        due: (1..=33)
            .map(|venue| Due {
                venue,
                roles: vec!["书记".to_owned(), "主任".to_owned()],
                people: 2,
                people_by_role: vec![1, 1],
            })
            .collect(),
        planned_start_ms: BEGIN_MS + from_min * MINUTE_MS,
    }
}

/// The session's log: venue 3 comes late, 5 leaves early, 7 never comes, 9 drops and returns.
pub(crate) fn log(repeats: usize) -> Vec<ChainedEntry> {
    let at = |minutes: i64| BEGIN_MS + minutes * MINUTE_MS;
    let mut log = Happened::default();
    let venues = (0..=33).collect();
    log.write(at(-10), Event::Opened { room: 1, venues });
    let items = vec![
        item(1, "冬季安全检查部署", 30, 0),
        item(2, "小区停车位改造方案讨论", 30, 30),
    ];
    log.write(at(-10), Event::AgendaSet { items });
    for venue in (0..=33).filter(|venue| *venue != 7) {
        let late = if venue == 3 { 20 } else { -5 };
        log.write(
            at(late),
            Event::Joined {
                seat: u32::from(venue) + 1,
                venue,
                place: if venue == 0 {
                    Place::Host
                } else {
                    Place::Branch
                },
                resume_sha256: "e3".repeat(32),
            },
        );
        let people = vec![
            Attendee {
                name: format!("王芳{venue}"),
                role: "书记".to_owned(),
            },
            Attendee {
                name: "喆".to_owned(),
                role: "社工".to_owned(),
            },
        ];
        let change = SignInChange::In {
            people,
            headcount: Some(6),
            since_ms: None,
        };
        log.write(at(late + 1), Event::SignIn { venue, change });
    }
    log.write(at(0), Event::ItemStarted { item: 1, by: 0 });
    let (seat, venue) = (10, 9);
    log.write(at(10), Event::PageLost { seat, venue });
    log.write(at(11), Event::PageReturned { seat, venue });
    for repeat in 0..repeats {
        let at_ms = at(12) + i64::try_from(repeat).unwrap() * 20;
        log.write(at_ms, Event::PageLost { seat, venue });
        log.write(at_ms + 10, Event::PageReturned { seat, venue });
    }
    let question = 1;
    for (minutes, change) in [
        (
            14,
            QuestionChange::Asked {
                question,
                topic: "=电动车充电桩".to_owned(),
                point_of_order: false,
            },
        ),
        (15, QuestionChange::Granted { question }),
        (
            18,
            QuestionChange::Ended {
                question,
                outcome: Some(Outcome::FollowUp {
                    owner: "平安办".to_owned(),
                }),
            },
        ),
    ] {
        let change = Change::Question(change);
        log.write(at(minutes), Event::Floor { by: 9, change });
    }
    log.write(at(35), Event::ItemStarted { item: 2, by: 0 });
    log.write(at(50), Event::Left { seat: 6, venue: 5 });
    log.write(at(65), Event::ItemEnded { item: 2, by: 0 });
    log.write(at(66), Event::Ended);
    log.chained()
}

fn clerk(id: i64, name: &str) -> Clerk {
    Clerk {
        id: Some(id),
        name: name.to_owned(),
    }
}

/// What staff added: leave, a corrected headcount, a decision; and the confirmation.
pub(crate) fn desk(log: &[ChainedEntry]) -> Vec<ChainedEntry> {
    let head = Head::of(log);
    let at = |minutes: i64| BEGIN_MS + minutes * MINUTE_MS;
    let (zhao, qian) = (clerk(4, "zhao"), clerk(5, "qian"));
    let time = Interval {
        from_ms: at(0),
        to_ms: at(65),
    };
    let mut desk = Writer::default();
    let done = [
        (
            &zhao,
            DeskEvent::CorrectionProposed {
                correction: 1,
                venue: 7,
                corrected: Corrected::There(time),
                reason: "摄像头故障，电话参会".to_owned(),
                before: Figures {
                    headcount: None,
                    there_ms: 0,
                },
                after: Figures {
                    headcount: None,
                    there_ms: 65 * MINUTE_MS,
                },
            },
        ),
        (
            &qian,
            DeskEvent::CorrectionDecided {
                correction: 1,
                approved: true,
            },
        ),
        (
            &zhao,
            DeskEvent::LeaveNoted {
                venue: 3,
                person: Some("王芳3".to_owned()),
                reason: "就医".to_owned(),
            },
        ),
        (
            &zhao,
            DeskEvent::DecisionNoted {
                decision: 1,
                item: Some(2),
                text: "停车位改造方案原则通过，十二月底前完成公示".to_owned(),
                owner: "自治办".to_owned(),
            },
        ),
        (
            &qian,
            DeskEvent::Confirmed {
                thresholds: Thresholds::default(),
                log_entries: head.entries,
                log_head: head.hash.clone(),
            },
        ),
    ];
    for (minutes, (by, event)) in (70..).zip(done) {
        let by = by.clone();
        desk.write(at(minutes), &DeskText { by, event });
    }
    desk.entries
}

pub(crate) fn signer() -> Signer {
    Signer::from_seed(&[7; 32]).unwrap()
}

/// The dossier, confirmed and signed.
pub(crate) fn dossier_with(repeats: usize) -> Dossier {
    let log = log(repeats);
    let desk = desk(&log);
    let confirmed_ms = desk.last().unwrap().at_ms;
    let mut dossier = Dossier::new(card(), log, desk, Thresholds::default(), 0).unwrap();
    dossier.checkpoint = Some(signer().sign(&dossier, confirmed_ms).unwrap());
    dossier
}

pub(crate) fn dossier() -> Dossier {
    dossier_with(0)
}
