"""The bot as it is really run: a process of its own, with nothing stood in but Discord."""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL

from adapters.platforms.discord.shards import held_shards
from tests.leaks import leaks
from tests.platforms.discord.club import ANN, GUILD, Club, within
from tests.postgres import Server
from tests.wires.discord import DiscordServer
from tests.wires.discord_world import LOADING, Interaction, buttons, words

HOUSE = Path(__file__).parents[3]
SIXTEEN_MINUTES = 960

_HOLD = """
import asyncio, sys
from pathlib import Path
from adapters.platforms.discord.shards import held_shards

async def hold():
    async with held_shards(Path(sys.argv[1]), 2) as shards:
        print(shards, flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


def surroundings(**told: str) -> dict[str, str]:
    """What a process of its own is told."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    return kept | told | {"PYTHONPATH": str(HOUSE)}


async def answered(server: DiscordServer, it: Interaction) -> str:
    """What the answer says."""
    while not it.original or server.world.messages[it.original]["flags"] & LOADING:
        await asyncio.sleep(0.02)
    return words(server.world.messages[it.original])


async def test_nichereel_run_makes_a_reel_on_discord(tmp_path: Path, server: DiscordServer) -> None:
    """`nichereel run` with a token listens, draws a reel that plays, posts it, and stops when told to."""
    channel = server.world.guild(GUILD)
    told = surroundings(
        DISCORD_BOT_TOKEN=server.token,
        DISCORD_API_URL=server.api,
        DISCORD_GATEWAY_URL=server.gateway,
        DATA_DIR=str(tmp_path / "data"),
    )
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=tmp_path, env=told, stderr=asyncio.subprocess.PIPE
    )
    try:
        await within(server.ready(), 60)
        niche = await server.slash(ANN, channel, "niche", subject="specialty coffee")
        assert "Your niche: specialty coffee" in await answered(server, niche)
        asked = await server.slash(ANN, channel, "generate", idea="how monks invented espresso", seconds=5)
        await answered(server, asked)
        async with asyncio.timeout(120):
            while not server.world.messages[asked.original]["attachments"]:
                await asyncio.sleep(0.1)
    finally:
        with suppress(ProcessLookupError):
            running.terminate()
        _, log = await running.communicate()
        print(log.decode())

    shown = server.world.messages[asked.original]
    (attached,) = shown["attachments"]
    film = server.world.files[f"{asked.original}/{attached['filename']}"]
    assert film[4:8] == b"ftyp"
    assert {"Again", "Edit the idea", "Variation", "👍", "👎", "Details"} <= buttons(shown).keys()
    assert not leaks(log.decode())


async def test_another_process_delivers_without_a_connection(tmp_path: Path, server: DiscordServer) -> None:
    """Who took the order is gone, its token dead: a process with only the bot's own right posts the reel."""
    club = Club(tmp_path, server)
    async with club.open():
        await club.has_niche()
        club.bench.gate = asyncio.Event()
        asked = await club.slash("generate", idea="how monks invented espresso", seconds=5)
        await within(club.bench.started.wait())
    identified, server.world.skew = server.identifies, SIXTEEN_MINUTES
    told = surroundings(
        DISCORD_BOT_TOKEN=server.token,
        DISCORD_API_URL=server.api,
        DISCORD_GATEWAY_URL="ws://127.0.0.1:9/nobody",
        DATA_DIR=str(tmp_path),
    )
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "chat", cwd=tmp_path, env=told,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(120):
            while not server.world.messages[asked["id"]]["attachments"]:
                await asyncio.sleep(0.1)
    finally:
        worker.terminate()
        await worker.communicate()

    assert [reel["id"] for reel in club.reels()] == [asked["id"]]
    assert server.identifies == identified


async def test_a_worker_posts_what_an_ingress_heard(
    tmp_path: Path, server: DiscordServer, postgres: Server, template: URL
) -> None:
    """Of two processes on PostgreSQL one listens to Discord; the other makes a reel and posts it itself."""
    channel, database = server.world.guild(GUILD), postgres.new_database(template)
    told = surroundings(
        DISCORD_BOT_TOKEN=server.token,
        DISCORD_API_URL=server.api,
        DISCORD_GATEWAY_URL=server.gateway,
        DATABASE_URL=database.render_as_string(hide_password=False),
        DATA_DIR=str(tmp_path / "data"),
        WEB_DOOR="false",
    )
    deaf = told | {"DISCORD_GATEWAY_URL": "ws://127.0.0.1:9/nobody"}
    (tmp_path / "data").mkdir()
    troupe = [
        await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", role, cwd=tmp_path, env=settings)
        for role, settings in (("ingress", told), ("worker", deaf))
    ]
    try:
        await within(server.ready(), 60)
        await answered(server, await server.slash(ANN, channel, "niche", subject="specialty coffee"))
        asked = await server.slash(ANN, channel, "generate", idea="how monks invented espresso", seconds=5)
        await answered(server, asked)
        async with asyncio.timeout(120):
            while not server.world.messages[asked.original]["attachments"]:
                await asyncio.sleep(0.1)
    finally:
        for process in troupe:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
        postgres.drop(database)

    assert len(server.world.messages[asked.original]["attachments"]) == 1
    assert server.identifies == 1


async def test_who_waits_takes_the_shards_of_a_killed_process(tmp_path: Path) -> None:
    """Two processes never listen for the same servers; when one is killed, the other takes over."""
    leader = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLD, str(tmp_path), env=surroundings(), stdout=asyncio.subprocess.PIPE
    )
    assert leader.stdout is not None
    assert await within(leader.stdout.readline()) == b"[0, 1]\n"
    waiting = asyncio.create_task(_held(tmp_path))
    async with held_shards(tmp_path, 3) as left:
        assert left == [2]
    assert not waiting.done()

    leader.kill()
    await leader.wait()

    assert await within(waiting) == [0, 1]


async def _held(folder: Path) -> list[int]:
    async with held_shards(folder, 2) as shards:
        return shards
