//! One participant: what a page is to a server, as far as the server can tell.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc_rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc_rtcp::receiver_report::ReceiverReport;
use rtc_rtcp::reception_report::ReceptionReport;
use rtc_shared::marshal::Marshal;
use rtc_srtp::context::Context;
use sim::Handshake;

use super::slot::{Header, Slot};
use super::tally::Tally;
use crate::content::Content;
use crate::sdp::{Lines, ServerSide, Transport};
use crate::stun;

/// How often a participant reports what it received, as browsers do.
const REPORT_EVERY: Duration = Duration::from_secs(1);

/// Report blocks in one packet (RFC 3550 §6.4.2: 31).
const REPORT_BLOCKS_MAX: usize = 31;

/// How closely a participant looks at what it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attention {
    /// Every packet is opened: its delay and source are known.
    Witness,
    /// Headers are counted: how many, how many bytes, which are missing.
    Headers,
}

/// A participant before it knows the server.
pub(crate) struct Guest {
    socket: Arc<UdpSocket>,
    handshake: Handshake,
    ufrag: String,
    lines: Lines,
}

impl Guest {
    /// Opens a socket at `ip`.
    ///
    /// # Errors
    /// When the system has no socket left.
    pub(crate) fn new(ip: std::net::IpAddr, lines: Lines) -> std::io::Result<Self> {
        let socket = UdpSocket::bind((ip, 0))?;
        socket.set_nonblocking(true)?;
        let address = socket.local_addr()?;
        let profile = SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm;
        Ok(Self {
            // The handshake's name for the server: datagrams go where the answer says.
            handshake: Handshake::new(profile, address, address),
            socket: Arc::new(socket),
            ufrag: format!("bench{}", address.port()),
            lines,
        })
    }

    /// Its half of the session description.
    pub(crate) fn with_transport<T>(&self, write: impl FnOnce(&Lines, &Transport<'_>) -> T) -> T {
        let fingerprint = self.handshake.fingerprint().to_string();
        let transport = Transport {
            ufrag: &self.ufrag,
            fingerprint: &fingerprint,
        };
        write(&self.lines, &transport)
    }

    /// Knows the server now, and begins to connect.
    pub(crate) fn meet(
        mut self,
        now: Instant,
        asked_at: Instant,
        server: &ServerSide,
        attention: Attention,
    ) -> Participant {
        self.handshake
            .start(now, &self.ufrag, &server.ufrag, &server.pwd);
        Participant {
            socket: self.socket,
            handshake: self.handshake,
            server: server.address,
            slots: server.slots.iter().map(Slot::new).collect(),
            attention,
            asked_at,
            keys: None,
            first_frame: None,
            report_at: None,
            to_studio: None,
            key_wanted: Arc::new(AtomicBool::new(false)),
            keyframes_asked: Vec::new(),
            outgoing: Vec::new(),
            unsent: 0,
            timer_at: None,
        }
    }
}

/// Hands the protection of what a publisher sends to the studio, once there is one.
pub(crate) type ToStudio = Box<dyn FnOnce(Context) + Send>;

/// When a datagram arrived.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    /// When it was read.
    pub(crate) now: Instant,
    /// When the kernel had it, in nanoseconds since the Unix epoch, where that is known.
    pub(crate) at_ns: Option<u64>,
}

/// Protection, as far as it is kept here.
struct Keys {
    incoming: Context,
    /// `None` where the studio has it. Such a participant sends no receiver reports: its media
    /// tell the server that it is there.
    out: Option<Context>,
}

/// A participant on its way to, or at, the server.
pub(crate) struct Participant {
    pub(crate) socket: Arc<UdpSocket>,
    handshake: Handshake,
    /// Where its datagrams go.
    pub(crate) server: SocketAddr,
    /// Its receive slots, in the server's order.
    pub(crate) slots: Vec<Slot>,
    attention: Attention,
    /// When it asked to join.
    asked_at: Instant,
    keys: Option<Keys>,
    /// From asking to the first whole picture.
    pub(crate) first_frame: Option<Duration>,
    report_at: Option<Instant>,
    /// Publishers only.
    pub(crate) to_studio: Option<ToStudio>,
    /// Tells the studio that the next frame is to be a key frame.
    pub(crate) key_wanted: Arc<AtomicBool>,
    /// When the server asked for key frames.
    pub(crate) keyframes_asked: Vec<Instant>,
    outgoing: Vec<Vec<u8>>,
    /// Datagrams the system had no room for.
    pub(crate) unsent: u64,
    /// When the reception wakes for it.
    pub(super) timer_at: Option<Instant>,
}

impl Participant {
    /// True once media can flow.
    pub(crate) fn is_connected(&self) -> bool {
        self.keys.is_some()
    }

    /// True where every packet is opened, and its arrival must be known.
    pub(crate) fn is_witness(&self) -> bool {
        self.attention == Attention::Witness
    }

    /// True where only the first bytes of its datagrams are of interest.
    pub(crate) fn reads_heads_only(&self) -> bool {
        self.is_connected() && !self.is_witness() && !self.slots.is_empty()
    }

    /// When [`Self::handle_timeout`] is wanted next.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        [self.handshake.poll_timeout(), self.report_at]
            .into_iter()
            .flatten()
            .min()
    }

    /// Lets time pass.
    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        self.handshake.handle_timeout(now, &mut self.outgoing);
        if self.report_at.is_some_and(|at| at <= now) {
            self.report_at = Some(now + REPORT_EVERY);
            self.report();
        }
        self.send();
    }

    /// Takes in a datagram of `len` bytes; `head` is what was read of it.
    pub(crate) fn handle_datagram(
        &mut self,
        arrival: Arrival,
        head: &[u8],
        len: usize,
        tally: &mut Tally,
    ) {
        let whole = head.len() == len;
        match head {
            [0..=3, ..] if whole => self.handle_stun(arrival.now, head),
            [20..=63, ..] if whole => self.handle_dtls(arrival.now, head),
            [128..=191, 192..=223, ..] if whole => self.handle_rtcp(arrival.now, head),
            [128..=191, 192..=223, ..] => {}
            [128..=191, ..] => {
                tally.packets += 1;
                tally.bytes += len as u64;
                self.handle_rtp(arrival, head, whole, tally);
            }
            _ => {}
        }
    }

    fn handle_stun(&mut self, now: Instant, message: &[u8]) {
        match stun::Kind::of(message) {
            stun::Kind::Success => {
                self.handshake.handle_stun(now, message, &mut self.outgoing);
            }
            stun::Kind::Request => {
                let answer = rtc_crypto::default_provider()
                    .ok()
                    .and_then(|provider| stun::answer(message, self.server, &*provider));
                self.outgoing.extend(answer);
            }
            stun::Kind::Other => {}
        }
        self.send();
    }

    fn handle_dtls(&mut self, now: Instant, datagram: &[u8]) {
        self.handshake
            .handle_dtls(now, datagram, &mut self.outgoing);
        self.send();
        let Some(keys) = self.handshake.keys.take() else {
            return;
        };
        let out = match self.to_studio.take() {
            Some(to_studio) => {
                to_studio(keys.out);
                None
            }
            None => {
                self.report_at = Some(now + REPORT_EVERY);
                Some(keys.out)
            }
        };
        self.keys = Some(Keys {
            incoming: keys.incoming,
            out,
        });
    }

    fn handle_rtp(&mut self, arrival: Arrival, head: &[u8], whole: bool, tally: &mut Tally) {
        let Some(header) = Header::read(head) else {
            return;
        };
        let is_witness = self.is_witness();
        let Some(slot) = self.slots.iter_mut().find(|slot| slot.ssrc == header.ssrc) else {
            return;
        };
        let frame_ends = slot.count(&header);
        if frame_ends && self.first_frame.is_none() && slot.is_picture {
            self.first_frame = Some(arrival.now.saturating_duration_since(self.asked_at));
        }
        if !whole || !is_witness {
            return;
        }
        let Some(keys) = &mut self.keys else { return };
        let Ok(packet) = keys.incoming.decrypt_rtp(head) else {
            tally.unauthentic += 1;
            return;
        };
        let Some(content) = packet.get(header.len..).and_then(Content::read) else {
            tally.unauthentic += 1;
            return;
        };
        if let Some(at_ns) = arrival
            .at_ns
            .filter(|_| slot.is_settled(&content, arrival.now))
        {
            tally.record_delay(at_ns.saturating_sub(content.sent_at_ns));
        }
        if frame_ends {
            slot.show(content.source, arrival.now);
        }
    }

    /// Looks whether the server asks for a key frame.
    fn handle_rtcp(&mut self, now: Instant, datagram: &[u8]) {
        let Some(keys) = &mut self.keys else { return };
        let packets = keys
            .incoming
            .decrypt_rtcp(datagram)
            .and_then(|packet| rtc_rtcp::packet::unmarshal(&mut &packet[..]));
        let asked = packets.is_ok_and(|packets| {
            packets.iter().any(|packet| {
                let packet = packet.as_any();
                packet.is::<PictureLossIndication>() || packet.is::<FullIntraRequest>()
            })
        });
        if asked {
            self.keyframes_asked.push(now);
            self.key_wanted.store(true, Ordering::Relaxed);
        }
    }

    /// Reports what was received of every picture.
    fn report(&mut self) {
        let blocks: Vec<ReceptionReport> = self
            .slots
            .iter()
            .filter_map(Slot::reception_report)
            .take(REPORT_BLOCKS_MAX)
            .collect();
        let Some(out) = self.keys.as_mut().and_then(|keys| keys.out.as_mut()) else {
            return;
        };
        let report = ReceiverReport {
            ssrc: 1,
            reports: blocks,
            ..Default::default()
        };
        let sealed = report
            .marshal()
            .and_then(|packet| out.encrypt_rtcp(&packet));
        if let Ok(sealed) = sealed {
            self.outgoing.push(sealed.to_vec());
        }
    }

    /// Sends what has gathered. What the system has no room for is lost, as on any network.
    fn send(&mut self) {
        for datagram in self.outgoing.drain(..) {
            if self.socket.send_to(&datagram, self.server).is_err() {
                self.unsent += 1;
            }
        }
    }
}
