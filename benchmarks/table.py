"""The tables: our figures with their aims, and beside each what the others did, with the ratio to ours."""

from pathlib import Path

from benchmarks.contest import Contest, Figure, Outcome, Result


def table(contest: Contest, result: Result) -> str:
    """A Markdown table under the contest's name; a ratio is the other's figure divided by ours."""
    ours, *others = (result.outcomes.get(each.function, "not measured") for each in contest.contestants)
    names = [each.words for each in contest.contestants]
    heads = ["what", "aim", names[0], "", *names[1:]]
    figures = [each for each in contest.figures if isinstance(ours, str) or each.key in ours]
    lines = [
        f"### `{contest.name}`",
        "",
        result.on,
        "",
        _row(heads),
        "|---" * len(heads) + "|",
        *(_row(_cells(figure, ours, others)) for figure in figures),
    ]
    return "\n".join(lines)


def write(text: str, page: Path, mark: str = "table") -> None:
    """Put text between the two markers of a page."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(figure: Figure, ours: Outcome, others: list[Outcome]) -> list[str]:
    own = None if isinstance(ours, str) else ours[figure.key]
    verdict = "" if figure.aim is None or own is None else "met" if figure.is_met(own) else "**missed**"
    said = str(ours) if own is None else _said(own, figure.unit)
    return [figure.words, _aim(figure), said, verdict, *(_beside(figure, own, other) for other in others)]


def _beside(figure: Figure, ours: float | None, other: Outcome) -> str:
    if isinstance(other, str):
        return other
    if figure.key not in other:
        return ""
    return f"{_said(other[figure.key], figure.unit)}{_ratio(other[figure.key], ours)}"


def _aim(figure: Figure) -> str:
    if figure.aim is None:
        return ""
    return f"{'≥' if figure.more_is_better else '≤'} {figure.aim:g} {figure.unit}".strip()


def _said(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip()


def _ratio(other: float, ours: float | None) -> str:
    if not ours:
        return ""
    times = other / ours
    return f" ({times:.0f}×)" if times >= 10 else f" ({times:.1f}×)" if times >= 1 else f" ({times:.2f}×)"
