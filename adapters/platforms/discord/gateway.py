"""The connection by which Discord tells us what people do; it may break, and is then made anew."""

import asyncio
from collections.abc import Callable
from logging import getLogger

import discord

from adapters.platforms.discord.ear import Ear
from adapters.platforms.discord.hearing import Interaction
from adapters.platforms.discord.troubles import REVOKED
from core.errors import Misconfigured

log = getLogger(__name__)

_LONGEST_PAUSE = 60.0
_WELL_AFTER = 300.0
# Discord's close codes for what no new connection will mend (docs of 2026-08): shards and intents.
_FATAL = {4010, 4011, 4013, 4014}
_WRONG = "Discord does not take the bot's connection: please look at DISCORD_SHARDS and the bot's intents."


class Gateway(discord.AutoShardedClient):
    """One life of the connection. Asks for no privileged intent, and keeps nothing it does not need."""

    def __init__(self, ear: Ear, *, hears_mentions: bool, shards: int, shard_ids: list[int]) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_messages = intents.dm_messages = hears_mentions
        # Signs under reels; neither of these is privileged.
        intents.guild_reactions = intents.dm_reactions = hears_mentions
        super().__init__(
            intents=intents,
            shard_count=shards,
            shard_ids=shard_ids,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._ear = ear

    async def on_interaction(self, it: Interaction) -> None:
        """Something was pressed, filled in or said with a slash."""
        await self._ear.interaction(it)

    async def on_message(self, message: discord.Message) -> None:
        """Something was said; its words come only when they mention us, or in a direct message."""
        if self.user is not None:
            await self._ear.message(message, self.user.id)

    async def on_raw_reaction_add(self, sign: discord.RawReactionActionEvent) -> None:
        """Somebody put a sign under a message."""
        if self.user is not None and sign.user_id != self.user.id:
            await self._ear.reaction(sign)

    async def on_raw_reaction_remove(self, sign: discord.RawReactionActionEvent) -> None:
        """Somebody took their sign away. What a moderator clears away was shown all the same."""
        await self._ear.reaction(sign)


async def keep_listening(connect: Callable[[], discord.Client], token: str) -> None:
    """Listen until cancelled, with a new client whenever one breaks. Raises Misconfigured.

    One gateway event that discord.py cannot read ends its client (discord.py#8155), and a client that
    has ended cannot start again.
    """
    loop, pause = asyncio.get_running_loop(), 1.0
    while True:
        client, begun = connect(), loop.time()
        try:
            trouble = await _one_life(client, token)
        finally:
            await client.close()
        if isinstance(trouble, discord.LoginFailure):
            raise Misconfigured(REVOKED) from trouble
        if isinstance(trouble, discord.ConnectionClosed) and trouble.code in _FATAL:
            raise Misconfigured(_WRONG) from trouble
        if isinstance(trouble, discord.PrivilegedIntentsRequired):
            raise Misconfigured(_WRONG) from trouble
        if loop.time() - begun > _WELL_AFTER:
            pause = 1.0
        log.error("Discord's connection broke; a new one in %.0f s", pause, exc_info=trouble)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _one_life(client: discord.Client, token: str) -> BaseException | None:
    """How it ended; None when Discord simply hung up."""
    life = asyncio.create_task(client.start(token), name="discord gateway")
    try:
        await asyncio.wait({life})
    finally:
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)
    return None if life.cancelled() else life.exception()
