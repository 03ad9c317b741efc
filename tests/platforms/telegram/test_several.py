"""Several processes speak for one bot on Telegram: one answers people, others post their reels."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.media.room import RenderHost
from adapters.platforms.telegram import Access, Telegram
from adapters.platforms.telegram.memory import Post
from adapters.storage import default_url, open_store
from adapters.storage.store import SqlStore
from bot.parts.platforms import hands_of
from core.ports import Delivery
from tests.platforms.telegram.lounge import HASTY
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_places import PATIENCE


@asynccontextmanager
async def process(server: TelegramServer, store: SqlStore, folder: Path) -> AsyncIterator[Telegram]:
    """One of them."""
    access = Access(server.token, server.address, tempo=HASTY)
    telegram = Telegram(access, store, hands_of(RenderHost()), folder)
    yield telegram
    await telegram.close()


@pytest.mark.parametrize("is_heard_first", [True, False])
async def test_no_card_outlives_a_reel_that_came_before_it(tmp_path: Path, is_heard_first: bool) -> None:
    """When a worker was done before the answer to an order was posted, that answer does not stay and lie."""
    async with TelegramServer() as server, open_store(default_url(tmp_path), tmp_path) as store:
        chat = server.user("Ann").private()
        chat.say("/start")
        async with process(server, store, tmp_path) as ingress, process(server, store, tmp_path) as worker:
            to, reel = f"{chat.id}//", Delivery("job", "Your reel.", is_news=False)
            receipt = await worker.postman.deliver(to, reel)
            answer = await ingress.postman.deliver(to, Delivery("an answer", "It is being made: Cancel?"))
            post = Post(chat.id, int(answer.split("/")[1]), None, None, "", (), None)
            if is_heard_first:
                ingress.postman.ended("job", receipt)
            await ingress.postman.announce("job", post)
            if not is_heard_first:
                ingress.postman.ended("job", receipt)
            async with asyncio.timeout(PATIENCE):
                while len(chat.from_bot) > 1:
                    await asyncio.sleep(0.01)

        assert [message.text for message in chat.from_bot] == ["Your reel."]
