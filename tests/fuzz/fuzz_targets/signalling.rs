//! What a page says over its WebSocket: read, and written back the same.
#![no_main]

use control_wire::signal::ClientMessage;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(message) = serde_json::from_slice::<ClientMessage>(bytes) else {
        return;
    };
    let text = serde_json::to_string(&message).expect("what was read can be written");
    let again: ClientMessage = serde_json::from_str(&text).expect("what was written can be read");
    assert_eq!(again, message);
});
