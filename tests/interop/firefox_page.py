"""The real branch page in Firefox, driven over WebDriver BiDi."""

import asyncio
import json
import shutil
from pathlib import Path

from world import World

DIRECTORY = Path(__file__).resolve().parent
WITHIN_SECONDS = 90


def missing() -> str | None:
    """What Firefox needs and is not here."""
    if shutil.which("firefox-esr") is None:
        return "firefox-esr is not installed"
    if shutil.which("node") is None:
        return "Node.js is not installed"
    if not (DIRECTORY / "node_modules/puppeteer-core").exists():
        return "puppeteer-core could not be installed"
    return None


class FirefoxPage:
    """Opens a venue's link; `media` is what its getStats says once picture and sound flow both ways."""

    def __init__(self, world: World, venue: int):
        self._link = world.links[venue]
        self.media: dict = {}

    async def __aenter__(self):
        self._process = await asyncio.create_subprocess_exec(
            "node", str(DIRECTORY / "firefox.mjs"), self._link,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(WITHIN_SECONDS):
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError((await self._process.stderr.read()).decode())
        self.media = json.loads(line)
        return self

    async def __aexit__(self, *_):
        self._process.stdin.close()
        await self._process.wait()
