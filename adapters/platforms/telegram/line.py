"""The line to the Bot API: time-outs that fit uploads, our own pace, and updates as they come."""

import os
from collections.abc import Sequence
from typing import Any

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from adapters.platforms.telegram.pace import Pace, Tempo, Turn

PUBLIC = "https://api.telegram.org"
POLL_SECONDS = 30
_ANSWER = 25.0
_UPLOAD = 180.0


class Line(ExtBot[Turn]):
    """PTB's bot, with one more verb."""

    async def fetch(
        self, offset: int, kinds: Sequence[str], wait: int = POLL_SECONDS
    ) -> list[dict[str, Any]]:
        """The updates from `offset` on, unread: one that cannot be understood spoils no other.

        Waits up to `wait` seconds for the first. Confirms all before `offset`.
        """
        wanted = {"offset": offset, "timeout": wait, "allowed_updates": list(kinds)}
        found = await self._post("getUpdates", wanted, read_timeout=wait + _ANSWER)
        assert isinstance(found, list)
        return found

    async def redial(self) -> None:
        """Poll over a new connection; the old one may be dead without anybody knowing."""
        request = self._request[0]
        await request.shutdown()
        await request.initialize()

    async def hang_up(self) -> None:
        """Close all connections, also of a line on which nobody ever answered (PTB 22.8 keeps those)."""
        await self.shutdown()
        for request in self._request:
            await request.shutdown()


def dial(token: str, base_url: str, tempo: Tempo) -> Line:
    """A line to the Bot API server at `base_url`; nothing is sent yet."""
    # PTB 22.8 warns at every 429 unless it is told that we know its coming type for times.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    return Line(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=_connection(256),
        # A poll that was broken off can leave its connection occupied (PTB 22.8), so there are some more.
        get_updates_request=_connection(4),
        rate_limiter=Pace(tempo),
    )


def _connection(size: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=size,
        connect_timeout=10.0,
        read_timeout=_ANSWER,
        write_timeout=_ANSWER,
        pool_timeout=30.0,
        media_write_timeout=_UPLOAD,
    )
