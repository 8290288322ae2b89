//! The `pinhui` binary.

fn main() {}
