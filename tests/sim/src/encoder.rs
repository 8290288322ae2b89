//! Pictures without a picture: VP8 payloads whose content says which frame of which source they
//! are part of.

/// Bytes of content in front of a packet's filling.
const CONTENT_LEN: usize = 10;

/// What a packet's payload says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrameContent {
    /// Which encoder made it.
    pub source: u16,
    /// Counts the encoder's frames.
    pub frame: u32,
    /// Decodable without an earlier frame.
    pub is_key: bool,
    /// Place of this packet in the frame.
    pub packet: u16,
    /// Packets of the frame.
    pub packets: u16,
}

impl FrameContent {
    /// Reads the content of a VP8 payload that an [`Encoder`] made: also its picture id and
    /// TL0PICIDX as they arrived.
    #[must_use]
    pub fn read(payload: &[u8]) -> Option<(Self, u16, u8)> {
        // X, then I and L, then a 15-bit picture id, TL0PICIDX.
        let (&[first, 0xc0, high, low, tl0], rest) = payload.split_first_chunk()? else {
            return None;
        };
        let &[key, s0, s1, f0, f1, f2, f3, packet, packets, ..] =
            rest.first_chunk::<CONTENT_LEN>()?;
        let content = Self {
            source: u16::from_be_bytes([s0, s1]),
            frame: u32::from_be_bytes([f0, f1, f2, f3]),
            is_key: key & 1 == 0,
            packet: u16::from(packet),
            packets: u16::from(packets),
        };
        let starts = first & 0x10 != 0;
        (starts == (packet == 0)).then_some((content, u16::from_be_bytes([high & 0x7f, low]), tl0))
    }
}

/// One encoded frame, packed.
#[derive(Debug, Clone)]
pub struct Frame {
    /// RTP timestamp.
    pub timestamp: u32,
    /// Decodable without an earlier frame.
    pub is_key: bool,
    /// One payload a packet; the last has the marker.
    pub payloads: Vec<Vec<u8>>,
}

/// Makes frames of one layer.
#[derive(Debug)]
pub struct Encoder {
    source: u16,
    packets: u8,
    key_frame_factor: u8,
    payload_len: usize,
    frame: u32,
    picture_id: u16,
    tl0_pic_idx: u8,
    timestamp: u32,
    timestamp_step: u32,
    key_wanted: bool,
}

impl Encoder {
    /// Frames of `packets` packets with `payload_len` bytes each, `fps` a second; a key frame has
    /// `key_frame_factor` times the packets. Every number begins somewhere else for every source,
    /// close to its wrap for some.
    #[must_use]
    pub fn new(
        source: u16,
        packets: u8,
        key_frame_factor: u8,
        payload_len: usize,
        fps: u32,
    ) -> Self {
        Self {
            source,
            packets,
            key_frame_factor,
            payload_len: payload_len.max(CONTENT_LEN + 5),
            frame: 0,
            picture_id: source.wrapping_mul(4_099) & 0x7fff,
            tl0_pic_idx: source.wrapping_mul(37) as u8,
            timestamp: u32::from(source).wrapping_mul(2_654_435_761),
            timestamp_step: 90_000 / fps,
            key_wanted: true,
        }
    }

    /// The next frame is a key frame.
    pub fn want_key(&mut self) {
        self.key_wanted = true;
    }

    /// The next frame.
    pub fn encode(&mut self) -> Frame {
        let is_key = std::mem::take(&mut self.key_wanted);
        let packets = if is_key {
            self.packets.saturating_mul(self.key_frame_factor)
        } else {
            self.packets
        };
        let [high, low] = self.picture_id.to_be_bytes();
        let payloads = (0..packets)
            .map(|packet| {
                let start = if packet == 0 { 0x90 } else { 0x80 };
                let mut payload = vec![start, 0xc0, high | 0x80, low, self.tl0_pic_idx];
                payload.push(u8::from(!is_key));
                payload.extend(self.source.to_be_bytes());
                payload.extend(self.frame.to_be_bytes());
                payload.extend([packet, packets]);
                payload.resize(self.payload_len, packet);
                payload
            })
            .collect();
        let frame = Frame {
            timestamp: self.timestamp,
            is_key,
            payloads,
        };
        self.frame += 1;
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        self.tl0_pic_idx = self.tl0_pic_idx.wrapping_add(1);
        self.timestamp = self.timestamp.wrapping_add(self.timestamp_step);
        frame
    }
}
