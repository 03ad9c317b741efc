"""Discord as a platform: put together here, started and stopped by hand in our own loop."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from logging import getLogger
from pathlib import Path
from typing import TypeVar

import discord

from adapters.platforms.discord.ear import Answer, Ear, IsQuiet, Suggest
from adapters.platforms.discord.gateway import Gateway, keep_listening
from adapters.platforms.discord.line import Line, log_in, point
from adapters.platforms.discord.memory import Memory
from adapters.platforms.discord.menu import Tongues, tell_menu
from adapters.platforms.discord.pen import Pen
from adapters.platforms.discord.postman import Board, Fit, Postman
from adapters.platforms.discord.shards import held_shards
from core.clock import Clock, system_clock
from core.errors import Unavailable, Unclear
from core.ports import Holder, Notes
from core.talk import Command, Rewording

log = getLogger(__name__)

T = TypeVar("T")

_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach Discord. `api_url` and `gateway_url` are the public ones when empty.

    `file_bytes` is the most that a file may have wherever it goes. `hears_mentions` is whether the
    bot answers to its name in channels. `shards` is into how many parts the servers are divided.
    `pace` is how many seconds lie between two edits of a progress message.
    """

    token: str
    api_url: str = ""
    gateway_url: str = ""
    file_bytes: int = 9_500_000
    hears_mentions: bool = True
    shards: int = 1
    pace: float = 4.0


async def ping(access: Access) -> str:
    """One sentence on who answers there. Raises Misconfigured, Unavailable, Unclear."""
    point(access.api_url, access.gateway_url)
    client = await log_in(access.token)
    try:
        return f"{client.user} answers"
    finally:
        await client.close()


class Discord:
    """One bot. `postman` fills `core.ports.Messenger` without any connection; `run` also listens."""

    def __init__(
        self,
        access: Access,
        notes: Notes,
        folder: Path,
        fit: Fit | None = None,
        link: Callable[[str], str] | None = None,
        board: Board | None = None,
        clock: Clock = system_clock,
        rewording: Rewording | None = None,
    ) -> None:
        point(access.api_url, access.gateway_url)
        self._access = access
        self._folder = folder
        self._clock = clock
        self._rewording = rewording or Rewording()
        self._line = Line(access.token)
        self._memory = Memory(notes)
        self._pen = Pen(self._line, clock, self._memory)
        self.postman = Postman(self._pen, self._memory, access.pace, fit, link, board, self._rewording)

    async def run(self, answer: Answer, suggest: Suggest, commands: Sequence[Command], tongues: Tongues,
                  is_quiet: IsQuiet, holder: Holder | None = None) -> None:  # fmt: skip
        """Listen until cancelled. Raises Misconfigured when Discord does not accept the token.

        Of several processes each listens for the shards that no other does, as the `holder` says.
        """
        ear = Ear(answer, suggest, commands, self._pen, self.postman, self._memory, self._clock,
                  self._access.file_bytes, is_quiet, self._rewording)  # fmt: skip
        client = await _until_reached(self._line.client)
        log.info("Discord: %s listens", client.user)

        async def listen(names: Sequence[str]) -> None:
            shard_ids = [int(name.partition("/")[2]) for name in names]
            # One process tells the commands, and does so before anybody can use a new one.
            if 0 in shard_ids:
                await _until_reached(lambda: tell_menu(client, commands, tongues, self._memory))
            await keep_listening(lambda: self._gateway(ear, shard_ids), self._access.token)

        if holder is not None:
            await holder.hold([f"discord/{shard}" for shard in range(self._access.shards)], listen)
            return
        async with held_shards(self._folder, self._access.shards) as shard_ids:
            await listen([f"discord/{shard}" for shard in shard_ids])

    async def close(self) -> None:
        """Hang up. What is to be delivered is delivered in the next life."""
        await self.postman.close()
        await self._line.close()

    def _gateway(self, ear: Ear, shard_ids: list[int]) -> discord.Client:
        access = self._access
        return Gateway(ear, hears_mentions=access.hears_mentions, shards=access.shards, shard_ids=shard_ids)


async def _until_reached(call: Callable[[], Awaitable[T]]) -> T:
    """Call until Discord answers, however long the network is down. Raises Misconfigured, Failed."""
    pauses = iter(_PAUSES)
    pause = next(pauses)
    while True:
        try:
            return await call()
        except (Unavailable, Unclear) as trouble:
            log.warning("%s Trying again in %.0f s", trouble.message, pause)
        await asyncio.sleep(pause)
        pause = next(pauses, pause)
