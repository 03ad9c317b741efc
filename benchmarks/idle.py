"""What a bot costs while nobody says anything: `nichereel run` listening to Telegram, and the bare library.

Telegram is a fake in a process of its own, which holds each request for news as long as the real one does.
"""

import asyncio
import os
import sys
import time
from pathlib import Path

import httpx

from benchmarks.contest import Contest, Contestant, Figure, Reading, root
from benchmarks.gauges import megabytes, spent
from benchmarks.posting import fake
from tests.wires.telegram_world import TOKEN

_SETTLING_SECONDS, _IDLE_SECONDS, _QUICK_SECONDS = 15.0, 30.0, 10.0

CONTEST = Contest(
    name="idle",
    module=__name__,
    figures=(
        Figure(
            "memory", "a bot that listens to Telegram, a quarter of a minute after its start: memory", "MB"
        ),
        Figure("cpu", "the same, processor time while nobody says anything", "% of a core", aim=2),
    ),
    contestants=(
        Contestant("ours", "Nichereel: `nichereel run`"),
        Contestant("plain", "python-telegram-bot, polling, one handler"),
    ),
    rounds=1,
)

_PLAIN = """
import sys
from telegram.ext import ApplicationBuilder, CommandHandler
async def generate(update, context): await update.message.reply_text("Your reel is on its way.")
app = ApplicationBuilder().token(sys.argv[1]).base_url(sys.argv[2] + "/bot").build()
app.add_handler(CommandHandler("generate", generate))
app.run_polling()
"""


async def ours(folder: Path, is_quick: bool) -> Reading:
    """The real process, with all that it does besides, but for the web door."""
    async with fake("telegram") as address:
        return await _listening(["-m", "bot", "run"], folder, address, is_quick)


async def plain(folder: Path, is_quick: bool) -> Reading:
    """As the library's own examples have it."""
    async with fake("telegram") as address:
        return await _listening(["-c", _PLAIN, TOKEN, address], folder, address, is_quick)


async def _listening(command: list[str], folder: Path, address: str, is_quick: bool) -> Reading:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=root(), env=_settings(folder, address)
    )
    try:
        await asyncio.sleep(_SETTLING_SECONDS)
        memory, wall, cpu = megabytes(process.pid), time.perf_counter(), spent(process.pid)
        await asyncio.sleep(_QUICK_SECONDS if is_quick else _IDLE_SECONDS)
        wall, cpu = time.perf_counter() - wall, spent(process.pid) - cpu
        async with httpx.AsyncClient() as http:
            books = (await http.post(f"{address}/_control/books", json={})).json()
        # A request for news that is still held is not in the books.
        assert books["calls"]["deleteWebhook"], "it does not listen"
    finally:
        process.kill()
        await process.wait()
    return {"memory": memory, "cpu": cpu / wall * 100}


def _settings(folder: Path, address: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    told = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BASE_URL": address, "WEB_DOOR": "false"}
    return kept | told | {"DATA_DIR": str(folder / "data"), "LOG_LEVEL": "warning"}
