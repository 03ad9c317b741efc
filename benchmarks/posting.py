"""How many reels a second one process posts to Telegram and to Discord, sixteen at a time.

Both are fakes in processes of their own, which take what they are sent and let as much through as comes:
the real ones let a bot say some 30 and 50 things a second. Ours writes down before each post that it is
about to be made, and afterwards what became of it. The plain way is the bare library's one call.
"""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from io import BytesIO
from pathlib import Path

import discord
import httpx
from PIL import Image
from telegram import Bot
from telegram.request import HTTPXRequest

from adapters.platforms.discord import Access as DiscordAccess
from adapters.platforms.discord import Discord
from adapters.platforms.discord.line import log_in, point
from adapters.platforms.discord.place import Place as Channel
from adapters.platforms.telegram import Access, Hands, Pictures, Telegram, Tempo
from benchmarks.contest import Contest, Contestant, Figure, Reading, root
from benchmarks.studio import open_place
from core.clock import system_clock
from core.ports import Delivery, Footage, Messenger
from tests.players import FOOTAGE
from tests.wires.discord_world import TOKEN as DISCORD_TOKEN
from tests.wires.telegram_world import TOKEN as TELEGRAM_TOKEN

_REELS, _QUICK_REELS, _AT_ONCE, _PEOPLE, _WARM_UP = 400, 64, 16, 50, 16
_BYTES = 1_000_000
_UNLIMITED = Tempo(((10**6, 1),), ((10**6, 1),), ((10**6, 1),))
_GUILD = 111111111111111111

CONTEST = Contest(
    name="posting",
    module=__name__,
    figures=tuple(
        Figure(f"{name} {where}", words.format(where.capitalize()), unit)
        for where in ("telegram", "discord")
        for name, words, unit in (
            ("rate", "reels of 1 MB posted per second, {}", "/s"),
            ("cpu", "the same, processor time for each ({})", "ms"),
        )
    ),
    contestants=(
        Contestant("ours", "Nichereel, each post surely made once"),
        Contestant("plain", "python-telegram-bot and discord.py alone"),
    ),
    rounds=3,
)

Post = Callable[[int], Awaitable[object]]
"""Posts a reel, by a number that was never used before."""


async def ours(folder: Path, is_quick: bool) -> Reading:
    """Our postmen, with their notes on SQLite."""
    reel = _reel(folder)
    async with open_place(folder, is_working=False) as place, fake("telegram") as telegram:
        people = await _people(telegram)
        hands = Hands(_photographed, _fitted)
        bot = Telegram(Access(TELEGRAM_TOKEN, telegram, tempo=_UNLIMITED), place.store, hands, folder)
        reading = await _measured(
            "telegram", _posts(bot.postman, reel, [f"{id}//" for id in people]), is_quick
        )
        await bot.close()
        async with fake("discord") as address:
            client = Discord(DiscordAccess(DISCORD_TOKEN, f"{address}/api/v10"), place.store, folder)
            where = Channel(_GUILD + 1, 1, system_clock(), 10 * _BYTES, guild=_GUILD).address
            reading |= await _measured("discord", _posts(client.postman, reel, [where]), is_quick)
            await client.close()
    return reading


async def plain(folder: Path, is_quick: bool) -> Reading:
    """One call of the library for each reel."""
    reel = _reel(folder)
    async with fake("telegram") as telegram:
        people = await _people(telegram)
        bot = Bot(TELEGRAM_TOKEN, f"{telegram}/bot", request=HTTPXRequest(_AT_ONCE))

        async def to_telegram(number: int) -> None:
            chat, words = people[number % _PEOPLE], f"Done: idea {number}"
            await bot.send_video(chat, reel, caption=words, thumbnail=_picture(), cover=_picture())

        async with bot:
            reading = await _measured("telegram", to_telegram, is_quick)
    async with fake("discord") as address:
        point(f"{address}/api/v10", "")
        client = await log_in(DISCORD_TOKEN)
        channel = client.get_partial_messageable(_GUILD + 1)

        async def to_discord(number: int) -> None:
            await channel.send(f"Done: idea {number}", file=discord.File(reel))

        reading |= await _measured("discord", to_discord, is_quick)
        await client.close()
    return reading


def _posts(postman: Messenger, reel: Path, addresses: list[str]) -> Post:
    async def post(number: int) -> None:
        delivery = Delivery(f"reel{number}", f"Done: idea {number}", reel, FOOTAGE)
        await postman.deliver(addresses[number % len(addresses)], delivery)

    return post


async def _measured(where: str, post: Post, is_quick: bool) -> Reading:
    """So many at a time, after a few that open the connections."""
    await _posted(post, range(_WARM_UP))
    reels = _QUICK_REELS if is_quick else _REELS
    wall, cpu = time.perf_counter(), time.process_time()
    await _posted(post, range(_WARM_UP, _WARM_UP + reels))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {f"rate {where}": reels / wall, f"cpu {where}": cpu / reels * 1000}


async def _posted(post: Post, numbers: range) -> None:
    left = iter(numbers)

    async def one_after_another() -> None:
        for number in left:
            await post(number)

    await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))


async def _people(telegram: str) -> list[int]:
    """Those whose private chats the reels go to; each has spoken to the bot before."""
    async with httpx.AsyncClient(base_url=f"{telegram}/_control/") as http:
        told = [await http.post("user", json={"name": f"P{number}"}) for number in range(_PEOPLE)]
        people = [int(each.json()["id"]) for each in told]
        for id in people:
            await http.post("say", json={"who": id, "chat": id, "text": "/start"})
    return people


def _reel(folder: Path) -> Path:
    reel = folder / "reel.mp4"
    reel.write_bytes(bytes(_BYTES))
    return reel


@cache
def _picture() -> bytes:
    picture = BytesIO()
    Image.new("L", (180, 320), 128).save(picture, "JPEG")
    return picture.getvalue()


async def _photographed(reel: Path) -> Pictures:
    del reel
    return Pictures(_picture(), _picture())


async def _fitted(reel: Path, limit: int, to: Path) -> Footage:
    raise AssertionError(f"{reel} need not be fitted into {limit} bytes at {to}")


@asynccontextmanager
async def fake(platform: str) -> AsyncIterator[str]:
    """A platform in a process of its own; its address."""
    command = (sys.executable, "-m", f"tests.wires.{platform}", "--port", "0")
    server = await asyncio.create_subprocess_exec(*command, cwd=root(), stdout=PIPE)
    assert server.stdout is not None
    try:
        yield (await server.stdout.readline()).decode().strip()
    finally:
        server.kill()
        await server.wait()
