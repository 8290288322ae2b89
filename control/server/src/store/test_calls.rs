//! The last test call (联调) of each venue.

use control_wire::VenueNumber;
use control_wire::rest::test_call::{TestCall, TestCallFindings};

use super::{Store, StoreFailed, venue_number};

/// A row: venue, when, UDP, TCP, camera, microphone, loudspeaker.
type Row = (i64, i64, Option<i64>, Option<i64>, i64, i64, Option<i64>);

impl Store {
    /// Keeps a venue's test call in the place of the one before.
    ///
    /// # Errors
    /// When the venue does not exist, or the database fails.
    pub async fn put_test_call(&self, call: &TestCall) -> Result<(), StoreFailed> {
        let TestCall {
            venue,
            at_ms,
            found,
        } = call;
        sqlx::query(
            "INSERT INTO test_calls (venue, at_ms, udp_ms, tcp_ms, camera, microphone, loudspeaker)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (venue) DO UPDATE SET
                 at_ms = excluded.at_ms, udp_ms = excluded.udp_ms, tcp_ms = excluded.tcp_ms,
                 camera = excluded.camera, microphone = excluded.microphone,
                 loudspeaker = excluded.loudspeaker",
        )
        .bind(i64::from(*venue))
        .bind(at_ms)
        .bind(found.udp_ms.map(i64::from))
        .bind(found.tcp_ms.map(i64::from))
        .bind(i64::from(found.camera))
        .bind(i64::from(found.microphone))
        .bind(found.loudspeaker.map(i64::from))
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Every venue's last test call, or one venue's, by number; none of venues that never made one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn test_calls(
        &self,
        only: Option<VenueNumber>,
    ) -> Result<Vec<TestCall>, StoreFailed> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT venue, at_ms, udp_ms, tcp_ms, camera, microphone, loudspeaker
             FROM test_calls ORDER BY venue",
        )
        .fetch_all(&self.read)
        .await?;
        rows.into_iter()
            .map(test_call)
            .filter(|call| match (call, only) {
                (Ok(call), Some(only)) => call.venue == only,
                (Ok(_), None) | (Err(_), _) => true,
            })
            .collect()
    }
}

fn test_call(
    (venue, at_ms, udp_ms, tcp_ms, camera, microphone, loudspeaker): Row,
) -> Result<TestCall, StoreFailed> {
    Ok(TestCall {
        venue: venue_number("test_calls", venue)?,
        at_ms,
        found: TestCallFindings {
            udp_ms: udp_ms.map(milliseconds).transpose()?,
            tcp_ms: tcp_ms.map(milliseconds).transpose()?,
            camera: camera != 0,
            microphone: microphone != 0,
            loudspeaker: loudspeaker.map(|heard| heard != 0),
        },
    })
}

fn milliseconds(stored: i64) -> Result<u32, StoreFailed> {
    u32::try_from(stored).map_err(|_| StoreFailed::Unreadable {
        table: "test_calls",
        what: format!("{stored} milliseconds"),
    })
}
