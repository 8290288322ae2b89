//! A street to try things with: departments, 33 branch venues, one live session.

use control_wire::rest::{DeviceLink, SessionPhase, Venue};
use control_wire::signal::Place;
use control_wire::{MAIN_VENUE, VenueNumber};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::app::App;
use crate::routes::links::make_link;
use crate::session_life;
use crate::start_error::{DemoError, StartError};
use crate::store::settings::Setting;

/// Departments of a street office.
const DEPARTMENTS: [&str; 8] = [
    "党政办公室",
    "党建办公室",
    "社区自治办公室",
    "社区服务办公室",
    "社区管理办公室",
    "社区平安办公室",
    "营商环境办公室",
    "社区事务受理服务中心",
];

/// The branch venues from number 1 on, by short name; the full name ends in 居委会.
const BRANCH_VENUES: [&str; 33] = [
    "临泉一村",
    "临泉二村",
    "艺康苑",
    "平顺苑",
    "永和一村",
    "永和二村",
    "三泉家园",
    "共和雅苑",
    "明星里",
    "长临坊",
    "岭南新村",
    "保德苑",
    "闻喜花园",
    "曲沃里",
    "汾西新村",
    "阳曲一村",
    "阳曲二村",
    "场中家园",
    "绿园里",
    "新梅苑",
    "金盛苑",
    "万荣花园",
    "云飞坊",
    "凯旋里",
    "江阳新村",
    "高平苑",
    "寿阳花园",
    "灵石里",
    "洪洞新村",
    "北斗苑",
    "彭越家园",
    "星纪里",
    "馨康花园",
];

/// The branch venue whose link is printed.
pub const SHOWN_BRANCH: VenueNumber = 3;

/// The demo, ready: its links.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Opens the host console.
    pub host: DeviceLink,
    /// Opens the wall.
    pub wall: DeviceLink,
    /// Open the branch venues, by number.
    pub branches: Vec<DeviceLink>,
    /// The live session.
    pub session: i64,
}

/// Makes the street where it is not there yet, new links for all venues, and has one session
/// live: the last demo's, or a new one.
///
/// # Errors
/// When the data directory holds a real street, or something cannot be made.
pub async fn prepare(app: &App) -> Result<Demo, StartError> {
    let earlier = app.store.setting(Setting::DemoSession).await?;
    if earlier.is_none() {
        if !app.store.venues().await?.is_empty() {
            return Err(StartError::DemoOverRealStreet);
        }
        // From here on the street is a demo's, also if it is interrupted half-way.
        app.store.set(Setting::DemoSession, "0").await?;
    }
    make_street(app).await?;
    let session = live_session(app, earlier.and_then(|id| id.parse().ok())).await?;
    let host = make_link(app, MAIN_VENUE, Place::Host)
        .await
        .map_err(DemoError::from)?;
    let wall = make_link(app, MAIN_VENUE, Place::Wall)
        .await
        .map_err(DemoError::from)?;
    let mut branches = Vec::new();
    for venue in street() {
        if venue.number != MAIN_VENUE {
            let link = make_link(app, venue.number, Place::Branch).await;
            branches.push(link.map_err(DemoError::from)?);
        }
    }
    Ok(Demo {
        host,
        wall,
        branches,
        session,
    })
}

/// The venues of the demo's street.
fn street() -> Vec<Venue> {
    let main = Venue {
        number: MAIN_VENUE,
        name: "街道主会场".to_owned(),
        short_name: "主会场".to_owned(),
    };
    let branches = (1..).zip(BRANCH_VENUES).map(|(number, name)| Venue {
        number,
        name: format!("{name}居委会"),
        short_name: name.to_owned(),
    });
    std::iter::once(main).chain(branches).collect()
}

async fn make_street(app: &App) -> Result<(), StartError> {
    let departments = app.store.departments().await?;
    for name in DEPARTMENTS {
        if !departments.iter().any(|department| department.name == name) {
            app.store
                .add_department(name)
                .await
                .map_err(DemoError::from)?;
        }
    }
    let venues = app.store.venues().await?;
    for venue in street() {
        if !venues.iter().any(|there| there.number == venue.number) {
            app.store.add_venue(&venue).await.map_err(DemoError::from)?;
        }
    }
    Ok(())
}

async fn live_session(app: &App, earlier: Option<i64>) -> Result<i64, StartError> {
    if let Some(id) = earlier {
        let session = app.store.session(id).await?;
        if session.is_some_and(|session| session.phase == SessionPhase::Live) {
            return Ok(id);
        }
    }
    let title = title(app.clock.unix_ms());
    let session = session_life::make(app, &title, None)
        .await
        .map_err(DemoError::from)?;
    app.store
        .set(Setting::DemoSession, &session.id.to_string())
        .await?;
    session_life::open(app, session.id)
        .await
        .map_err(DemoError::from)?;
    Ok(session.id)
}

/// The weekly meeting of the week that `now_ms` is in (ISO 8601, Shanghai time).
fn title(now_ms: i64) -> String {
    let shanghai = TimeZone::fixed(Offset::constant(8));
    let now = Timestamp::from_millisecond(now_ms)
        .unwrap_or_default()
        .to_zoned(shanghai);
    let week = now.date().iso_week_date().week();
    format!("第{week}周街道居委工作例会（演示）")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_street_has_a_main_venue_and_33_different_branches() {
        let street = street();
        let names: std::collections::BTreeSet<_> = street.iter().map(|venue| &venue.name).collect();
        assert_eq!((street.len(), names.len()), (34, 34));
        let third = street
            .iter()
            .find(|venue| venue.number == SHOWN_BRANCH)
            .unwrap();
        assert_eq!(
            (third.name.as_str(), third.short_name.as_str()),
            ("艺康苑居委会", "艺康苑")
        );
    }

    #[test]
    fn the_title_names_the_week_in_shanghai() {
        // Sunday 2026-11-22 15:59:59 UTC is the last second of week 47 in Shanghai.
        assert_eq!(title(1_795_363_199_000), "第47周街道居委工作例会（演示）");
        assert_eq!(title(1_795_363_200_000), "第48周街道居委工作例会（演示）");
    }
}
