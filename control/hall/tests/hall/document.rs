//! `docs/signalling.md` says what the server accepts and sends.

use std::collections::BTreeSet;

use control_domain::floor::{course, notices, patrol, questions};
use control_hall::limits;
use control_wire::signal::floor::{
    FloorCommand, FloorState, PatrolScope, PatrolState, Question, RollCallPurpose, RollCallState,
    Speaking,
};
use control_wire::signal::{ClientMessage, MESSAGE_BYTES_MAX, ServerMessage};
use serde_json::Value;

const DOCUMENT: &str = include_str!("../../../../docs/signalling.md");

/// The examples of one side, as JSON.
fn examples(side: &str) -> Vec<&'static str> {
    let fence = format!("```json {side}\n");
    DOCUMENT
        .split(fence.as_str())
        .skip(1)
        .map(|rest| rest.split("```").next().expect("an end of the example"))
        .collect()
}

/// Reads every example as `Message` and back, and returns the types they show.
fn shown<Message>(side: &str) -> BTreeSet<String>
where
    Message: serde::Serialize + serde::de::DeserializeOwned,
{
    let mut types = BTreeSet::new();
    for example in examples(side) {
        let written: Value = serde_json::from_str(example).expect("JSON");
        let message: Message = match serde_json::from_str(example) {
            Ok(message) => message,
            Err(error) => panic!("{error}: {example}"),
        };
        let back = serde_json::to_value(message).expect("JSON");
        assert_eq!(back, written, "what the types make of it");
        let tag = written.get("type").and_then(Value::as_str);
        types.insert(tag.expect("a type").to_owned());
    }
    types
}

fn set(types: &[&str]) -> BTreeSet<String> {
    types.iter().map(|tag| (*tag).to_owned()).collect()
}

#[test]
fn every_message_of_a_page_has_an_example_that_the_server_reads() {
    // A message added to the set does not compile here until it has a name, and an example.
    let name = |message: &ClientMessage| match message {
        ClientMessage::Hello { .. } => "hello",
        ClientMessage::Offer { .. } => "offer",
        ClientMessage::PutOnStage { .. } => "put-on-stage",
        ClientMessage::Floor { .. } => "floor",
        ClientMessage::SignIn { .. } => "sign-in",
        ClientMessage::Agenda { .. } => "agenda",
        ClientMessage::Devices { .. } => "devices",
        ClientMessage::SlotSizes { .. } => "slot-sizes",
        ClientMessage::Reception { .. } => "reception",
        ClientMessage::Leave => "leave",
    };
    assert_eq!(name(&ClientMessage::Leave), "leave");
    let all = set(&[
        "hello",
        "offer",
        "put-on-stage",
        "floor",
        "sign-in",
        "devices",
        "slot-sizes",
        "reception",
        "agenda",
        "leave",
    ]);
    assert_eq!(shown::<ClientMessage>("client"), all);
}

#[test]
fn every_message_of_the_server_has_an_example_that_it_writes() {
    let name = |message: &ServerMessage| match message {
        ServerMessage::Welcome { .. } => "welcome",
        ServerMessage::Answer { .. } => "answer",
        ServerMessage::Done { .. } => "done",
        ServerMessage::Refused { .. } => "refused",
        ServerMessage::Venue { .. } => "venue",
        ServerMessage::Stage { .. } => "stage",
        ServerMessage::Floor { .. } => "floor",
        ServerMessage::Agenda { .. } => "agenda",
        ServerMessage::Call { .. } => "call",
        ServerMessage::SignInSheet { .. } => "sign-in-sheet",
        ServerMessage::Slots { .. } => "slots",
        ServerMessage::Wanted { .. } => "wanted",
        ServerMessage::Loudest { .. } => "loudest",
        ServerMessage::Readiness { .. } => "readiness",
        ServerMessage::MediaGone => "media-gone",
        ServerMessage::Tick { .. } => "tick",
        ServerMessage::Replaced => "replaced",
        ServerMessage::Ended => "ended",
    };
    assert_eq!(name(&ServerMessage::Ended), "ended");
    let all = set(&[
        "welcome",
        "answer",
        "done",
        "refused",
        "venue",
        "stage",
        "floor",
        "agenda",
        "call",
        "sign-in-sheet",
        "slots",
        "wanted",
        "loudest",
        "readiness",
        "media-gone",
        "tick",
        "replaced",
        "ended",
    ]);
    assert_eq!(shown::<ServerMessage>("server"), all);
}

#[test]
fn the_floors_document_names_every_command_and_every_field() {
    const FLOOR: &str = include_str!("../../../../docs/floor.md");
    let chars = |count: usize| format!("`text-too-long` ({count})");
    let bounds = |(min, max): (u16, u16)| format!("`out-of-range` ({min}–{max})");
    let says = [
        chars(questions::TOPIC_CHARS_MAX),
        chars(questions::OWNER_CHARS_MAX),
        chars(notices::BANNER_CHARS_MAX),
        chars(notices::CRAWL_CHARS_MAX),
        bounds(questions::SPEAKING_SECONDS),
        bounds(patrol::PATROL_SECONDS),
        format!("({} all together)", course::EXTENSION_MINUTES_MAX),
        format!("the last {} that had the floor", questions::ENDED_MAX),
    ];
    // The names come from the types: serde says which it knows when it meets one that it does not.
    let commands = serde_json::from_str::<FloorCommand>(r#"{"command":"?"}"#)
        .expect_err("no command")
        .to_string();
    let (_, commands) = commands.split_once("expected one of ").expect("a list");
    let commands = commands.split('`').skip(1).step_by(2);
    let words: Vec<String> = commands.map(|name| format!("| `{name}`")).collect();
    assert_eq!(words.len(), 34);
    let state = serde_json::to_value(whole_floor()).expect("JSON");
    let fields = state.as_object().expect("an object").keys();
    let fields = fields.map(|field| format!("`{field}`"));
    for words in words.into_iter().chain(fields).chain(says) {
        assert!(FLOOR.contains(&words), "not in the document: {words}");
    }
}

/// A floor on which everything optional is there.
fn whole_floor() -> FloorState {
    let question = Question {
        number: 1,
        venue: 1,
        topic: String::new(),
        point_of_order: false,
        asked_ms: 0,
    };
    FloorState {
        chair: Some(0),
        speaking_limit_s: Some(60),
        speaking: Some(Speaking {
            question,
            since_ms: 0,
        }),
        roll_call: Some(RollCallState {
            purpose: RollCallPurpose::Check,
            running: true,
            began_ms: 0,
            called: None,
            next: None,
            marks: Vec::new(),
        }),
        patrol: Some(PatrolState {
            scope: PatrolScope::Chair,
            every_s: 10,
            venue: None,
            turn_ends_ms: None,
        }),
        broadcast: Some(1),
        slides: Some(1),
        banner: Some(String::new()),
        crawl: Some(String::new()),
        ..FloorState::default()
    }
}

#[test]
fn the_limits_are_those_of_the_code() {
    let grouped = |number: usize| {
        let digits = number.to_string();
        let (thousands, rest) = digits.split_at(digits.len() - 3);
        format!("{thousands},{rest}")
    };
    let patience = limits::Patience::default();
    let says = [
        format!("{} bytes; longer ones", grouped(MESSAGE_BYTES_MAX)),
        format!("beyond {} the", grouped(limits::SOCKET_MESSAGE_BYTES_MAX)),
        format!("{} bytes of SDP", grouped(limits::SDP_BYTES_MAX)),
        format!("{} lines", limits::LINES_MAX),
        format!("1–{} bytes", limits::MID_BYTES_MAX),
        format!("the {}th closes", limits::STRIKES_MAX),
        format!("{}; a page that lets", limits::OUTBOUND_MESSAGES_MAX),
        format!("{} at once", patience.messages_burst),
        format!(
            "then {} a second",
            1000 / patience.message_every.as_millis()
        ),
        format!("{} s, then `no-media-node`", patience.answer.as_secs()),
        format!("for {} s. Connect again", patience.grace.as_secs()),
        format!("within {} s of connecting", patience.hello.as_secs()),
        format!("pings every {} s", patience.ping_every.as_secs()),
        format!(
            "heard nothing from for {} s",
            patience.silence_max.as_secs()
        ),
        format!("`tick` every {} s", patience.tick_every.as_secs()),
    ];
    for words in says {
        assert!(DOCUMENT.contains(&words), "not in the document: {words}");
    }
}
