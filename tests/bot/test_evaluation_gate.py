"""Whether a writer may ship: judged by itself, and against what it did before."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.evaluation.briefs import OURS, read_briefs
from bot.evaluation.command import evaluate
from bot.evaluation.comparing import compared
from bot.evaluation.gate import faults
from bot.evaluation.judging import judged
from bot.evaluation.obedience import obeyed
from bot.evaluation.records import Kept, Run, keep, read_run
from bot.settings import Settings
from core.errors import Misconfigured
from core.learning.arms import HookKind, Pace, Reason
from core.ports import Draft
from core.reel.brief import Brief, Direction, Look
from core.reel.catalogue import WAN_25
from tests.players import storyboard
from tests.wires.gemini import KEY, GeminiServer

LINE = "reels | warm | engagement | 10 | coffee | {}"
EXAMPLE = "“The goat”: a goat bites into a red berry. “Watch this.”"


def briefs_in(folder: Path, *topics: str) -> Path:
    """A file of English briefs."""
    file = folder / "briefs.toml"
    file.write_text(f"en = [{', '.join(repr(LINE.format(topic)) for topic in topics)}]")
    return file


def run(*scores: float) -> Run:
    """An evaluation in which the lint gave these scores."""
    kept = [Kept(language="en", topic=str(at), figures={"lint": each}) for at, each in enumerate(scores)]
    return Run(writer="scribe", kept=tuple(kept))


async def house(said: list[str], file: Path, save: Path | None = None, against: Path | None = None) -> bool:
    """Whether the house writer may ship, by these briefs."""
    return await evaluate(
        Settings(), said.append, lambda _: None, writer="house", file=file, save=save, against=against
    )


async def test_a_writer_whose_hooks_are_alike_does_not_ship(tmp_path: Path) -> None:
    """Two hooks that are nearly the same fail the evaluation, and it says so."""
    said: list[str] = []
    async with GeminiServer() as gemini:
        settings = Settings(gemini_api_key=SecretStr(KEY), gemini_base_url=gemini.address)
        assert not await evaluate(
            settings, said.append, lambda _: None, writer="gemini", file=briefs_in(tmp_path, "tea", "cocoa")
        )

    assert "Not to be shipped: pairs of hooks alike: 1." in said[-1]


def test_a_writer_that_breaks_limits_does_not_ship() -> None:
    """A storyboard that is far from the length that was asked for fails the evaluation."""
    brief, *_ = read_briefs(OURS, model=WAN_25.id)
    board = storyboard()

    assert faults([judged(brief, Draft(board, "scribe"), 0.1)]) == []
    longer = brief.model_copy(update={"seconds": 30})
    assert faults([judged(longer, Draft(board, "scribe"), 0.1)]) == ["beyond the limits: 1"]


async def test_the_same_writer_is_no_worse_than_it_was(tmp_path: Path) -> None:
    """What was kept is compared brief by brief, and nothing stands against a writer that has not changed."""
    said: list[str] = []
    file, kept = briefs_in(tmp_path, "how monks invented espresso", "latte art"), tmp_path / "before.json"

    assert await house(said, file, save=kept)
    assert await house(said, file, against=kept)

    assert "| lint | 2 | 100 | 100 | +0 (+0 to +0) | 0 | 0 |" in "".join(said)
    assert "2 in 2 before, 2 in 2 now" in "".join(said)
    assert "Nothing stands against it." in said[-1]


async def test_a_writer_that_has_become_worse_does_not_ship(tmp_path: Path) -> None:
    """Where every brief scores less than it did, the evaluation fails and names what has fallen."""
    said: list[str] = []
    file, kept = briefs_in(tmp_path, "how monks invented espresso", "latte art"), tmp_path / "before.json"
    assert await house(said, file, save=kept)
    before = read_run(kept, read_briefs(file, model=WAN_25.id))
    higher = [one.model_copy(update={"figures": {**one.figures, "lint": 104.0}}) for one in before.kept]
    kept.write_text(before.model_copy(update={"kept": tuple(higher)}).model_dump_json())

    assert not await house(said, file, against=kept)
    assert "Not to be shipped: worse than before in: lint." in said[-1]


def test_chance_alone_is_no_verdict() -> None:
    """A fall that is within the ups and downs of the briefs is told, and does not fail the evaluation."""
    (luck,) = compared(run(90, 80, 85, 95, 88, 92), run(95, 74, 86, 90, 91, 88))
    (fall,) = compared(run(90, 80, 85, 95, 88, 92), run(86, 75, 82, 90, 83, 88))

    assert (luck.now < luck.before, luck.is_worse) == (True, False)
    assert (fall.rose, fall.fell, fall.is_worse) == (0, 6, True)
    assert fall.low < fall.now - fall.before < fall.high < 0
    assert faults([], [luck, fall]) == ["worse than before in: lint"]


async def test_what_cannot_be_compared_costs_nothing(tmp_path: Path) -> None:
    """A file that holds no evaluation, or cannot be written, is named before anything is written."""
    said: list[str] = []
    file, other = briefs_in(tmp_path, "tea"), tmp_path / "other.json"
    keep(run(90), other)
    broken = tmp_path / "broken.json"
    kept = '[{"language": "en", "topic": "tea", "figures": {"lint": "inf"}}]'
    broken.write_text(f'{{"writer": "w", "kept": {kept}}}')
    nowhere, folder = {"save": tmp_path / "none" / "now.json"}, {"save": tmp_path}
    useless = [{"against": each} for each in (tmp_path / "none.json", file, other, broken)]

    for wishes in (nowhere, folder, *useless):
        with pytest.raises(Misconfigured):
            await house(said, file, **wishes)
    assert said == []


def test_some_briefs_are_directed() -> None:
    """Among ours are kinds of hooks, reasons and liked reels, as learning tells them to a writer."""
    told = [brief.direction for brief in read_briefs(OURS, model=WAN_25.id)]

    assert sum(each.hook is not None for each in told) >= 4
    assert {Reason.HOOK, Reason.SLOW} <= {reason for each in told for reason in each.heeds}
    assert sum(bool(each.examples) for each in told) >= 4
    assert sum(each == Direction() for each in told) > len(told) / 2


def test_what_was_told_is_looked_for() -> None:
    """Kind of hook, look, pace and length are counted; a hook that repeats a liked reel is a copy of it."""
    told = Direction(
        hook=HookKind.MYTH,
        look=Look.CINEMATIC,
        pace=Pace.STEADY,
        heeds=(Reason.HOOK, Reason.TEXT),
        examples=(EXAMPLE,),
    )
    brief: Brief = read_briefs(OURS, model=WAN_25.id)[0].model_copy(update={"direction": told})
    done = obeyed(brief, storyboard())
    copied = judged(brief, Draft(storyboard(), "scribe"), 0.1)

    assert done == {"kind of hook": False, "look": True, "pace": True, "short hook": True, "no copy": False}
    assert faults([copied]) == ["copies of a liked reel: 1"]


@pytest.mark.parametrize("told", ['mood = "glad"', 'hook = "loud"', 'heeds = ["dull"]'])
def test_nobody_is_told_what_nobody_knows(tmp_path: Path, told: str) -> None:
    """A direction with a mistake in it is named, and nothing is written."""
    file = tmp_path / "briefs.toml"
    file.write_text(f'en = [{{ brief = "{LINE.format("tea")}", {told} }}]')

    with pytest.raises(Misconfigured):
        read_briefs(file, model=WAN_25.id)


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    """A file of results is what was measured, and holds no storyboard."""
    file = tmp_path / "run.json"
    keep(run(90.5, 80), file)

    assert read_run(file, read_briefs(briefs_in(tmp_path, "0"), model=WAN_25.id)) == run(90.5, 80)
