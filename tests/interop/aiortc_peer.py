"""aiortc as a venue."""

import asyncio

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack

from world import Signalling, World


class AiortcVenue:
    """Publishes a picture and sound, or receives the stage and a sound, and counts frames."""

    name = "aiortc"

    def __init__(self, world: World, venue: int, publishes: bool, door=Signalling):
        self._door = door(world, venue, publishes)
        self._publishes = publishes
        self.frames = {"video": 0, "audio": 0}

    async def __aenter__(self):
        await self._door.__aenter__()
        self._peer = peer = RTCPeerConnection()
        self._tasks = []
        if self._publishes:
            peer.addTransceiver(VideoStreamTrack(), direction="sendonly")
            peer.addTransceiver(AudioStreamTrack(), direction="sendonly")
        else:
            peer.addTransceiver("video", direction="recvonly")
            peer.addTransceiver("audio", direction="recvonly")

        @peer.on("track")
        def _(track):
            self._tasks.append(asyncio.create_task(self._count(track)))

        await peer.setLocalDescription(await peer.createOffer())
        picture, sound = (line.mid for line in peer.getTransceivers())
        publish, receive = [], []
        if self._publishes:
            publish = [
                {"mid": picture, "source": "camera"},
                {"mid": sound, "source": "microphone"},
            ]
        else:
            receive = [
                {"mid": picture, "view": {"view": "stage"}},
                {"mid": sound, "view": {"view": "sound"}},
            ]
        answer = await self._door.offer(peer.localDescription.sdp, publish, receive)
        await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        return self

    async def __aexit__(self, *_):
        for task in self._tasks:
            task.cancel()
        await self._peer.close()
        await self._door.__aexit__()

    @property
    def door(self):
        """The signalling or stream that it came in by."""
        return self._door

    async def _count(self, track):
        try:
            while True:
                await track.recv()
                self.frames[track.kind] += 1
        except MediaStreamError:
            return
