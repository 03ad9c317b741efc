"""The bot as it is really run: a process of its own, with nothing stood in but Discord."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.platforms.discord.club import ANN, GUILD, within
from tests.wires.discord import DiscordServer
from tests.wires.discord_world import LOADING, Interaction, buttons, words

HOUSE = Path(__file__).parents[3]


async def answered(server: DiscordServer, it: Interaction) -> str:
    """What the answer says."""
    while not it.original or server.world.messages[it.original]["flags"] & LOADING:
        await asyncio.sleep(0.02)
    return words(server.world.messages[it.original])


async def test_nichereel_run_makes_a_reel_on_discord(tmp_path: Path, server: DiscordServer) -> None:
    """`nichereel run` with a token listens, draws a reel that plays, posts it, and stops when told to."""
    channel = server.world.guild(GUILD)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    told = {
        "DISCORD_BOT_TOKEN": server.token,
        "DISCORD_API_URL": server.api,
        "DISCORD_GATEWAY_URL": server.gateway,
        "DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": str(HOUSE),
    }
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=tmp_path, env=kept | told,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
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
        running.send_signal(signal.SIGTERM)
        _, log = await running.communicate()

    shown = server.world.messages[asked.original]
    (attached,) = shown["attachments"]
    film = server.world.files[f"{asked.original}/{attached['filename']}"]
    assert film[4:8] == b"ftyp"
    assert {"Again", "Edit the idea", "Variation", "👍", "👎", "Details"} <= buttons(shown).keys()
    assert server.token not in log.decode()
