"""What an evaluation found, as a table for a terminal or a page."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import mean

from bot.evaluation.judging import Written, alike, frames
from bot.evaluation.obedience import obeyed
from bot.voice.languages import language
from bot.voice.tongue import ENGLISH
from core.books.money import dollars

_HEAD = ("language", "briefs", "written", "lint", "lowest", "as written", "kinds", "hooks", "limits", "in it",
         "as told", "p50 s", "p95 s", "tokens read", "tokens written", "cost")  # fmt: skip
_CLOSE = 5
_UNJUDGED = (
    "The lint judges pictures, which are in English in every language, and how long lines are; "
    "what lines say in other languages is not judged."
)


def table(written: Sequence[Written], writer: str) -> str:
    """One line for each language and one for all of them, then what stands out."""
    languages = dict.fromkeys(one.brief.niche.language for one in written)
    groups = [(language(tag), [w for w in written if w.brief.niche.language == tag]) for tag in languages]
    rows = [_HEAD, *(_row(name, group) for name, group in groups), _row("all", written)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    ruled = [rows[0], tuple("-" * width for width in widths), *rows[1:]]
    return "\n".join(
        [f"Writer: {writer}", "", *(_line(row, widths) for row in ruled), "", *_remarks(written)]
    )


def _row(name: str, group: Sequence[Written]) -> tuple[str, ...]:
    whole = [one for one in group if one.draft is not None and one.report is not None]
    scores = [one.report.score for one in whole if one.report is not None]
    kinds = {one.draft.storyboard.hook.kind for one in whole if one.draft is not None}
    waits = sorted(one.seconds for one in group)
    return (
        name,
        str(len(group)),
        str(len(whole)),
        f"{mean(scores):.1f}" if scores else "-",
        str(min(scores)) if scores else "-",
        f"{mean(one.raw for one in whole):.1f}" if whole else "-",
        str(len(kinds - {""})),
        f"{len(frames(whole))}/{len(whole)}",
        f"{sum(one.is_within for one in whole)}/{len(whole)}",
        f"{sum(one.is_in_language for one in whole)}/{len(whole)}",
        _as_told(whole),
        f"{waits[len(waits) // 2]:.3f}",
        f"{waits[min(len(waits) - 1, len(waits) * 95 // 100)]:.3f}",
        str(sum(one.draft.read for one in whole if one.draft is not None)),
        str(sum(one.draft.written for one in whole if one.draft is not None)),
        dollars(sum(one.draft.micros for one in whole if one.draft is not None)),
    )


def _as_told(group: Iterable[Written]) -> str:
    """How much of what was told from earlier feedback was done."""
    done = [
        is_done for one in group if one.draft for is_done in obeyed(one.brief, one.draft.storyboard).values()
    ]
    return f"{sum(done)}/{len(done)}" if done else "-"


def _line(row: Iterable[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"


def _remarks(written: Sequence[Written]) -> list[str]:
    pairs = alike(written)
    lines = [f"Hooks alike: {len(pairs)} pairs." if pairs else "No two hooks are alike."]
    lines += [f"  {part:.0%}: “{one.hook}” and “{other.hook}”" for part, one, other in pairs[:_CLOSE]]
    if around := frames(written):
        ((most, times),) = around.most_common(1)
        lines.append(
            f"Without their topics: {len(around)} different hooks in {around.total()}; "
            f"most often, {times} times: “{most}”."
        )
    refused = Counter(
        what
        for one in written
        if one.draft is not None
        for what, is_done in obeyed(one.brief, one.draft.storyboard).items()
        if not is_done
    )
    if refused:
        told = ", ".join(f"{what} {count}" for what, count in refused.most_common())
        lines.append(f"Not done as told, in how many storyboards: {told}.")
    if any(one.brief.niche.language.partition("-")[0] != ENGLISH for one in written):
        lines.append(_UNJUDGED)
    rules: dict[str, int] = {}
    for one in written:
        for rule in one.report.rules if one.report is not None else ():
            rules[rule] = rules.get(rule, 0) + 1
    if rules:
        broken = ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items(), key=lambda r: -r[1]))
        lines.append(f"Rules broken, in how many storyboards: {broken}.")
    return [*lines, *(f"Not written: {one.brief.topic}: {one.trouble}" for one in written if one.trouble)]
