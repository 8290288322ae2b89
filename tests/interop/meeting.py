"""Each stack publishes as the main venue, and each receives it as a branch."""

import asyncio
import sys

from aiortc_peer import AiortcVenue
from world import World

# Decoded frames that show that a picture moves and a sound goes on.
WANTED = {"video": 30, "audio": 100}
WITHIN_SECONDS = 40


async def meet(address: str, publisher, receivers) -> list[str]:
    """One meeting; what failed in it."""
    failed = []
    async with World(address) as world:
        async with publisher(world, 0, True):
            for receiver in receivers:
                async with receiver(world, 1, False) as venue:
                    what = f"{publisher.name} publishes, {venue.name} receives"
                    try:
                        async with asyncio.timeout(WITHIN_SECONDS):
                            while any(venue.frames[kind] < n for kind, n in WANTED.items()):
                                await asyncio.sleep(0.1)
                        print(f"ok      {what}: {venue.frames}", flush=True)
                    except TimeoutError:
                        print(f"failed  {what}: {venue.frames} in {WITHIN_SECONDS} s", flush=True)
                        failed.append(what)
    return failed


async def main(address: str) -> int:
    stacks = [AiortcVenue]
    try:
        from gstreamer_peer import GstreamerVenue

        stacks.append(GstreamerVenue)
    except (ImportError, ValueError) as error:
        print(f"skipped: GStreamer's webrtcbin ({error})")
    failed = []
    for publisher in stacks:
        failed += await meet(address, publisher, stacks)
    print(f"{len(stacks) ** 2 - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1])))
