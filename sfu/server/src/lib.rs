//! Sockets, worker threads and the node link around the media core.
