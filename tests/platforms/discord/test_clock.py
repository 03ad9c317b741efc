"""What time it is on Discord is what the store says, whatever the machine's clock shows."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from discord.utils import snowflake_time

from adapters.media.room import RenderHost
from adapters.platforms.discord import PLATFORM
from adapters.platforms.discord.memory import Memory
from adapters.platforms.discord.place import Place
from adapters.platforms.web.signing import Signer
from adapters.storage import default_url, open_store
from bot.parts.platforms import open_platforms
from bot.settings import Settings
from core.ports import Delivery
from tests.platforms.discord.club import ANN, GUILD
from tests.wires.discord import DiscordServer

NOW = datetime(2024, 2, 29, 12, tzinfo=UTC)


async def test_what_was_posted_is_looked_for_by_the_stores_clock(
    tmp_path: Path, server: DiscordServer
) -> None:
    """Whoever works beside others on a machine whose clock is ahead finds what it posted a moment ago."""
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=tmp_path,
        discord_bot_token=server.token,  # type: ignore[arg-type]
        discord_api_url=server.api,
        discord_gateway_url=server.gateway,
    )
    place = Place(server.world.guild(GUILD), ANN, NOW, 10_000_000)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(default_url(tmp_path), tmp_path, lambda: NOW))
        platforms = open_platforms(settings, store, RenderHost(), Signer("secret", store.clock), stack)
        await platforms.messengers[PLATFORM].deliver(place.address, Delivery("abc", "It is done."))
        sending = await Memory(store).sending("abc")

    assert sending is not None
    assert timedelta(0) < NOW - snowflake_time(sending.after) < timedelta(minutes=1)
