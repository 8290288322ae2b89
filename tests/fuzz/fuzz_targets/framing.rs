//! Media over TCP: whether a stream's first byte is a frame's, and then its frames (RFC 4571).
#![no_main]

use sfu_server::framing::{FRAME_BYTES_MAX, FrameError, begins_frame, read_frame};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(read(bytes));
});

async fn read(bytes: &[u8]) {
    let Some(first) = bytes.first() else { return };
    let mut stream = bytes;
    let mut frame = [0; FRAME_BYTES_MAX];
    let mut taken = 0;
    loop {
        match read_frame(&mut stream, &mut frame).await {
            Ok(Some(datagram)) => {
                assert_eq!(datagram, &bytes[taken + 2..][..datagram.len()]);
                taken += 2 + datagram.len();
            }
            Ok(None) => return assert_eq!(taken, bytes.len(), "ends between two frames"),
            Err(FrameError::Length { len }) => {
                assert!(len == 0 || len > FRAME_BYTES_MAX);
                return;
            }
            Err(FrameError::Io(_)) => break,
        }
        assert!(begins_frame(*first), "what is read as frames is sorted as media");
    }
}
