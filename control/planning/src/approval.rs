//! What needs the leader's approval, and who may give it.
//!
//! A privileged department may hold a standing series and meetings of its own. Everybody else asks;
//! so does whoever is over the quota, or wants people whom the host of a window does not call. What
//! waits for approval is never published: that is a rule of the solver.

use control_wire::rest::planning::AudienceOf;
use control_wire::rest::planning::items::{Approval, ApprovalCase, ApprovalReason, Decision, Item};
use control_wire::rest::planning::street::{Approvers, QuotaOf};
use jiff::civil::Date;

use crate::asking::Asked;
use crate::dates::date_of;
use crate::street::Street;

/// Why an approval is not decided.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// The user is neither the leader nor a delegate whose days these are.
    #[error("the user may not approve on {today}")]
    NotAnApprover {
        /// The day.
        today: Date,
    },
    /// It was decided before.
    #[error("approval {approval} was decided before")]
    Decided {
        /// Which.
        approval: i64,
    },
    /// A denial says why.
    #[error("a denial says why")]
    ReasonMissing,
}

/// In which capacity somebody approves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capacity {
    /// As the leader.
    Leader,
    /// In the leader's place.
    Delegate,
}

/// In which capacity a user may approve on a day, if at all.
#[must_use]
pub fn capacity(approvers: &Approvers, user: i64, today: Date) -> Option<Capacity> {
    if approvers.leader == Some(user) {
        return Some(Capacity::Leader);
    }
    let delegate = approvers.delegate.as_ref()?;
    let from = date_of(&delegate.from).ok()?;
    let until = date_of(&delegate.until).ok()?;
    (delegate.user == user && (from..=until).contains(&today)).then_some(Capacity::Delegate)
}

/// Whether a user may take this decision on a day, and in which capacity.
///
/// # Errors
/// See [`DecideError`].
pub fn decide(
    case: &ApprovalCase,
    decision: &Decision,
    approvers: &Approvers,
    user: i64,
    today: Date,
) -> Result<Capacity, DecideError> {
    let capacity = capacity(approvers, user, today).ok_or(DecideError::NotAnApprover { today })?;
    if case.state != Approval::Pending {
        return Err(DecideError::Decided { approval: case.id });
    }
    if !decision.granted && decision.note.trim().is_empty() {
        return Err(DecideError::ReasonMissing);
    }
    Ok(capacity)
}

/// Why an item needs approval; empty where it needs none. `others` are the items there are, the item
/// itself not among them; `host` is whom the window calls that it was asked for.
#[must_use]
pub fn reasons_for(
    street: &Street,
    asked: &Asked,
    host: Option<&[AudienceOf]>,
    others: &[Item],
) -> Vec<ApprovalReason> {
    let mut reasons = Vec::new();
    if asked.separate_reason.is_some() && !street.is_privileged(asked.department) {
        reasons.push(ApprovalReason::Separate);
    }
    let beyond = host.is_some_and(|host| {
        let host = street.audience(host);
        !street.audience(&asked.audience).beyond(&host).is_empty()
    });
    if beyond {
        reasons.push(ApprovalReason::BeyondHost);
    }
    if over_quota(street, asked, others).is_some() {
        reasons.push(ApprovalReason::OverQuota);
    }
    reasons
}

/// The first quota that an item would exceed, and how much of it is used.
#[must_use]
pub fn over_quota<'s>(
    street: &'s Street,
    asked: &Asked,
    others: &[Item],
) -> Option<(&'s QuotaOf, u16)> {
    street
        .quotas
        .iter()
        .filter(|quota| {
            let period = asked.wished.unwrap_or(asked.deadline);
            concerns(quota, asked.department, asked.line) && in_period(quota, period)
        })
        .map(|quota| (quota, used(quota, others)))
        .find(|(quota, used)| *used >= quota.allowed)
}

/// Items that use a quota up: those that came without approval. What was approved is beyond it.
#[must_use]
pub fn used(quota: &QuotaOf, items: &[Item]) -> u16 {
    let counted = items.iter().filter(|item| {
        let period = date_of(item.wished.as_deref().unwrap_or(&item.deadline));
        !item.withdrawn
            && item.approval == Approval::NotNeeded
            && concerns(quota, item.department, item.line)
            && period.is_ok_and(|date| in_period(quota, date))
    });
    u16::try_from(counted.count()).unwrap_or(u16::MAX)
}

/// Whether a quota is about a department's items of a line.
#[must_use]
pub fn concerns(quota: &QuotaOf, department: i64, line: Option<i64>) -> bool {
    quota.department.is_none_or(|of| of == department)
        && quota.line.is_none_or(|of| Some(of) == line)
}

/// Whether a date is in a quota's period.
#[must_use]
pub fn in_period(quota: &QuotaOf, date: Date) -> bool {
    match (date_of(&quota.from), date_of(&quota.until)) {
        (Ok(from), Ok(until)) => (from..=until).contains(&date),
        (Err(_), _) | (_, Err(_)) => false,
    }
}
