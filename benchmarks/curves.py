"""Lines over a number of reels, drawn as SVG: legible on a light page and on a dark one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

_WIDTH, _HEIGHT = 860, 420
_LEFT, _TOP, _RIGHT, _BOTTOM = 60, 60, 590, 360
_INKS = ("#2f7bff", "#18a999", "#e08a1e", "#8a8f98")
_STEPS = 5
_ROOM = 0.05


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: what it stands for, and its values between 0 and 1, one for each reel.

    `band` has the lowest and the highest that each of them may well be.
    """

    words: str
    values: Sequence[float]
    band: Sequence[tuple[float, float]] = field(default_factory=tuple)


def drawn(title: str, curves: Sequence[Curve]) -> str:
    """The whole picture; each line has its words beside its end."""
    reached = [value for one in curves for pair in (one.values, *one.band) for value in pair]
    low, high = max(0.0, min(reached) - _ROOM), min(1.0, max(reached) + _ROOM)
    parts = [_words(_LEFT, 32, title, size=18), *_grid(low, high, len(curves[0].values))]
    ends = _apart([_height(one.values[-1], low, high) for one in curves])
    parts += [_band(one.band, low, high, ink) for one, ink in zip(curves, _INKS, strict=False) if one.band]
    for curve, ink, end in zip(curves, _INKS, ends, strict=False):
        parts += [_line(curve.values, low, high, ink), _words(_RIGHT + 10, end + 5, curve.words, ink)]
    style = "<style>text{font-family:sans-serif}</style>"
    frame = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>'
    inside = "\n".join([style, frame, *parts])
    size = f'width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n{inside}\n</svg>\n'


def _height(value: float, low: float, high: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * (value - low) / (high - low)


def _line(values: Sequence[float], low: float, high: float, ink: str) -> str:
    points = " ".join(_points(values, low, high))
    return f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2.5"/>'


def _band(band: Sequence[tuple[float, float]], low: float, high: float, ink: str) -> str:
    over, under = (_points(values, low, high) for values in zip(*band, strict=True))
    return f'<polygon points="{" ".join([*over, *reversed(under)])}" fill="{ink}" fill-opacity="0.15"/>'


def _points(values: Sequence[float], low: float, high: float) -> list[str]:
    step = (_RIGHT - _LEFT) / max(1, len(values) - 1)
    return [f"{_LEFT + n * step:.1f},{_height(v, low, high):.1f}" for n, v in enumerate(values)]


def _grid(low: float, high: float, reels: int) -> list[str]:
    parts = []
    for step in range(_STEPS + 1):
        value = low + (high - low) * step / _STEPS
        y = _height(value, low, high)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_RIGHT}" stroke="#d8dce3"/>')
        parts.append(_words(12, y + 5, f"{value:.0%}"))
        x = _LEFT + (_RIGHT - _LEFT) * step / _STEPS
        parts.append(_words(x - 8, _BOTTOM + 24, str(round(reels * step / _STEPS))))
    return [*parts, _words(_LEFT, _BOTTOM + 48, "reels")]


def _words(x: float, y: float, words: str, ink: str = "#4a505b", size: int = 14) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}" font-size="{size}">{escape(words)}</text>'


def _apart(heights: Sequence[float]) -> list[float]:
    """The same heights, moved so that no two words lie on one another."""
    moved = list(heights)
    last = float("-inf")
    for number in sorted(range(len(moved)), key=moved.__getitem__):
        moved[number] = last = max(moved[number], last + 20)
    return moved
