"""The plot of cost against load, from the kept figures of `crowd` and `load`: `python -m benchmarks.cost`.

Each panel has its measured points and the straight line that comes closest to them. It is drawn anew
whenever either is measured with `--write`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10
from pathlib import Path
from statistics import linear_regression

from benchmarks.contest import Result
from benchmarks.crowd import CROWDS
from benchmarks.kept import PAGE, kept
from benchmarks.load import LOADS

PLOT = "cost.svg"
_WIDTH, _HEIGHT, _GAP, _EDGE = 360, 220, 80, 60
_INK, _POINT, _LINE, _GRID = "#4a505b", "#2f7bff", "#8a8f98", "#d8dce3"
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Panel:
    """One cost against one load: what is read off which contest, at how much, and in which words."""

    title: str
    along: str
    contest: str
    key: str
    at: Mapping[str, int]

    def points(self, results: Mapping[str, Result]) -> list[tuple[float, float]]:
        """What was measured, from the least load to the greatest; what failed is left out."""
        outcomes = results[self.contest].outcomes
        found = {
            load: outcome[self.key]
            for name, load in self.at.items()
            if not isinstance(outcome := outcomes.get(name, ""), str)
        }
        return sorted(found.items())


PANELS = (
    Panel("Memory, MB", "reels that wait for a vendor", "crowd", "memory", CROWDS),
    Panel("Processor while they wait, % of a core", "reels that wait for a vendor", "crowd", "idle", CROWDS),
    Panel("Processor, % of a core", "reels ordered per second", "load", "cpu", LOADS),
    Panel("Memory, MB", "reels ordered per second", "load", "memory", LOADS),
)


def drawn(results: Mapping[str, Result]) -> str:
    """All panels, two in a row, as SVG that is legible on any page."""
    width, height = 2 * (_WIDTH + _GAP) + _EDGE, 2 * (_HEIGHT + _GAP + _EDGE)
    parts = [
        f'<g transform="translate({_EDGE + number % 2 * (_WIDTH + _GAP)},'
        f'{_EDGE + number // 2 * (_HEIGHT + _GAP + _EDGE // 2)})">{_panel(panel, panel.points(results))}</g>'
        for number, panel in enumerate(PANELS)
    ]
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    style = "<style>text{font-family:sans-serif}</style>"
    frame = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    inside = "\n".join([style, frame, *parts])
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n{inside}\n</svg>\n'


def draw(page: Path = PAGE) -> None:
    """Draw the plot beside its page, once all has been measured that it shows."""
    results = kept(page)
    if all(panel.contest in results and len(panel.points(results)) > 1 for panel in PANELS):
        (page.parent / PLOT).write_text(drawn(results), encoding="utf-8")


def _panel(panel: Panel, points: Sequence[tuple[float, float]]) -> str:
    loads, costs = [load for load, _ in points], [cost for _, cost in points]
    right, top = max(loads), _round(max(costs))

    def x(load: float) -> float:
        return _WIDTH * load / right

    def y(cost: float) -> float:
        return _HEIGHT * (1 - cost / top)

    slope, start = linear_regression(loads, costs)
    straight = f"M{x(0):.1f} {y(start):.1f}L{x(right):.1f} {y(start + slope * right):.1f}"
    return "\n".join(
        [
            _words(0, -16, panel.title, size=15),
            *_grid(right, top, x, y),
            _words(_WIDTH / 2, _HEIGHT + 42, panel.along, anchor="middle"),
            f'<path d="{straight}" stroke="{_LINE}" stroke-width="1.5" stroke-dasharray="6 4" fill="none"/>',
            *(f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="4.5" fill="{_POINT}"/>' for a, b in points),
        ]
    )


def _round(cost: float) -> float:
    """The next number that can be divided by four and still be said."""
    power = 10.0 ** floor(log10(cost))
    return next(step * power for step in (1.2, 1.6, 2, 4, 6, 8, 10, 12) if step * power > cost)


def _grid(right: float, top: float, x: Callable[[float], float], y: Callable[[float], float]) -> list[str]:
    parts = []
    for step in range(_STEPS + 1):
        cost, load = top * step / _STEPS, right * step / _STEPS
        parts.append(f'<path d="M0 {y(cost):.1f}H{_WIDTH}" stroke="{_GRID}"/>')
        parts.append(_words(-8, y(cost) + 5, f"{cost:g}", anchor="end"))
        parts.append(_words(x(load), _HEIGHT + 20, f"{load:,.0f}", anchor="middle"))
    return parts


def _words(x: float, y: float, words: str, *, size: int = 12, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{_INK}" font-size="{size}">{escape(words)}</text>'


if __name__ == "__main__":
    draw()
