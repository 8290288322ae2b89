"""GStreamer's webrtcbin as a venue."""

import asyncio
import re

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstSdp", "1.0")
from gi.repository import Gst, GstSdp, GstWebRTC  # noqa: E402

from world import Signalling, World  # noqa: E402

Gst.init(None)

PICTURE = "application/x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000"
SOUND = "application/x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate=48000"
PUBLISHING = f"""
    webrtcbin name=peer bundle-policy=max-bundle
    videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=15/1
        ! vp8enc deadline=1 keyframe-max-dist=30 ! rtpvp8pay ! {PICTURE} ! peer.
    audiotestsrc is-live=true ! audioconvert ! audioresample ! opusenc ! rtpopuspay ! {SOUND} ! peer.
"""


class GstreamerVenue:
    """Publishes a picture and sound, or receives the stage and a sound, and counts frames."""

    name = "webrtcbin"

    def __init__(self, world: World, venue: int, publishes: bool, door=Signalling):
        self._door = door(world, venue, publishes)
        self._publishes = publishes
        self.frames = {"video": 0, "audio": 0}

    async def __aenter__(self):
        await self._door.__aenter__()
        if self._publishes:
            self._pipeline = Gst.parse_launch(PUBLISHING)
        else:
            self._pipeline = Gst.Pipeline.new()
            alone = Gst.ElementFactory.make("webrtcbin", "peer")
            alone.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
            self._pipeline.add(alone)
        peer = self._peer = self._pipeline.get_by_name("peer")
        peer.connect("pad-added", self._pad_added)
        if self._publishes:
            index = 0
            while (line := peer.emit("get-transceiver", index)) is not None:
                line.set_property("direction", GstWebRTC.WebRTCRTPTransceiverDirection.SENDONLY)
                index += 1
        else:
            for caps in (PICTURE, SOUND):
                peer.emit(
                    "add-transceiver",
                    GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY,
                    Gst.Caps.from_string(caps),
                )
        loop = asyncio.get_running_loop()
        wanted = asyncio.Event()
        peer.connect("on-negotiation-needed", lambda _: loop.call_soon_threadsafe(wanted.set))
        self._pipeline.set_state(Gst.State.PLAYING)
        await asyncio.wait_for(wanted.wait(), 10)
        # webrtcbin trickles; the server needs none of its candidates (ICE-lite).
        sdp = await loop.run_in_executor(None, self._create_offer)
        kinds = re.findall(r"^m=(\w+)", sdp, re.MULTILINE)
        mids = re.findall(r"^a=mid:(\S+)", sdp, re.MULTILINE)
        publish, receive = [], []
        for kind, mid in zip(kinds, mids, strict=True):
            if self._publishes:
                source = "camera" if kind == "video" else "microphone"
                publish.append({"mid": mid, "source": source})
            else:
                view = "stage" if kind == "video" else "sound"
                receive.append({"mid": mid, "view": {"view": view}})
        answer = await self._door.offer(sdp, publish, receive)
        _, message = GstSdp.SDPMessage.new_from_text(answer)
        description = GstWebRTC.WebRTCSessionDescription.new(
            GstWebRTC.WebRTCSDPType.ANSWER, message
        )
        self._peer.emit("set-remote-description", description, Gst.Promise.new())
        # What stands in the description is not enough for webrtcbin: it wants candidates one by one.
        for candidate in re.findall(r"^a=(candidate:.+?)\r?$", answer, re.MULTILINE):
            self._peer.emit("add-ice-candidate", 0, candidate)
        return self

    async def __aexit__(self, *_):
        self._pipeline.set_state(Gst.State.NULL)
        await self._door.__aexit__()

    def _create_offer(self):
        promise = Gst.Promise.new()
        self._peer.emit("create-offer", None, promise)
        promise.wait()
        reply = promise.get_reply()  # owns the offer
        offer = reply.get_value("offer")
        sdp = offer.sdp.as_text()
        local = Gst.Promise.new()
        self._peer.emit("set-local-description", offer, local)
        local.wait()
        return sdp

    def _pad_added(self, _, pad):
        if pad.direction != Gst.PadDirection.SRC:
            return
        decoder = Gst.ElementFactory.make("decodebin")
        decoder.connect("pad-added", self._decoded)
        self._pipeline.add(decoder)
        decoder.sync_state_with_parent()
        pad.link(decoder.get_static_pad("sink"))

    def _decoded(self, _, pad):
        kind = pad.get_current_caps().get_structure(0).get_name().split("/")[0]
        sink = Gst.ElementFactory.make("fakesink")
        sink.set_property("signal-handoffs", True)
        sink.set_property("sync", False)
        sink.connect("handoff", lambda *_: self._handoff(kind))
        self._pipeline.add(sink)
        sink.sync_state_with_parent()
        pad.link(sink.get_static_pad("sink"))

    def _handoff(self, kind):
        self.frames[kind] += 1
