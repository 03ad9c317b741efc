"""What came of an evaluation, kept in a file."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean

from pydantic import BaseModel, ConfigDict, FiniteFloat, ValidationError

from bot.evaluation.judging import Written, frame
from bot.evaluation.obedience import obeyed
from core.errors import Misconfigured
from core.reel.brief import Brief


class Kept(BaseModel):
    """One brief: what was measured of it, and its hook without the topic."""

    model_config = ConfigDict(frozen=True)

    language: str
    topic: str
    figures: Mapping[str, FiniteFloat]
    frame: str = ""


class Run(BaseModel):
    """One evaluation."""

    model_config = ConfigDict(frozen=True)

    writer: str
    kept: tuple[Kept, ...]


def run_of(written: Sequence[Written], writer: str) -> Run:
    """What is worth keeping of it; a file holds no storyboards."""
    kept = [
        Kept(
            language=one.brief.niche.language,
            topic=one.brief.topic,
            figures=_figures(one),
            frame=frame(one) if one.draft is not None else "",
        )
        for one in written
    ]
    return Run(writer=writer, kept=tuple(kept))


def read_run(file: Path, briefs: Iterable[Brief]) -> Run:
    """What was kept there. Raises Misconfigured, also when it says nothing of these briefs."""
    try:
        run = Run.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise Misconfigured(f"{file.name} holds no evaluation that was saved with --save.") from error
    if {(one.language, one.topic) for one in run.kept}.isdisjoint(
        (brief.niche.language, brief.topic) for brief in briefs
    ):
        raise Misconfigured(f"{file.name} has no brief in common with these.")
    return run


def make_way(file: Path) -> None:
    """Make sure that something can be kept there, before it has cost anything. Raises Misconfigured."""
    folder = file.absolute().parent
    if not folder.is_dir():
        raise Misconfigured(f"There is no folder for {file.name}.")
    if file.is_dir() or not os.access(file if file.exists() else folder, os.W_OK):
        raise Misconfigured(f"{file.name} cannot be written.")


def keep(run: Run, file: Path) -> None:
    """Write it where `read_run` finds it."""
    file.write_text(run.model_dump_json(indent=1), encoding="utf-8")


def _figures(one: Written) -> dict[str, float]:
    if one.draft is None or one.report is None:
        return {"written": 0.0}
    told = obeyed(one.brief, one.draft.storyboard)
    found: dict[str, float] = {
        "written": 1.0,
        "lint": one.report.score,
        "as written": one.raw,
        "limits": one.is_within,
        "in it": one.is_in_language,
    }
    if told:
        found["as told"] = mean(told.values())
    return found | {
        "seconds": one.seconds,
        "tokens": one.draft.read + one.draft.written,
        "dollars": one.draft.micros / 1_000_000,
    }
