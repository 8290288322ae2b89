"""Each stack publishes as the main venue or its encoder, and each receives it as a branch or a player."""

import asyncio
import sys

from aiortc_peer import AiortcVenue
from firefox_page import FirefoxPage, missing
from stream import Stream
from world import Signalling, World

# Decoded frames that show that a picture moves and a sound goes on.
WANTED = {"video": 30, "audio": 100}
WITHIN_SECONDS = 40


async def shown(what: str, receiver) -> list[str]:
    """Waits for a receiver's frames; what failed."""
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            while any(receiver.frames[kind] < n for kind, n in WANTED.items()):
                await asyncio.sleep(0.1)
    except TimeoutError:
        print(f"failed  {what}: {receiver.frames} in {WITHIN_SECONDS} s", flush=True)
        return [what]
    print(f"ok      {what}: {receiver.frames}", flush=True)
    return []


async def meet(address: str, publisher, receivers, ways) -> list[str]:
    """One meeting in which one stack publishes, and each receives; what failed in it."""
    sends, receives = ways
    failed = []
    async with World(address) as world:
        async with publisher(world, 0, True, sends):
            for receiver in receivers:
                async with receiver(world, 1, False, receives) as venue:
                    by = f"{publisher.name} publishes by {sends.__name__}"
                    failed += await shown(f"{by}, {receiver.name} receives by {receives.__name__}", venue)
    return failed


async def meet_firefox(address: str) -> list[str]:
    """Firefox is a branch's real page: it sees the host, and a player sees it on the stage."""
    async with World(address) as world, AiortcVenue(world, 0, True) as host:
        try:
            async with FirefoxPage(world, 1) as page:
                print(f"ok      Firefox's branch page sends and receives: {page.media}", flush=True)
                await host.door.put_on_stage(1)
                async with AiortcVenue(world, 1, False, Stream) as player:
                    return await shown("Firefox is on the stage, aiortc receives by Stream", player)
        except (RuntimeError, TimeoutError) as error:
            print(f"failed  Firefox's branch page: {error}", flush=True)
            return ["Firefox"]


async def main(address: str) -> int:
    stacks = [AiortcVenue]
    try:
        from gstreamer_peer import GstreamerVenue

        stacks.append(GstreamerVenue)
    except (ImportError, ValueError) as error:
        print(f"skipped: GStreamer's webrtcbin ({error})")
    failed = []
    tried = 0
    # As the main venue's page and a branch's; then as its encoder (WHIP), for a branch and a player (WHEP).
    for ways in ((Signalling, Signalling), (Stream, Signalling), (Stream, Stream)):
        for publisher in stacks:
            failed += await meet(address, publisher, stacks, ways)
            tried += len(stacks)
    if (why := missing()) is not None:
        print(f"skipped: Firefox ({why})")
    else:
        failed += await meet_firefox(address)
        tried += 1
    print(f"{tried - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1])))
