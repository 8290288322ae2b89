//! What the crowd received.

use hdrhistogram::Histogram;

/// Longest delay that is told apart from longer ones, in nanoseconds.
const DELAY_NS_MAX: u64 = 60_000_000_000;

/// Sums over all participants since the last look.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    /// RTP packets.
    pub(crate) packets: u64,
    /// Their bytes, as UDP carried them.
    pub(crate) bytes: u64,
    /// Packets that a witness could not open or read.
    pub(crate) unauthentic: u64,
    /// From the publisher's send to the kernel's arrival at a witness, in nanoseconds.
    pub(crate) delays: Histogram<u64>,
}

impl Tally {
    /// Nothing received.
    ///
    /// # Errors
    /// Never: the histogram's bounds are constants that it takes.
    pub(crate) fn new() -> Result<Self, hdrhistogram::CreationError> {
        Ok(Self {
            packets: 0,
            bytes: 0,
            unauthentic: 0,
            delays: Histogram::new_with_bounds(1_000, DELAY_NS_MAX, 3)?,
        })
    }

    /// A packet was so long under way, in nanoseconds.
    pub(crate) fn record_delay(&mut self, delay_ns: u64) {
        self.delays.saturating_record(delay_ns);
    }

    /// Begins anew; what there was is returned.
    pub(crate) fn take(&mut self) -> Self {
        let taken = self.clone();
        self.packets = 0;
        self.bytes = 0;
        self.unauthentic = 0;
        self.delays.reset();
        taken
    }
}
