//! What is taken, what needs approval, who gives it, and what could be one meeting.

use control_wire::rest::Venue;
use control_wire::rest::planning::AudienceOf;
use control_wire::rest::planning::board::Headcount;
use control_wire::rest::planning::items::{
    Approval, ApprovalCase, ApprovalReason, Decision, Item, NewItem,
};
use control_wire::rest::planning::street::{
    Approvers, Delegate, DepartmentStanding, QuotaOf, RosterPerson, StreetRole,
};
use control_wire::signal::agenda::ItemKind;
use jiff::civil::date;
use planning::approval::{Capacity, DecideError, decide, over_quota, reasons_for};
use planning::asking::{AskError, Asked, Usual, check};
use planning::import;
use planning::street::Street;
use proptest::prelude::*;

fn street() -> Street {
    Street {
        venues: [3, 7]
            .map(|number: u16| Venue {
                number,
                name: format!("{number}居委会"),
                short_name: number.to_string(),
            })
            .into(),
        roles: vec![StreetRole {
            number: 0,
            name: "书记".to_owned(),
        }],
        headcounts: vec![Headcount {
            venue: 3,
            role: 0,
            people: 1,
        }],
        departments: [(1, true), (2, false)]
            .map(|(department, privileged)| DepartmentStanding {
                department,
                name: format!("科室{department}"),
                privileged,
                email: None,
            })
            .into(),
        ..Street::default()
    }
}

fn new_item() -> NewItem {
    NewItem {
        department: None,
        title: " 小区停车 ".to_owned(),
        kind: ItemKind::Discuss,
        minutes: 10,
        audience: at(&[3]),
        required: true,
        earliest: Some("2026-11-23".to_owned()),
        deadline: Some("2026-11-27".to_owned()),
        wished: None,
        priority: None,
        presenters: Vec::new(),
        pin: None,
        after: Vec::new(),
        not_with: Vec::new(),
        line: None,
        separate_reason: None,
    }
}

fn at(venues: &[u16]) -> Vec<AudienceOf> {
    vec![AudienceOf {
        role: 0,
        venues: venues.to_vec(),
    }]
}

fn asked(new: &NewItem) -> Result<Asked, AskError> {
    check(&street(), Some(2), new, &Usual::default())
}

#[test]
fn what_is_wrong_with_an_item_is_named() {
    assert_eq!(asked(&new_item()).unwrap().title, "小区停车");
    let cases: [(NewItem, AskError); 7] = [
        (
            NewItem {
                title: "一\n二".to_owned(),
                ..new_item()
            },
            AskError::Title,
        ),
        (
            NewItem {
                minutes: 91,
                ..new_item()
            },
            AskError::Minutes { minutes: 91 },
        ),
        (
            NewItem {
                audience: at(&[]),
                ..new_item()
            },
            AskError::NoAudience,
        ),
        (
            NewItem {
                audience: at(&[9]),
                ..new_item()
            },
            AskError::UnknownVenue { venue: 9 },
        ),
        (
            NewItem {
                deadline: Some("2026-11-22".to_owned()),
                ..new_item()
            },
            AskError::Reach,
        ),
        (
            NewItem {
                wished: Some("2026-11-28".to_owned()),
                ..new_item()
            },
            AskError::WishedOutside,
        ),
        (
            NewItem {
                separate_reason: Some("急".to_owned()),
                ..new_item()
            },
            AskError::SeparateReason,
        ),
    ];
    for (new, error) in cases {
        assert_eq!(asked(&new), Err(error.clone()), "{error}");
        let told = import::told(&error);
        assert!(!told.zh.is_empty() && told.en.is_ascii(), "{told:?}");
    }
    assert_eq!(
        check(&street(), Some(9), &new_item(), &Usual::default()),
        Err(AskError::NoDepartment)
    );
}

#[test]
fn an_answer_to_a_call_takes_over_its_day_and_its_people() {
    let usual = Usual {
        date: Some(date(2026, 11, 25)),
        audience: at(&[3, 7]),
    };
    let new = NewItem {
        audience: Vec::new(),
        earliest: None,
        deadline: None,
        ..new_item()
    };
    let asked = check(&street(), Some(2), &new, &usual).unwrap();
    assert_eq!(asked.audience, at(&[3, 7]));
    assert_eq!(
        (asked.earliest, asked.deadline),
        (usual.date.unwrap(), usual.date.unwrap())
    );
}

#[test]
fn people_beyond_those_the_host_calls_need_approval() {
    let host = at(&[7]);
    let reasons = reasons_for(&street(), &asked(&new_item()).unwrap(), Some(&host), &[]);
    assert_eq!(reasons, [ApprovalReason::BeyondHost]);
    let host = at(&[3, 7]);
    let reasons = reasons_for(&street(), &asked(&new_item()).unwrap(), Some(&host), &[]);
    assert_eq!(reasons, []);
}

fn case(state: Approval) -> ApprovalCase {
    ApprovalCase {
        id: 1,
        item: Some(1),
        series: None,
        department: 2,
        title: String::new(),
        reasons: vec![ApprovalReason::Separate],
        stated: String::new(),
        state,
        asked_ms: 0,
        decided_ms: None,
        decided_by: None,
        by_delegate: false,
        note: String::new(),
        may_decide: false,
    }
}

proptest! {
    /// Nobody but the leader decides, except the delegate within the days agreed; nothing is decided
    /// twice, and no denial goes without a reason.
    #[test]
    fn only_the_leader_or_a_delegate_on_the_days_agreed_decides(
        user in 1i64..4,
        day in 1i8..29,
        granted in prop::bool::ANY,
        note in prop::bool::ANY,
        pending in prop::bool::ANY,
    ) {
        let approvers = Approvers {
            leader: Some(1),
            delegate: Some(Delegate {
                user: 2,
                from: "2026-11-10".to_owned(),
                until: "2026-11-20".to_owned(),
            }),
        };
        let decision = Decision {
            granted,
            note: if note { "同意".to_owned() } else { " ".to_owned() },
        };
        let state = if pending { Approval::Pending } else { Approval::Granted };
        let today = date(2026, 11, day);
        let result = decide(&case(state), &decision, &approvers, user, today);
        let may = user == 1 || (user == 2 && (10..=20).contains(&day));
        if !may {
            prop_assert_eq!(result, Err(DecideError::NotAnApprover { today }));
        } else if !pending {
            prop_assert_eq!(result, Err(DecideError::Decided { approval: 1 }));
        } else if !granted && !note {
            prop_assert_eq!(result, Err(DecideError::ReasonMissing));
        } else {
            let capacity = if user == 1 { Capacity::Leader } else { Capacity::Delegate };
            prop_assert_eq!(result, Ok(capacity));
        }
    }

    /// An item asks for approval exactly where as many of its department as are allowed came in that
    /// period without it.
    #[test]
    fn the_quota_counts_what_came_without_approval_in_its_period(
        others in prop::collection::vec((1i64..4, 0u8..4, 20i8..31, prop::bool::ANY), 0..12),
        allowed in 0u16..5,
    ) {
        let mut street = street();
        street.quotas = vec![QuotaOf {
            id: 1,
            department: Some(2),
            line: None,
            from: "2026-11-23".to_owned(),
            until: "2026-11-29".to_owned(),
            allowed,
        }];
        let items: Vec<Item> = others
            .iter()
            .map(|(department, approval, day, withdrawn)| Item {
                id: 1,
                department: *department,
                title: String::new(),
                kind: ItemKind::Discuss,
                minutes: 10,
                audience: Vec::new(),
                required: true,
                earliest: "2026-11-01".to_owned(),
                deadline: format!("2026-11-{day}"),
                wished: None,
                priority: 1,
                presenters: Vec::new(),
                pin: None,
                after: Vec::new(),
                not_with: Vec::new(),
                line: None,
                separate_reason: None,
                approval: match approval {
                    0 => Approval::Pending,
                    1 => Approval::Granted,
                    _ => Approval::NotNeeded,
                },
                approval_reasons: Vec::new(),
                call: None,
                withdrawn: *withdrawn,
                made_ms: 0,
                offer_tips: false,
            })
            .collect();
        let counted = others
            .iter()
            .filter(|(department, approval, day, withdrawn)| {
                *department == 2 && *approval > 1 && (23..=29).contains(day) && !withdrawn
            })
            .count();
        let asked = asked(&new_item()).unwrap();
        let over = over_quota(&street, &asked, &items).is_some();
        prop_assert_eq!(over, counted >= usize::from(allowed));
    }

    /// Whatever a file holds, reading it ends with rows or with bad lines, and never both or neither.
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        match import::people(&street(), &[], &text) {
            Ok(_) => {}
            Err(bad) => prop_assert!(!bad.is_empty()),
        }
    }
}

#[test]
fn a_missing_column_is_named_in_line_one() {
    let bad = import::people(&street(), &[], "会场编号,姓名\n3,甲\n").unwrap_err();
    assert_eq!(bad[0].line, 1);
    assert!(bad[0].why.zh.contains("职务") && bad[0].why.en.contains("role"));
}

#[test]
fn a_spreadsheets_byte_order_mark_and_english_columns_are_taken() {
    let text = "\u{FEFF}venue,name,role,email\n3,甲,书记,a@example.cn\n";
    let people = import::people(&street(), &[], text).unwrap();
    assert_eq!(people[0].email.as_deref(), Some("a@example.cn"));
}

#[test]
fn somebody_who_is_there_already_or_twice_in_the_file_is_a_bad_line() {
    let text = "会场编号,姓名,职务,邮箱\n3,甲,书记,\n7,甲,书记,\n3,乙,书记,\n3,乙,书记,\n";
    let there = [RosterPerson {
        id: 1,
        venue: 3,
        name: "甲".to_owned(),
        role: 0,
        email: None,
    }];
    let bad = import::people(&street(), &there, text).unwrap_err();
    let lines: Vec<u32> = bad.iter().map(|bad| bad.line).collect();
    assert_eq!(lines, [2, 5]);
}

#[test]
fn a_circle_is_told_by_its_items() {
    let error = AskError::Circle {
        titles: ["防汛", "停车"].map(str::to_owned).into(),
    };
    let told = import::told(&error);
    assert!(
        told.zh.contains("“防汛”在“停车”之后，“停车”在“防汛”之后"),
        "{told:?}"
    );
    assert!(told.en.contains("“停车” after “防汛”"), "{told:?}");
}
