//! What is counted, as OpenMetrics text.

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};

use control_hall::{DURATION_BOUNDS_MS, Durations, HallCounters};

/// Which requests are counted together. Routes are patterns, so their number is bounded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u16,
}

/// The figures of the HTTP side; those of the hall and the node are asked for when read.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Family<Answered, Counter>,
    logins_failed: Counter,
}

impl Metrics {
    /// Counts an answered request.
    pub fn answered(&self, route: &str, status: u16) {
        self.requests
            .get_or_create(&Answered {
                route: route.to_owned(),
                status,
            })
            .inc();
    }

    /// Counts a login with a wrong name or password.
    pub fn login_failed(&self) {
        self.logins_failed.inc();
    }

    /// Everything, with the hall's and the node's figures as they are now.
    ///
    /// # Errors
    /// When the text cannot be written.
    pub fn encode(&self, hall: &HallCounters) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("pinhui");
        registry.register("http_requests", "Requests answered", self.requests.clone());
        registry.register(
            "logins_failed",
            "Logins refused for a wrong name or password",
            self.logins_failed.clone(),
        );
        registry.register_collector(Box::new(Snapshot(hall.clone())));
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

/// Figures that somebody else counts.
#[derive(Debug)]
struct Snapshot(HallCounters);

impl Collector for Snapshot {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let hall = &self.0;
        let mut gauge = |name: &str, help: &str, value: u64| {
            figure(&mut encoder, name, help, None, &now(value))
        };
        gauge("live_sessions", "Sessions live now", hall.live_sessions)?;
        gauge(
            "connected_pages",
            "Pages connected to a session now",
            hall.connected_pages,
        )?;
        gauge(
            "node_linked",
            "1 while a media node is linked",
            hall.node_linked.into(),
        )?;
        let mut counter = |name: &str, help: &str, value: u64| {
            figure(&mut encoder, name, help, None, &ConstCounter::new(value))
        };
        counter(
            "signal_messages_in",
            "Signalling messages read",
            hall.messages_in,
        )?;
        counter(
            "signal_messages_out",
            "Signalling messages written",
            hall.messages_out,
        )?;
        counter(
            "signal_messages_refused",
            "Signalling messages refused",
            hall.messages_refused,
        )?;
        counter(
            "pages_dropped_slow",
            "Pages dropped because they did not read",
            hall.pages_dropped_slow,
        )?;
        counter(
            "node_facts_of_no_session",
            "Facts of the media node that concerned no live session",
            hall.facts_of_no_session,
        )?;
        counter(
            "events_unrecorded",
            "Events that never reached the session log",
            hall.events_unrecorded,
        )?;
        encode_switches(&mut encoder, &hall.switches)?;
        hall.node
            .map_or(Ok(()), |node| encode_node(&mut encoder, &node))
    }
}

/// From a command to the frame that a page's stage begins with.
fn encode_switches(
    encoder: &mut DescriptorEncoder<'_>,
    switches: &Durations,
) -> Result<(), std::fmt::Error> {
    let bounds = DURATION_BOUNDS_MS
        .iter()
        .map(|bound_ms| *bound_ms as f64 / 1e3)
        .chain([f64::MAX]);
    let buckets: Vec<_> = bounds.zip(switches.counts).collect();
    let mut metric = encoder.encode_descriptor(
        "stage_switch",
        "From a command that changes the stage to the frame that a page's stage begins with",
        Some(&Unit::Seconds),
        MetricType::Histogram,
    )?;
    metric.encode_histogram::<NoLabelSet>(
        switches.sum_us as f64 / 1e6,
        switches.counts.iter().sum(),
        &buckets,
        None,
    )
}

fn encode_node(
    encoder: &mut DescriptorEncoder<'_>,
    node: &sfu_wire::Counters,
) -> Result<(), std::fmt::Error> {
    figure(
        encoder,
        "media_rooms",
        "Rooms open at the node now",
        None,
        &now(node.rooms),
    )?;
    figure(
        encoder,
        "media_peers",
        "Peers at the node now",
        None,
        &now(node.peers),
    )?;
    let bytes = Some(&Unit::Bytes);
    for (name, help, unit, value) in [
        (
            "media_datagrams_in",
            "Datagrams received",
            None,
            node.datagrams_in,
        ),
        (
            "media_datagrams_out",
            "Datagrams sent",
            None,
            node.datagrams_out,
        ),
        ("media_in", "Bytes received", bytes, node.bytes_in),
        ("media_out", "Bytes sent", bytes, node.bytes_out),
        (
            "media_packets_forwarded",
            "RTP packets forwarded",
            None,
            node.packets_forwarded,
        ),
        (
            "media_packets_resent",
            "RTP packets sent again",
            None,
            node.packets_resent,
        ),
        (
            "media_keyframes_asked",
            "Keyframes asked of publishers",
            None,
            node.keyframes_asked,
        ),
        (
            "media_dropped_unknown",
            "Datagrams of no known protocol",
            None,
            node.dropped_unknown,
        ),
        (
            "media_dropped_unvalidated",
            "Datagrams from an address ICE has not validated",
            None,
            node.dropped_unvalidated,
        ),
        (
            "media_dropped_malformed",
            "Datagrams not parsed",
            None,
            node.dropped_malformed,
        ),
        (
            "media_dropped_unauthentic",
            "Packets not authentic or replayed",
            None,
            node.dropped_unauthentic,
        ),
        (
            "media_dropped_over_limit",
            "Packets over a bound",
            None,
            node.dropped_over_limit,
        ),
    ] {
        figure(encoder, name, help, unit, &ConstCounter::new(value))?;
    }
    Ok(())
}

/// A gauge that stands at `value`.
fn now(value: u64) -> ConstGauge<i64> {
    ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX))
}

fn figure(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    unit: Option<&Unit>,
    metric: &impl EncodeMetric,
) -> Result<(), std::fmt::Error> {
    let encoder = encoder.encode_descriptor(name, help, unit, metric.metric_type())?;
    metric.encode(encoder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_counted_is_written_and_the_text_is_complete() {
        let metrics = Metrics::default();
        metrics.answered("/api/v1/me", 200);
        metrics.login_failed();
        let hall = HallCounters {
            live_sessions: 2,
            node_linked: true,
            switches: Durations {
                counts: [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
                sum_us: 4_500_000,
            },
            node: Some(sfu_wire::Counters {
                bytes_out: 7,
                ..Default::default()
            }),
            ..Default::default()
        };
        let text = metrics.encode(&hall).unwrap();
        for line in [
            "pinhui_http_requests_total{route=\"/api/v1/me\",status=\"200\"} 1",
            "pinhui_logins_failed_total 1",
            "pinhui_live_sessions 2",
            "pinhui_node_linked 1",
            "pinhui_stage_switch_seconds_bucket{le=\"0.03\"} 3",
            "pinhui_stage_switch_seconds_count 4",
            "pinhui_stage_switch_seconds_sum 4.5",
            "pinhui_media_out_bytes_total 7",
        ] {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
