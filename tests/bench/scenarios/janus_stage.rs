//! The stage, as Janus plays it: the same publisher, as many viewers.

use std::time::Duration;

use super::BenchError;
use super::setting::{Programme, Setting, Show, WITNESSES};
use crate::crowd::Attention;
use crate::servers::{Janus, Threads};
use crate::studio::Rhythm;

/// A Janus with a publisher and viewers.
pub(super) struct JanusStage {
    janus: Janus,
}

impl JanusStage {
    /// Starts Janus and lets everybody join; the publisher `name` rests then.
    ///
    /// # Errors
    /// When Janus refuses somebody.
    pub(super) async fn begin(
        setting: &Setting,
        threads: Threads,
        name: u16,
        viewers: usize,
        rhythm: Rhythm,
    ) -> Result<Self, BenchError> {
        let mut janus = Janus::start(setting.ip, threads).await?;
        let before = setting.progress();
        let programme = Programme {
            name,
            camera: Show::High,
            microphone: false,
            rhythm,
            picture_slots: 0,
            sound_slots: 0,
        };
        let publisher = janus.publisher(programme.lines()).await?;
        setting.enter_publisher(publisher, programme).await?;
        setting.all_connected(before.connected + 1).await?;
        // Janus has no feed before its own end of the handshake is done, and says nothing then.
        setting.settle(Duration::from_secs(1)).await;
        for number in 0..viewers {
            let attention = if number < WITNESSES {
                Attention::Witness
            } else {
                Attention::Headers
            };
            let viewer = janus.viewer(attention).await?;
            setting
                .crowd
                .ask(move |reception| reception.enter(viewer))
                .await??;
        }
        setting
            .all_connected(before.connected + 1 + viewers)
            .await?;
        setting.all_seeing(before.seeing + viewers).await?;
        setting.settle(Duration::from_secs(1)).await;
        setting.rest(name, true)?;
        Ok(Self { janus })
    }

    /// Its process.
    ///
    /// # Errors
    /// When it has ended.
    pub(super) fn pid(&self) -> Result<u32, BenchError> {
        self.janus.pid().ok_or(BenchError::Gone("janus"))
    }
}
