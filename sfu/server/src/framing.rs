//! Datagrams in a stream (RFC 4571 §2): two bytes of length, most significant first, then the datagram.

use std::io::Error;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Longest frame: browsers' datagrams stay under 1,500 bytes.
pub const FRAME_BYTES_MAX: usize = 2048;

/// Why no frame was read.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// A frame is longer than any datagram of a browser, or empty.
    #[error("a frame of {len} bytes")]
    Length {
        /// As announced.
        len: usize,
    },
    /// The stream failed, or ended within a frame.
    #[error(transparent)]
    Io(#[from] Error),
}

/// True if a stream that begins with this byte carries datagrams: the high byte of a frame's length.
/// TLS begins with 22, HTTP with a letter.
#[must_use]
pub fn begins_frame(first: u8) -> bool {
    usize::from(first) << 8 <= FRAME_BYTES_MAX
}

/// The next datagram, read into `frame`; `None` where the stream ended between two.
///
/// # Errors
/// See [`FrameError`]; nothing more can be read from the stream then.
pub async fn read_frame<'f>(
    reader: &mut (impl AsyncRead + Unpin),
    frame: &'f mut [u8; FRAME_BYTES_MAX],
) -> Result<Option<&'f [u8]>, FrameError> {
    let mut high = [0];
    if reader.read(&mut high).await? == 0 {
        return Ok(None);
    }
    let [high] = high;
    let len = usize::from(u16::from_be_bytes([high, reader.read_u8().await?]));
    let place = frame.get_mut(..len).filter(|place| !place.is_empty());
    let Some(place) = place else {
        return Err(FrameError::Length { len });
    };
    reader.read_exact(place).await?;
    Ok(Some(place))
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    async fn frames(mut stream: &[u8]) -> (Vec<Vec<u8>>, Option<FrameError>) {
        let mut frame = [0; FRAME_BYTES_MAX];
        let mut frames = Vec::new();
        loop {
            match read_frame(&mut stream, &mut frame).await {
                Ok(Some(datagram)) => frames.push(datagram.to_vec()),
                Ok(None) => return (frames, None),
                Err(error) => return (frames, Some(error)),
            }
        }
    }

    #[tokio::test]
    async fn datagrams_are_told_apart_by_their_lengths() {
        let (read, error) = frames(b"\0\x01a\0\x02bc").await;
        assert_eq!(read, [b"a".to_vec(), b"bc".to_vec()]);
        assert!(error.is_none());
    }

    #[tokio::test]
    async fn a_stream_that_ends_within_a_frame_is_an_error() {
        for torn in [b"\0".as_slice(), b"\0\x05abc"] {
            let (read, error) = frames(torn).await;
            assert!(read.is_empty());
            assert!(
                matches!(error, Some(FrameError::Io(error)) if error.kind() == ErrorKind::UnexpectedEof)
            );
        }
    }

    #[tokio::test]
    async fn a_length_that_no_browser_sends_is_refused_before_anything_is_awaited() {
        for (head, announced) in [(b"\0\0", 0), (b"\x08\x01", 2049), (b"\xff\xff", 65_535)] {
            let (_, error) = frames(head).await;
            assert!(matches!(error, Some(FrameError::Length { len }) if len == announced));
        }
    }
}
