"""When words come: in even pages, and never two voices at once."""

from itertools import pairwise
from pathlib import Path

import pytest

from adapters.media.captions import Said, pages
from adapters.media.timeline import lay_out
from core.reel.brief import Look
from core.reel.edit import Edit, Line, Take
from tests.media.test_cut import WORDS


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("And nobody slept again.", ["And nobody", "slept again."]),
        ("One bitter bean, then steam.", ["One bitter bean,", "then steam."]),
        ("A goat found it first, long ago.", ["A goat found", "it first,", "long ago."]),
        ("Donaudampfschifffahrt ist lang", ["Donaudampfschifffahrt", "ist lang"]),
        ("In drei Minuten fertig.", ["In drei", "Minuten fertig."]),
        ("Stop.", ["Stop."]),
        ("\x07", []),
    ],
)
def test_captions_come_in_even_pages(said: str, shown: list[str]) -> None:
    """Three words at most stand together, none is left over alone, and a page ends where a thought does."""
    assert [page.text for page in pages(Said(said, 0.0, 2.0))] == shown


def test_nobody_talks_over_anybody(tmp_path: Path) -> None:
    """A line that runs into the next clip is finished before the next one begins, whatever the look."""
    for look in (Look.NOIR, Look.CINEMATIC):
        takes = tuple(Take(tmp_path / "x.mp4", (Line(WORDS, 0.1, 1.0),)) for _ in range(3))
        laid = lay_out(Edit(takes, "Monks", "calm", look=look), [60] * 3, [[1.95]] * 3, is_copy=False)

        assert len(laid.lines) == 3
        assert all(one.end <= other.start for one, other in pairwise(laid.lines))


@pytest.mark.parametrize(("share", "ends"), [(1.0, 1.1), (0.5, 2.1), (0.1, 3.0)])
def test_a_line_that_is_spoken_in_part_stands_longer(tmp_path: Path, share: float, ends: float) -> None:
    """Words that a voice cannot read get the time that the others take, as far as the clip lasts."""
    line = Line("good морг good морг", 0.1, 1.0, share=share)
    after = Line("next", 3.0, 0.5)
    edit = Edit((Take(tmp_path / "x.mp4", (line, after)),), "Monks", "calm")
    laid = lay_out(edit, [120], [[1.0, 0.5]], is_copy=False)

    assert laid.lines[0].end == pytest.approx(ends)
    assert laid.lines[1].start == pytest.approx(3.0)
