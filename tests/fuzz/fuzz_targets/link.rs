//! What a control plane says to a media node: read, and written back the same.
#![no_main]

use sfu_wire::ToNode;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(frame) = serde_json::from_slice::<ToNode>(bytes) else {
        return;
    };
    let text = serde_json::to_string(&frame).expect("what was read can be written");
    let again: ToNode = serde_json::from_str(&text).expect("what was written can be read");
    assert_eq!(again, frame);
});
