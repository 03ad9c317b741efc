"""Whole messages at their longest, in every language: they fit, and what matters most is still there."""

import html
import re
from datetime import UTC, datetime

import pytest

from adapters.platforms.discord.cards import Card, shown
from adapters.platforms.telegram.copying import parts_of
from adapters.platforms.telegram.films import caption
from bot.voice import approval, cards
from bot.voice.endings import LastWords
from bot.voice.hours import hours
from bot.voice.kit import kit
from bot.voice.tongue import TONGUES, speaking
from core.books.ledger import Bill
from core.books.quota import Quota, Usage
from core.learning.arms import Reason, Trait
from core.reel.brief import Because, Brief, Direction, Look
from core.reel.catalogue import WAN_25
from core.reel.job import Job, Reel, Stage
from core.reel.kit import kit_of
from core.reel.niche import Niche
from core.reel.storyboard import MOST_SCENES
from core.talk import Reply
from tests.players import FOOTAGE, storyboard
from tests.voice.gather import menu

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ON_DISCORD, ON_TELEGRAM, BELOW_A_VIDEO = 4000, 4096, 1024
"""Letters in all texts of a card together, in a message, and below a video, as both platforms say in 2026."""
LAST_WORDS = LastWords((WAN_25,), "understudy")
COMMANDS = {command.name: 10**18 + number for number, command in enumerate(menu())}
_FENCED = re.compile("```\n(.+?)\n```", re.DOTALL)


def longest(**told: object) -> Job:
    """A reel of which there is much to say, by somebody who uses each field to its end."""
    because = [Because(trait=Trait(each), reason=Reason.HOOK, times=9) for each in ("hook", "look", "pace")]
    board = storyboard("x" * 120)
    scene = board.scenes[0].model_copy(update={"seen": "A monk_writes. " * 40, "said": "So it goes. " * 25})
    social = board.social.model_copy(
        update={
            "caption": "A *long*_story. " * 137,
            "hashtags": tuple(f"#how_{'o' * 50}{n}" for n in range(15)),
        }
    )
    board = board.model_copy(update={"scenes": (scene,) * MOST_SCENES, "social": social})
    return Job(
        id="m2k7q4x9ab",
        account="a",
        requester="discord:1",
        address="here",
        request_key="key",
        brief=Brief(
            niche=Niche(subject="n" * 200, language="de"),
            topic="t" * 500,
            seconds=60,
            look=Look.NOIR,
            model=WAN_25.id,
            direction=Direction(because=tuple(because)),
        ),
        quote=9_000_000,
        opened_at=NOW,
        stage=Stage.DONE,
        stage_at=NOW,
        outcome=Stage.DONE,
        storyboard=board,
        writer="understudy",
        note="The rest is in English, since nobody here writes that language. " * 2,
        drawn=(0, 1, 2, 3, 4, 5),
        lack="The vendor's safety check refused this clip, so it was drawn here instead.",
        unheard="The voice could not be recorded: the vendor is out of reach.",
        reel=Reel(file="m2k7q4x9ab.mp4", footage=FOOTAGE, is_animatic=False),
        bill=Bill(1, 9_000_000, 0),
        closed_at=NOW,
    ).but(**told)


def fits_on_discord(reply: Reply) -> str:
    """All its words on a card there, which has them in time and is not too long."""
    view = Card(reply.text, copies=reply.copies).view(COMMANDS)
    assert 0 < view.content_length() <= ON_DISCORD
    assert view.total_children_count <= 40
    return Card(reply.text, copies=reply.copies)._words(COMMANDS)


@pytest.mark.parametrize("language", TONGUES)
@pytest.mark.parametrize(
    "fallback", ["", "No video vendor could film it: all of them are out of reach. " * 2]
)
def test_what_a_reel_cost_is_always_told(language: str, fallback: str) -> None:
    """However long its caption is, the last word on a reel ends with its price and its number."""
    usage = Usage(rule=Quota(reels_per_day=20, micros_per_day=10**8), reels_today=3, micros_today=9_000_000)
    job = longest(language=language, fallback=fallback)

    text, _ = LAST_WORDS(job, usage)
    below, rest = caption(text)

    last = text.rpartition("\n\n")[2]
    assert job.id in last
    assert fits_on_discord(Reply(text)).endswith(shown(last, commands=COMMANDS))
    assert len(html.unescape(re.sub("<[^>]+>", "", below))) <= BELOW_A_VIDEO
    assert last in html.unescape(below) + rest
    assert all(0 < len(part) <= ON_TELEGRAM for part in parts_of(rest))


@pytest.mark.parametrize("language", TONGUES)
def test_a_long_kit_can_still_be_copied(language: str) -> None:
    """What can be copied is whole, that for the reel's own platform first; the rest is left to the ZIP."""
    job = longest()
    assert job.storyboard is not None
    with speaking(language):
        told = hours(job.brief.niche, "America/Argentina/Buenos_Aires")
        reply = kit(job, kit_of(job, job.storyboard), told)

    fenced = _FENCED.findall(fits_on_discord(reply))
    parts = parts_of(reply.text, reply.copies)

    assert fenced
    assert fenced == list(reply.copies[: len(fenced)])
    assert fits_on_discord(reply).endswith(shown(reply.text.rpartition("\n\n")[2], commands=COMMANDS))
    assert all(0 < len(part) <= ON_TELEGRAM for part in parts)
    assert [copy for copy in reply.copies if not any(copy in part for part in parts)] == []


@pytest.mark.parametrize("language", TONGUES)
def test_long_cards_fit(language: str) -> None:
    """A storyboard, a question about a price and a niche at their longest are within what platforms show."""
    job = longest()
    assert job.storyboard is not None
    waits = longest(stage=Stage.APPROVAL, outcome=None, reel=None)
    niche = job.brief.niche.model_copy(update={"ideas": "i" * 1000})
    with speaking(language):
        asked = Reply(approval.card(waits), approval.choices(waits))
        replies = [cards.storyboard(job, job.storyboard), asked, cards.niche(niche, is_new=False)]

    for reply in replies:
        fits_on_discord(reply)
        assert all(0 < len(part) <= ON_TELEGRAM for part in parts_of(reply.text))
    assert "…" not in fits_on_discord(asked).splitlines()[-1]


@pytest.mark.parametrize("language", TONGUES)
def test_the_help_is_never_cut(language: str) -> None:
    """All that can be said to the bot, and all of each command, is one message everywhere."""
    with speaking(language):
        replies = [cards.help_all(menu()), *(cards.help_one(command) for command in menu())]

    for reply in replies:
        assert fits_on_discord(reply) == shown(reply.text, 10**6, COMMANDS)
        assert len(reply.text) <= ON_TELEGRAM
