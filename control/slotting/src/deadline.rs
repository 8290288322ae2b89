//! When to stop looking for something better. The solver reads no clock; it asks.

/// Says whether the time is up. Once true, it stays true.
pub trait Deadline {
    /// Whether to stop now. Asked every few thousand steps.
    fn has_passed(&mut self) -> bool;
}

/// Never: run to the end.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoDeadline;

impl Deadline for NoDeadline {
    fn has_passed(&mut self) -> bool {
        false
    }
}

impl<F: FnMut() -> bool> Deadline for F {
    fn has_passed(&mut self) -> bool {
        self()
    }
}
