//! Signing in over real sockets: recorded before it is acknowledged, told to the venue and the host
//! alone, kept over a restart; and the session's signs of life.

use std::sync::Arc;
use std::time::Duration;

use control_domain::session_log::Event;
use control_hall::Patience;
use control_wire::signal::sign_in::{Attendee, SignInEntry, SignInSheet};
use control_wire::signal::{ClientMessage, Place, ServerMessage};

use crate::page::Page;
use crate::world::{SESSION, World, opening, patience};

fn arrive(name: &str, headcount: u32) -> ClientMessage {
    ClientMessage::SignIn {
        request: 70,
        entry: SignInEntry::In {
            people: vec![Attendee {
                name: name.to_owned(),
                role: "书记".to_owned(),
            }],
            headcount: Some(headcount),
            since_ms: None,
        },
    }
}

async fn sheet(page: &mut Page) -> SignInSheet {
    page.until(|message| match message {
        ServerMessage::SignInSheet { sheet } => Some(sheet.clone()),
        _ => None,
    })
    .await
}

async fn done(page: &mut Page) {
    page.until(|message| matches!(message, ServerMessage::Done { request: 70 }).then_some(()))
        .await;
}

#[tokio::test]
async fn a_sheet_is_told_to_its_venue_and_the_host_and_to_nobody_else() {
    let world = World::open().await;
    let (mut host, mut one, mut two) = world.join_three().await;
    one.send(&arrive("王芳", 6)).await;
    assert_eq!(sheet(&mut one).await.headcount, Some(6));
    done(&mut one).await;
    let seen = sheet(&mut host).await;
    assert_eq!((seen.venue, seen.people.len()), (1, 1));

    two.send(&arrive("李强", 3)).await;
    let first = sheet(&mut two).await;
    assert_eq!(first.venue, 2, "the other venue's sheet did not come here");

    let late = world.join(Place::Branch, 3).await;
    assert!(late.session.expect("a welcome").sign_in.is_empty());
    let wall = world.join(Place::Wall, 0).await;
    assert!(wall.session.expect("a welcome").sign_in.is_empty());
}

#[tokio::test]
async fn a_sheet_outlives_a_restart_and_a_repeated_entry_is_no_second_one() {
    let world = World::open().await;
    let mut one = world.join(Place::Branch, 1).await;
    one.send(&arrive("王芳", 6)).await;
    done(&mut one).await;
    one.send(&arrive("王芳", 6)).await;
    done(&mut one).await;
    let entries = world.log.entries(SESSION);
    let entered = entries
        .iter()
        .filter(|entry| matches!(entry.event, Event::SignIn { .. }));
    assert_eq!(entered.count(), 1);

    let again = World::empty(Arc::clone(&world.log), patience(), 8).await;
    again
        .hall
        .open(opening(SESSION, entries))
        .await
        .expect("opened again");
    let host = again.join(Place::Host, 0).await;
    let sheets = host.session.expect("a welcome").sign_in;
    assert_eq!(sheets.len(), 1);
    assert_eq!(sheets[0].people[0].who.name, "王芳");
}

#[tokio::test]
async fn a_sheet_that_cannot_be_recorded_is_refused_and_a_wall_signs_nobody_in() {
    let world = World::open().await;
    let mut wall = world.join(Place::Wall, 0).await;
    wall.send(&arrive("王芳", 6)).await;
    assert_eq!(wall.refused(Some(70)).await, "wall-watches-only");
    let mut one = world.join(Place::Branch, 1).await;
    world.log.set_broken(true);
    one.send(&arrive("王芳", 6)).await;
    assert_eq!(one.refused(Some(70)).await, "log-unavailable");
}

#[tokio::test]
async fn a_session_gives_signs_of_life_while_nothing_else_happens() {
    let world = World::with(Patience {
        sign_of_life: Duration::from_millis(20),
        ..patience()
    })
    .await;
    let sign = world.log.event(SESSION, |event| *event == Event::StillLive);
    crate::world::soon("a sign of life", sign).await;
}
