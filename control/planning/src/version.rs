//! Versions of a week's plan: draft → published → frozen; a later one supersedes what was published.

use control_wire::rest::planning::board::{Hold, PlanVersion, Slot, VersionState};

/// Why a version cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// There is no draft.
    #[error("the week has no draft")]
    NoDraft,
    /// Nothing is published.
    #[error("nothing is published for the week")]
    NothingPublished,
    /// The week's plan is frozen.
    #[error("the week's plan is frozen")]
    Frozen,
    /// The item has no slot in the draft.
    #[error("item {item} has no slot in the draft")]
    NoSlot {
        /// Which.
        item: i64,
    },
}

/// The versions of one week that matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    /// The one in force, published or frozen.
    pub in_force: Option<PlanVersion>,
    /// The one being worked on.
    pub draft: Option<PlanVersion>,
}

impl Versions {
    /// From a week's versions, whatever their order.
    #[must_use]
    pub fn of(versions: impl IntoIterator<Item = PlanVersion>) -> Self {
        let mut found = Self::default();
        for version in versions {
            match version.state {
                VersionState::Draft => found.draft = Some(version),
                VersionState::Published | VersionState::Frozen => found.in_force = Some(version),
                VersionState::Superseded => {}
            }
        }
        found
    }

    /// The slots to be worked on: the draft's, or what is published, held where it is.
    ///
    /// # Errors
    /// When the plan is frozen.
    pub fn slots_to_work_on(&self) -> Result<Vec<Slot>, VersionError> {
        self.require_not_frozen()?;
        if let Some(draft) = &self.draft {
            return Ok(draft.slots.clone());
        }
        Ok(self.published_slots())
    }

    /// The slots in force, held where they are.
    #[must_use]
    pub fn published_slots(&self) -> Vec<Slot> {
        let slots = self.in_force.iter().flat_map(|version| &version.slots);
        slots
            .map(|slot| Slot {
                hold: Hold::Slot,
                ..*slot
            })
            .collect()
    }

    /// The draft that is to be published.
    ///
    /// # Errors
    /// When there is none, or the plan is frozen.
    pub fn publish(&self) -> Result<&PlanVersion, VersionError> {
        self.require_not_frozen()?;
        self.draft.as_ref().ok_or(VersionError::NoDraft)
    }

    /// The published version that is to be frozen.
    ///
    /// # Errors
    /// When nothing is published, or it is frozen already.
    pub fn freeze(&self) -> Result<&PlanVersion, VersionError> {
        self.require_not_frozen()?;
        self.in_force.as_ref().ok_or(VersionError::NothingPublished)
    }

    /// The slots to be worked on with one held otherwise.
    ///
    /// # Errors
    /// When the plan is frozen or the item has no slot there.
    pub fn held(&self, item: i64, hold: Hold) -> Result<Vec<Slot>, VersionError> {
        let mut slots = self.slots_to_work_on()?;
        let slot = slots
            .iter_mut()
            .find(|slot| slot.item == item)
            .ok_or(VersionError::NoSlot { item })?;
        slot.hold = hold;
        Ok(slots)
    }

    fn require_not_frozen(&self) -> Result<(), VersionError> {
        let frozen = self
            .in_force
            .as_ref()
            .is_some_and(|version| version.state == VersionState::Frozen);
        if frozen {
            Err(VersionError::Frozen)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use control_wire::rest::planning::board::{PlanCost, Savings};

    use super::*;

    fn version(number: u32, state: VersionState, hold: Hold) -> PlanVersion {
        PlanVersion {
            id: i64::from(number),
            week: "2026-11-23".to_owned(),
            number,
            state,
            made_ms: 0,
            made_by: 1,
            published_ms: None,
            slots: vec![Slot {
                item: 7,
                window: 1,
                start_min: 540,
                hold,
            }],
            cost: PlanCost::default(),
            savings: Savings::default(),
        }
    }

    #[test]
    fn a_draft_begins_with_what_is_published_held_where_it_is() {
        let versions = Versions::of([
            version(1, VersionState::Superseded, Hold::Slot),
            version(2, VersionState::Published, Hold::Unlocked),
        ]);
        let slots = versions.slots_to_work_on().unwrap();
        assert_eq!(slots[0].hold, Hold::Slot);
        assert_eq!(versions.publish(), Err(VersionError::NoDraft));
    }

    #[test]
    fn nothing_moves_in_a_frozen_plan() {
        let versions = Versions::of([
            version(1, VersionState::Frozen, Hold::Slot),
            version(2, VersionState::Draft, Hold::Unlocked),
        ]);
        assert_eq!(versions.slots_to_work_on(), Err(VersionError::Frozen));
        assert_eq!(versions.publish(), Err(VersionError::Frozen));
        assert_eq!(versions.freeze(), Err(VersionError::Frozen));
        let held = versions.held(7, Hold::Unlocked);
        assert_eq!(held, Err(VersionError::Frozen));
    }

    #[test]
    fn only_what_has_a_slot_is_unlocked() {
        let versions = Versions::of([version(1, VersionState::Published, Hold::Slot)]);
        let slots = versions.held(7, Hold::Unlocked).unwrap();
        assert_eq!(slots[0].hold, Hold::Unlocked);
        let missing = versions.held(8, Hold::Unlocked);
        assert_eq!(missing, Err(VersionError::NoSlot { item: 8 }));
    }

    #[test]
    fn nothing_is_frozen_before_it_is_published() {
        assert_eq!(
            Versions::default().freeze(),
            Err(VersionError::NothingPublished)
        );
    }
}
