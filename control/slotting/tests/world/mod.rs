//! Problems made from seeds, and a naive solver to hold the real one against.

pub(crate) mod brute;
pub(crate) mod small;
pub(crate) mod street;
