"""A running pinhui with a main venue, one branch and one live session."""

import asyncio
import json
import os
import re
import tempfile
from pathlib import Path

import aiohttp

REPOSITORY = Path(__file__).resolve().parents[2]
PINHUI = os.environ.get("PINHUI_BIN", str(REPOSITORY / "target/debug/pinhui"))
HTTP = "http://127.0.0.1:18080"


class World:
    """The server in a process of its own; its data go away with it."""

    def __init__(self, address: str):
        self.address = address
        self.links: dict[int, str] = {}
        self.tokens: dict[str, dict] = {}
        self.session = 0
        self._directory = tempfile.TemporaryDirectory(prefix="pinhui-interop-")

    async def __aenter__(self):
        self._process = await asyncio.create_subprocess_exec(
            PINHUI, "serve",
            "--data-dir", f"{self._directory.name}/data",
            "--http-listen", "127.0.0.1:18080",
            "--https-listen", "127.0.0.1:18443",
            "--advertise", self.address,
            "--media-bind", self.address,
            "--media-port", "41000",
            "--media-workers", "1",
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        token = (await self._line(r"setup\?token=(\S+)")).group(1)
        await self._line("Ctrl-C")
        self._reader = asyncio.create_task(self._swallow())
        await self._set_up(token)
        return self

    async def __aexit__(self, *_):
        self._reader.cancel()
        self._process.terminate()
        await self._process.wait()
        self._directory.cleanup()

    async def _line(self, pattern: str) -> re.Match:
        async with asyncio.timeout(30):
            while line := await self._process.stdout.readline():
                if match := re.search(pattern, line.decode()):
                    return match
        raise RuntimeError(f"the server ended before it wrote {pattern}")

    async def _swallow(self):
        while await self._process.stdout.readline():
            pass

    async def _set_up(self, token: str):
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar, raise_for_status=True) as http:
            async def post(path, body):
                async with http.post(HTTP + path, json=body) as answer:
                    text = await answer.text()
                    return json.loads(text) if text else None

            await post("/api/v1/setup", {
                "token": token, "name": "administrator", "password": "correct horse battery",
            })
            for number in (0, 1):
                name = f"{number:02}号"
                await post("/api/v1/venues", {
                    "number": number, "name": f"{name}居委会", "short_name": name,
                })
            for number, place in ((0, "host"), (1, "branch")):
                link = await post(f"/api/v1/venues/{number}/links", {"place": place})
                self.links[number] = HTTP + link["path"]
            session = await post("/api/v1/sessions", {"title": "互通测试"})
            self.session = session["id"]
            await post(f"/api/v1/sessions/{self.session}/open", {})
            for kind in ("encoder", "player"):
                self.tokens[kind] = await post(
                    f"/api/v1/sessions/{self.session}/stream-tokens",
                    {"kind": kind, "label": "互通测试"},
                )


class Signalling:
    """A page's WebSocket: takes a venue's seat and exchanges one offer for one answer."""

    def __init__(self, world: World, venue: int, publishes: bool):
        self._world = world
        self._venue = venue

    async def __aenter__(self):
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        async with self._http.get(self._world.links[self._venue], allow_redirects=False):
            pass
        self._socket = await self._http.ws_connect(
            f"{HTTP}/api/v1/sessions/{self._world.session}/signal"
        )
        await self._socket.send_json({
            "type": "hello", "version": 1, "language": "en",
            "place": "host" if self._venue == 0 else "branch",
        })
        welcome = await self._message()
        if welcome["type"] != "welcome":
            raise RuntimeError(f"not welcome: {welcome}")
        return self

    async def __aexit__(self, *_):
        await self._socket.close()
        await self._http.close()

    async def offer(self, sdp: str, publish: list, receive: list) -> str:
        await self._socket.send_json({
            "type": "offer", "request": 1, "fresh": True, "sdp": sdp,
            "publish": publish, "receive": receive,
        })
        while True:
            message = await self._message()
            if message["type"] == "answer":
                self._listener = asyncio.create_task(self._listen())
                return message["sdp"]
            if message["type"] == "refused":
                raise RuntimeError(f"refused: {message}")

    async def put_on_stage(self, venue: int):
        await self._socket.send_json({"type": "put-on-stage", "request": 2, "venue": venue})

    async def _message(self) -> dict:
        return await self._socket.receive_json()

    async def _listen(self):
        async for _ in self._socket:
            pass
