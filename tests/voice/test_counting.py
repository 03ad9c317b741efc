"""How things are counted and listed in what people read."""

import pytest

from bot.voice import limits, orders, ruling
from bot.voice.tongue import speaking
from core.books.quota import Quota, Usage
from core.reel.brief import Brief
from core.reel.catalogue import CATALOGUE
from core.reel.job import Job, Stage
from core.reel.niche import Niche


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Left today: 1 of 1 reel."), ("de", "Heute übrig: 1 von 1 Reel.")]
)
def test_one_is_one_reel(language: str, words: str) -> None:
    """Whoever may have a single reel a day is told of a reel, not of reels."""
    with speaking(language):
        assert limits.left(Usage(rule=Quota(reels_per_day=1)), 0) == words


def test_one_reel_is_under_way() -> None:
    """Whoever runs the bot reads of one reel that it is under way, and of each day's one that it is one."""
    assert ruling.queue({Stage.RENDERING: 1}, []).text.startswith("1 reel is under way:")
    assert ruling.daily("Today", {"2026-11-23": (1, 0)}).text.endswith(", 1 reel")


def test_lengths_are_listed_as_people_do() -> None:
    """Where a model makes three lengths, a comma stands between the first two."""
    wan = CATALOGUE["wan/v2.6/text-to-video"]
    brief = Brief(niche=Niche(subject="tea"), topic="oolong", seconds=20, shots=1, model=wan.id)
    job = Job.model_construct(id="job", brief=brief, quote=0)

    text = orders.accepted(job, wan, 15, Usage()).text

    assert "Its clips last 5, 10 or 15 s" in text
