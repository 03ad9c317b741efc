"""The conversations in docs/ are taken from runs; what can be pressed in them can be pressed today."""

import re
from pathlib import Path

import pytest

from tests.stories.parlour import Parlour, labels

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [("telegram_conversation.md", r"\n(?=\*\*)"), ("discord_conversation.md", r"\n(?=\S)")]


@pytest.mark.parametrize(("page", "between"), PAGES)
async def test_a_page_shows_the_buttons_of_today(tmp_path: Path, page: str, between: str) -> None:
    """An order, its reel and the question for a look have the very buttons that the page shows."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        ordered = await parlour.say("/generate how monks invented espresso")
        await parlour.ended(ordered.job_id)
        reel = parlour.letterbox.posted[ordered.job_id]
        varied = await parlour.say(f"/vary {ordered.job_id}")

    for words, choices in (
        ("how monks invented espresso”, 10 s", ordered.choices),
        ("Animatic preview", reel.choices),
        ("In which look?", varied.choices),
    ):
        assert _shown(page, between, words) == [labels(choices)], words


def _shown(page: str, between: str, words: str) -> list[list[str]]:
    """The different rows of buttons under those messages of a page that say this."""
    messages = [each for each in re.split(between, (DOCS / page).read_text()) if words in each]
    rows = [tuple(re.findall(r"\[(?!video)([^\[\]]+)\]", message)) for message in messages]
    return [list(row) for row in dict.fromkeys(rows)]
