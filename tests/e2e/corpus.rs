//! What the fuzz targets outside the media core kept (`tests/fuzz/corpus`): messages of the two JSON
//! protocols are read, or refused, and what was read can be written and read again; media over TCP is
//! cut into its frames. The media core replays its own.

use std::error::Error;
use std::fmt::Debug;
use std::path::Path;

use control_wire::signal::ClientMessage;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sfu_server::framing::{FRAME_BYTES_MAX, begins_frame, read_frame};
use sfu_wire::ToNode;

fn replay<M: Serialize + DeserializeOwned + PartialEq + Debug>(
    name: &str,
) -> Result<(), Box<dyn Error>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let mut read = 0;
    for entry in std::fs::read_dir(directory)? {
        let input = std::fs::read(entry?.path())?;
        let Ok(message) = serde_json::from_slice::<M>(&input) else {
            continue;
        };
        let text = serde_json::to_string(&message)?;
        assert_eq!(serde_json::from_str::<M>(&text)?, message);
        read += 1;
    }
    assert!(read > 0, "nothing of {name} could be read");
    Ok(())
}

#[test]
fn messages_of_pages() {
    replay::<ClientMessage>("signalling").unwrap();
}

#[test]
fn frames_of_the_link() {
    replay::<ToNode>("link").unwrap();
}

#[tokio::test]
async fn streams_of_frames() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/framing");
    let mut read = 0;
    for entry in std::fs::read_dir(directory).unwrap() {
        let input = std::fs::read(entry.unwrap().path()).unwrap();
        let mut stream = input.as_slice();
        let mut frame = [0; FRAME_BYTES_MAX];
        while let Ok(Some(datagram)) = read_frame(&mut stream, &mut frame).await {
            assert!(!datagram.is_empty() && begins_frame(input[0]));
            read += 1;
        }
    }
    assert!(read > 0, "no frame could be read");
}
