"""Calls to whoever takes reels out into the world, and what their failures mean in our own errors."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from adapters.wire.verdicts import retry_after
from core.errors import Failed, Misconfigured, StudioError, Unavailable, Unclear

_CONNECT = 10.0
_RESUME = 308


@dataclass(frozen=True, slots=True)
class Errand:
    """A way to somebody known to people as `name`; `setting` holds what lets us in, `address` where they are.

    `judge` knows better what some answers mean.
    """

    http: httpx.AsyncClient
    name: str
    setting: str
    address: str
    judge: Callable[[httpx.Response], StudioError | None] = lambda _: None

    async def run(
        self, method: str, url: str, *, seconds: float = 30.0, is_final: bool = False, **what: Any
    ) -> httpx.Response:
        """One call, never repeated. `is_final`: something may have come about although the answer is lost.

        Raises Unavailable (surely nothing came about), Unclear, Failed, Misconfigured. An upload that
        is to be resumed is no failure.
        """
        patience = httpx.Timeout(seconds, connect=_CONNECT)
        try:
            async with asyncio.timeout(seconds):
                # No redirects: they would carry the key elsewhere.
                reply = await self.http.request(method, url, timeout=patience, follow_redirects=False, **what)
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL) as error:
            raise Misconfigured(f"The address of {self.name} cannot be used: {self.address}.") from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            raise Unavailable(f"{self.name} cannot be reached just now.") from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise self._lost(is_final=is_final) from error
        if (trouble := self.judge(reply) or self._verdict(reply, is_final=is_final)) is not None:
            raise trouble
        return reply

    def _verdict(self, reply: httpx.Response, *, is_final: bool) -> StudioError | None:
        code = reply.status_code
        if 200 <= code < 300 or code == _RESUME:
            return None
        if 300 <= code < 400:
            return Misconfigured(f"The address of {self.name} leads elsewhere: {self.address}.")
        if code in (401, 403):
            return Misconfigured(f"{self.name} does not let us in. The operator has to check {self.setting}.")
        if code == 429:
            wait = retry_after(reply.headers)
            return Unavailable(f"{self.name} is busy and asks us to wait.", retry_in=wait)
        if code >= 500 or code == 408:
            return self._lost(is_final=is_final)
        return Failed(f"{self.name} did not take the reel.")

    def _lost(self, *, is_final: bool) -> StudioError:
        if is_final:
            return Unclear(f"The reel was sent, but the answer of {self.name} got lost.")
        return Unavailable(f"{self.name} does not answer just now.")
