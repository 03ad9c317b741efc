"""Drafts, finals and several takes at once, by the buttons of a chat."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.books.quota import Quota
from tests.platforms.telegram.lounge import Lounge, has_niche, hasty
from tests.players import QUICK
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_messages import Message

SMALL = replace(QUICK, resolution="480p", micros_per_second=50_000)


@pytest.fixture
async def lounge(tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[Lounge]:
    """A bot whose model makes drafts."""
    model = replace(QUICK, draft=SMALL)
    lounge = Lounge(tmp_path, hasty(telegram), films=True, model=model, quota=Quota())
    async with lounge.open():
        yield lounge


async def reels(lounge: Lounge, chat: Private, number: int) -> list[Message]:
    """Until so many reels are there."""
    await chat.until(lambda _: len(chat.videos) == number)
    await lounge.closed(chat.user.id)
    return chat.videos


def labels(message: Message) -> list[str]:
    """What its buttons say."""
    return [button.text for row in message.buttons for button in row]


async def test_a_draft_its_final_and_two_more_takes(
    telegram: TelegramServer, lounge: Lounge, ann: Private
) -> None:
    """The draft's button films it in full; two more drafts are ordered with one press, each its own reel."""
    await has_niche(ann)
    ann.say("/generate monks quality=draft")
    (draft,) = await reels(lounge, ann, 1)
    assert "Draft 480p: filmed with" in draft.text
    assert labels(draft)[0] == "Final in 1080p, $1.50"

    telegram.press(ann.user, draft, "Final in 1080p, $1.50")
    final = (await reels(lounge, ann, 2))[1]
    assert "Cost: $1.50." in final.text
    assert "Final in 1080p, $1.50" not in labels(final)

    telegram.press(ann.user, draft, "Variation")
    offer = await ann.until("several takes at once")
    telegram.press(ann.user, offer, "2 takes, $1.00")
    await reels(lounge, ann, 4)

    sizes = [order.resolution for _, order in lounge.vendor.orders]
    assert sizes == ["480p", "1080p", "480p", "480p"]
    assert len({order.seed for _, order in lounge.vendor.orders}) == 3
