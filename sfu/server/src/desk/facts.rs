//! The facts that the control plane has not acknowledged yet.

use std::collections::VecDeque;

use sfu_wire::{Fact, FactId, FromNode};

/// Most facts kept. A street of 34 venues makes about a hundred an hour.
pub(crate) const FACTS_MAX: usize = 65_536;

/// Of [`FACTS_MAX`], how many only comings and goings ([`Fact::Connected`], [`Fact::Left`]) may
/// fill: attendance rests on them.
pub(crate) const RESERVED: usize = 16_384;

/// Numbers facts and keeps them until they are acknowledged.
///
/// A fact that finds no room is not numbered, so that the numbers stay without gaps; it is lost,
/// which is counted.
#[derive(Debug, Default)]
pub(crate) struct FactQueue {
    /// Number of the last fact given one.
    last: u64,
    /// The last facts, ending with number `last`.
    unacknowledged: VecDeque<(i64, Fact)>,
    lost: u64,
}

impl FactQueue {
    /// Numbers a fact of `at_ms` and returns its frame; `None` if there is no room for it.
    pub(crate) fn add(&mut self, at_ms: i64, fact: Fact) -> Option<FromNode> {
        let room = match fact {
            Fact::Connected { .. } | Fact::Left { .. } => FACTS_MAX,
            Fact::Lost { .. }
            | Fact::Returned { .. }
            | Fact::TrackStarted { .. }
            | Fact::TrackStopped { .. } => FACTS_MAX - RESERVED,
        };
        if self.unacknowledged.len() >= room {
            self.lost += 1;
            return None;
        }
        self.last += 1;
        self.unacknowledged.push_back((at_ms, fact));
        Some(FromNode::Fact {
            id: FactId(self.last),
            at_ms,
            fact,
        })
    }

    /// Forgets every fact up to and including `up_to`. Numbers not given yet mean nothing.
    pub(crate) fn acknowledge(&mut self, up_to: FactId) {
        let first = self.last - self.unacknowledged.len() as u64 + 1;
        let stored = (up_to.0.min(self.last) + 1).saturating_sub(first);
        self.unacknowledged.drain(
            ..usize::try_from(stored)
                .unwrap_or(usize::MAX)
                .min(self.unacknowledged.len()),
        );
    }

    /// The frames of all facts not acknowledged, in order.
    pub(crate) fn unacknowledged(&self) -> impl Iterator<Item = FromNode> {
        let first = self.last - self.unacknowledged.len() as u64 + 1;
        (first..)
            .zip(&self.unacknowledged)
            .map(|(id, &(at_ms, fact))| FromNode::Fact {
                id: FactId(id),
                at_ms,
                fact,
            })
    }

    /// Facts lost since the start.
    pub(crate) fn lost(&self) -> u64 {
        self.lost
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sfu_wire::{PeerId, RoomId, TrackKind, TrackRef};

    use super::*;

    fn left(peer: u64) -> Fact {
        Fact::Left {
            peer: PeerId(peer),
            room: RoomId(1),
        }
    }

    fn started(peer: u64) -> Fact {
        Fact::TrackStarted {
            room: RoomId(1),
            track: TrackRef {
                peer: PeerId(peer),
                kind: TrackKind::Camera,
            },
        }
    }

    #[test]
    fn a_full_queue_still_takes_comings_and_goings_and_counts_what_it_loses() {
        let mut facts = FactQueue::default();
        for i in 0..FACTS_MAX - RESERVED {
            assert!(facts.add(0, started(i as u64)).is_some());
        }
        assert_eq!(facts.add(0, started(0)), None);
        for i in 0..RESERVED {
            assert!(facts.add(0, left(i as u64)).is_some());
        }
        assert_eq!(facts.add(0, left(0)), None);
        assert_eq!(facts.lost(), 2);
        assert_eq!(facts.unacknowledged().count(), FACTS_MAX);

        facts.acknowledge(FactId(FACTS_MAX as u64));
        let frame = facts.add(5, started(9)).unwrap();
        assert_eq!(
            frame,
            FromNode::Fact {
                id: FactId(FACTS_MAX as u64 + 1),
                at_ms: 5,
                fact: started(9)
            },
            "numbers have no gap"
        );
    }

    proptest! {
        #[test]
        fn what_is_kept_is_what_was_added_and_not_acknowledged(
            steps in prop::collection::vec(prop_oneof![
                any::<i64>().prop_map(Ok),
                (0u64..40).prop_map(Err),
                Just(Err(u64::MAX)),
            ], 0..60)
        ) {
            let mut facts = FactQueue::default();
            let mut model: Vec<FromNode> = Vec::new();
            let mut added = 0;
            for step in steps {
                match step {
                    Ok(at_ms) => {
                        added += 1;
                        let frame = FromNode::Fact { id: FactId(added), at_ms, fact: left(added) };
                        prop_assert_eq!(facts.add(at_ms, left(added)), Some(frame.clone()));
                        model.push(frame);
                    }
                    Err(up_to) => {
                        facts.acknowledge(FactId(up_to));
                        model.retain(|frame| {
                            matches!(frame, FromNode::Fact { id, .. } if id.0 > up_to)
                        });
                    }
                }
                prop_assert!(facts.unacknowledged().eq(model.iter().cloned()));
            }
        }
    }
}
