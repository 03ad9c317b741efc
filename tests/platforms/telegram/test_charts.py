"""What was used, as a picture."""

import pytest

from tests.platforms.telegram.lounge import Lounge, has_niche
from tests.wires.telegram import TelegramServer
from tests.wires.telegram_chats import Private
from tests.wires.telegram_faults import Fault


@pytest.mark.parametrize(("line", "words"), [("/quota", "Today: 1 of 20 reels"), ("/spending", "1 reel")])
async def test_what_was_used_comes_as_a_picture(lounge: Lounge, ann: Private, line: str, words: str) -> None:
    """After the first reel `/quota` and `/spending` are a chart, with all that it says in words below."""
    await has_niche(ann)
    ann.say(line)
    assert (await ann.next_message()).photo is None
    ann.say("/generate monks")
    await lounge.reel(ann)
    ann.say(line)
    shown = await ann.until(lambda message: message.photo is not None)

    assert words in shown.text
    assert shown.photo is not None
    assert (shown.photo.width, shown.photo.height) == (1080, 540)


async def test_words_come_where_no_picture_may(
    telegram: TelegramServer, lounge: Lounge, ann: Private
) -> None:
    """Where a picture does not get through, the words come all the same."""
    await has_niche(ann)
    ann.say("/generate monks")
    await lounge.reel(ann)
    telegram.next(Fault.TOO_LARGE, at="sendPhoto")
    ann.say("/spending")

    assert (await ann.until("Your last 14 days")).photo is None
