"""How long people on Discord wait when five hundred say /generate within a second.

`python -m benchmarks discord` prints the table. Discord is a fake in a process of its own, on the same
machine, and does the measuring: from telling an interaction to the first answer, which Discord wants
within three seconds, and to the words that replace it.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import aiosqlite
import discord
from discord import app_commands

from adapters.platforms.discord import PLATFORM, Access, Discord, Tongues
from adapters.platforms.discord.line import point
from benchmarks.contest import Contest, Contestant, Figure, Reading
from benchmarks.gauges import megabytes, percentile
from benchmarks.studio import introduce, open_place
from tests.wires.discord_people import FIRST_PERSON
from tests.wires.discord_world import TOKEN

_CROWD, _QUICK_CROWD = 500, 50
_TICK = 0.01

CONTEST = Contest(
    name="discord",
    module="benchmarks.discord",
    figures=(
        Figure(
            "in time", "500 `/generate` in one second: answered within 3 s", "%", 100, more_is_better=True
        ),
        Figure("first p50", "from the interaction to the first answer, p50", "ms"),
        Figure("first p99", "the same, p99", "ms", aim=500),
        Figure("words p50", "from the interaction to the words of the answer, p50", "ms"),
        Figure("words p99", "the same, p99", "ms"),
        Figure("lag", "longest the bot's loop was held up", "ms"),
        Figure("memory", "memory of the bot afterwards", "MB"),
    ),
    contestants=(
        Contestant("ours", "Nichereel: quota checked, price held, job on the disk"),
        Contestant("plain", "discord.py's command tree, one INSERT per command"),
    ),
    rounds=3,
)


async def ours(folder: Path, is_quick: bool) -> Reading:
    """The platform with its desk and a studio that takes orders, but makes no reels meanwhile."""
    people = _QUICK_CROWD if is_quick else _CROWD
    async with _fake() as address, open_place(folder, is_working=False) as place:
        await introduce(place, (f"{PLATFORM}:{FIRST_PERSON + number}" for number in range(people)))
        access = Access(TOKEN, f"{address}/api/v10", f"ws{address[4:]}/gateway")
        platform = Discord(access, place.store, folder / "discord")
        desk = place.desk
        listening = asyncio.create_task(
            platform.run(desk.answer, desk.suggest, desk.commands, Tongues(), desk.is_quiet)
        )
        try:
            return await _measured(address, people)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await platform.close()


async def plain(folder: Path, is_quick: bool) -> Reading:
    """What discord.py's own examples do, with one row kept for each command."""
    people = _QUICK_CROWD if is_quick else _CROWD
    async with _fake() as address, aiosqlite.connect(folder / "plain.db") as base:
        await base.execute("CREATE TABLE jobs (who INTEGER, idea TEXT)")
        point(f"{address}/api/v10", f"ws{address[4:]}/gateway")
        client = discord.Client(intents=discord.Intents(guilds=True))
        tree = app_commands.CommandTree(client)

        @tree.command(name="generate", description="Make a reel about an idea")
        async def generate(it: discord.Interaction, idea: str) -> None:
            await it.response.defer(thinking=True)
            await base.execute("INSERT INTO jobs VALUES (?, ?)", (it.user.id, idea))
            await base.commit()
            await it.edit_original_response(content=f"Making a reel about {idea}.")

        await client.login(TOKEN)
        await tree.sync()
        listening = asyncio.create_task(client.connect())
        try:
            return await _measured(address, people)
        finally:
            await client.close()
            await asyncio.gather(listening, return_exceptions=True)


async def _measured(address: str, people: int) -> Reading:
    async with aiohttp.ClientSession() as session:

        async def told(order: str, **words: float) -> dict[str, list[float]]:
            async with session.post(f"{address}/_control/{order}", json=words) as answer:
                found: dict[str, list[float]] = await answer.json()
                return found

        # The fake tells nothing by itself.
        while not (await told("books"))["identifies"]:  # noqa: ASYNC110
            await asyncio.sleep(_TICK)
        await told("crowd", people=5, seconds=0.1)
        lag = asyncio.create_task(_lag())
        waits = await told("crowd", people=people, seconds=1.0)
        lag.cancel()
        held_up = await lag
    first, last = waits["acked"], waits["answered"]
    in_time = sum(wait <= 3 for wait in first)
    return {
        "in time": 100 * in_time / people,
        "first p50": percentile(first, 50) * 1000,
        "first p99": percentile(first, 99) * 1000,
        "words p50": percentile(last, 50) * 1000,
        "words p99": percentile(last, 99) * 1000,
        "lag": held_up * 1000,
        "memory": megabytes(),
    }


async def _lag() -> float:
    """The longest that this loop came late, until cancelled; seconds."""
    longest = 0.0
    try:
        while True:
            asleep = time.perf_counter()
            await asyncio.sleep(_TICK)
            longest = max(longest, time.perf_counter() - asleep - _TICK)
    except asyncio.CancelledError:
        return longest


@asynccontextmanager
async def _fake() -> AsyncIterator[str]:
    """A Discord in a process of its own; its address."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wires.discord", stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    try:
        yield (await server.stdout.readline()).decode().strip()
    finally:
        server.kill()
        await server.wait()
