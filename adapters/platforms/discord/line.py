"""The line to Discord: a client that only asks and never listens, logged in when it is first needed."""

import asyncio
from collections.abc import Awaitable, Callable

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.platforms.discord.troubles import translated

PUBLIC = "https://discord.com/api/v10"
PUBLIC_GATEWAY = "wss://gateway.discord.gg/"

Dial = Callable[[str], Awaitable[discord.Client]]
"""A logged-in client for this token."""


class Line:
    """One client for all that is written; it outlives every connection to the gateway."""

    def __init__(self, token: str, dial: Dial | None = None) -> None:
        self._token = token
        self._dial = dial or log_in
        self._client: discord.Client | None = None
        self._dialling = asyncio.Lock()

    async def client(self) -> discord.Client:
        """The client. Raises Misconfigured, Unavailable, Unclear."""
        async with self._dialling:
            if self._client is None:
                self._client = await self._dial(self._token)
            return self._client

    async def close(self) -> None:
        """Hang up."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()


async def log_in(token: str) -> discord.Client:
    """A client without a gateway: two calls, and no connection that is kept open."""
    client = discord.Client(
        intents=discord.Intents(guilds=True),
        allowed_mentions=discord.AllowedMentions.none(),
        max_messages=None,
        max_ratelimit_timeout=30,
    )
    try:
        with translated():
            await client.login(token)
    except BaseException:
        await client.close()
        raise
    return client


def point(api: str, gateway: str) -> None:
    """Where Discord is. discord.py keeps that on its classes, so it holds for the whole process."""
    # We never speak in voice channels, so nobody needs to hear that we could not.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    Route.BASE = (api or PUBLIC).rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway or PUBLIC_GATEWAY)
