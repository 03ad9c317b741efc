"""The table: our figures with their aims, and beside each what the others did, with the ratio to ours."""

from pathlib import Path

from benchmarks.contest import Figure, Result, figures_of

_BEGIN, _END = "<!-- table -->", "<!-- /table -->"


def table(results: tuple[Result, ...], machine: str) -> str:
    """A Markdown table; a ratio is the other's figure divided by ours."""
    lines = [
        machine,
        "",
        "| what | aim | Nichereel | | beside it |",
        "|---|---|---|---|---|",
        *(_line(result, figure) for result, figure in figures_of(results)),
    ]
    return "\n".join(lines)


def write(text: str, page: Path) -> None:
    """Put the table between the two markers of a page."""
    before, _, rest = page.read_text().partition(_BEGIN)
    _, _, after = rest.partition(_END)
    page.write_text(f"{before}{_BEGIN}\n{text}\n{_END}{after}")


def _line(result: Result, figure: Figure) -> str:
    ours = result.readings[0][figure.key]
    verdict = "" if figure.aim is None else ("met" if figure.is_met(ours) else "**missed**")
    others = [
        f"{contestant.words}: {_said(reading[figure.key], figure.unit)} ({_ratio(reading[figure.key], ours)})"
        for contestant, reading in zip(result.contest.contestants[1:], result.readings[1:], strict=True)
        if figure.key in reading
    ]
    cells = (figure.words, _aim(figure), _said(ours, figure.unit), verdict, "; ".join(others))
    return f"| {' | '.join(cells)} |"


def _aim(figure: Figure) -> str:
    if figure.aim is None:
        return ""
    return f"{'≥' if figure.more_is_better else '≤'} {figure.aim:g} {figure.unit}".strip()


def _said(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip()


def _ratio(other: float, ours: float) -> str:
    if not ours:
        return "–"
    times = other / ours
    return f"{times:.0f}×" if times >= 10 else f"{times:.1f}×" if times >= 1 else f"{times:.2f}×"
