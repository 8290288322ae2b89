"""A stream's two requests (WHIP, RFC 9725; WHEP): one offer for one answer, and the end of it."""

import aiohttp

from world import HTTP, World


class Stream:
    """Stands where a page's signalling does, for an encoder or a player."""

    def __init__(self, world: World, venue: int, publishes: bool):
        self._made = world.tokens["encoder" if publishes else "player"]

    async def __aenter__(self):
        bearer = {"Authorization": f"Bearer {self._made['token']}"}
        self._http = aiohttp.ClientSession(headers=bearer)
        return self

    async def __aexit__(self, *_):
        async with self._http.delete(HTTP + self._location) as ended:
            if ended.status != 200:
                raise RuntimeError(f"not ended: {ended.status} {await ended.text()}")
        await self._http.close()

    async def offer(self, sdp: str, publish: list, receive: list) -> str:
        kind = {"Content-Type": "application/sdp"}
        url = HTTP + self._made["path"]
        async with self._http.post(url, data=sdp, headers=kind) as answer:
            text = await answer.text()
            if answer.status != 201:
                raise RuntimeError(f"refused: {answer.status} {text}")
            self._location = answer.headers["Location"]
            return text
