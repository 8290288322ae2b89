//! A page that does not read.

use std::time::Duration;

use control_hall::Patience;
use control_wire::signal::{ClientMessage, DeviceState, Devices, Place, ServerMessage};

use crate::world::{World, patience};

#[tokio::test]
async fn a_page_that_does_not_read_is_dropped_may_resume_and_disturbs_nobody() {
    let world = World::with(Patience {
        messages_burst: 1_000_000,
        silence_max: Duration::from_secs(60),
        ..patience()
    })
    .await;
    let mut host = world.join(Place::Host, 0).await;
    let slow = world.join(Place::Branch, 1).await;
    let mut busy = world.join(Place::Branch, 2).await;
    let mut camera = DeviceState::On;
    while world.hall.counters().pages_dropped_slow == 0 {
        let devices = Devices {
            camera,
            microphone: DeviceState::On,
            loudspeaker: DeviceState::Off,
        };
        busy.send(&ClientMessage::Devices { devices }).await;
        // Each change has reached the two that read before the next one is made.
        for page in [&mut host, &mut busy] {
            page.until(|message| match message {
                ServerMessage::Venue { venue } => {
                    (venue.number == 2 && venue.devices == devices).then_some(())
                }
                _ => None,
            })
            .await;
        }
        camera = match camera {
            DeviceState::On => DeviceState::Off,
            _ => DeviceState::On,
        };
    }
    assert_eq!(world.hall.counters().pages_dropped_slow, 1);
    let back = world.resume(Place::Branch, 1, &slow.token).await;
    assert!(back.resumed);
}
