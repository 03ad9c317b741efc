"""A small chart: what was used on each day as bars, and what a day may use as a line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from adapters.media.drawing.fonts import SEMIBOLD
from adapters.media.drawing.lettering import Type, single

_WIDTH, _HEIGHT = 1080, 540
_LEFT, _TOP, _RIGHT, _BOTTOM = 48, 138, 1032, 452
_GROUND, _WORDS, _FAINT = "#15171d", "#f5f6f8", "#9aa1ad"
"""A ground of its own: the chart is as legible in a dark chat as in a light one."""
_BAR, _OVER, _CAP = "#5b9dff", "#ff6b6b", "#ffc24b"
_WIDEST = 64
_LEAST = 4
_LABELS = 7
_COLOURS = 48
_MARGIN = 4
_MANNER = Type((SEMIBOLD,))


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers of days, the first day first: its label and how much. `most` is what a day may use, if known.

    `words` says an amount, `cap` what a day may use. `is_leftward` lets the days run from the right.
    """

    title: str
    days: Sequence[tuple[str, int]]
    most: int | None
    words: Callable[[int], str] = str
    cap: str = ""
    is_leftward: bool = False


def drawn(chart: Chart) -> bytes:
    """The chart as a PNG of 1080x540; about 30 ms, best not spent on an event loop."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _GROUND)
    pen = ImageDraw.Draw(image)
    title = single(chart.title, _MANNER).span(44)
    _said(image, chart.title, _RIGHT - title / 2 if chart.is_leftward else _LEFT + title / 2, 84, 44)
    highest = max([1, *(amount for _, amount in chart.days)])
    # A limit far above all bars would flatten them: then it is said, not drawn.
    is_near = chart.most is not None and 0 < chart.most <= 4 * highest
    top = max(highest, chart.most or 0) if is_near else highest
    _bars(image, pen, chart, top)
    if chart.most is not None:
        _cap(image, pen, chart, _at(chart.most, top) if is_near else None)
    file = BytesIO()
    image.quantize(_COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _at(amount: int, top: int) -> int:
    """The height on the picture of an amount."""
    return _BOTTOM - (_BOTTOM - _TOP) * amount // top


def _bars(image: Image.Image, pen: ImageDraw.ImageDraw, chart: Chart, top: int) -> None:
    pen.line((_LEFT, _BOTTOM, _RIGHT, _BOTTOM), _FAINT, 2)
    slot = (_RIGHT - _LEFT) / max(1, len(chart.days))
    half = max(0.5, min(_WIDEST, 0.7 * slot) / 2)
    peak = max((amount for _, amount in chart.days), default=0)
    is_said = False
    for number, (label, amount) in enumerate(chart.days):
        along = slot * (number + 0.5)
        middle = _RIGHT - along if chart.is_leftward else _LEFT + along
        if amount > 0:
            is_over = chart.most is not None and amount > chart.most
            high = min(_at(amount, top), _BOTTOM - _LEAST)
            pen.rectangle((middle - half, high, middle + half, _BOTTOM - 1), _OVER if is_over else _BAR)
        if amount == peak > 0 and not is_said:
            is_said = True
            _said(image, chart.words(amount), middle, _at(amount, top) - 6, 28)
        if number % max(1, -(-len(chart.days) // _LABELS)) == 0:
            _said(image, label, middle, _BOTTOM + 44, 26, _FAINT)


def _said(image: Image.Image, words: str, middle: float, y: int, size: int, ink: str = _WORDS) -> None:
    """Words above `y`, around a middle, within the picture, in whatever script they are."""
    word = single(words, _MANNER)
    half = word.span(size) / 2
    left = min(max(middle, _LEFT + half), _RIGHT - half) - half
    mask = word.mask(size, _MARGIN)
    image.paste(ink, (round(left) - _MARGIN, y - _MARGIN - round(1.1 * size)), mask)


def _cap(image: Image.Image, pen: ImageDraw.ImageDraw, chart: Chart, y: int | None) -> None:
    """The line that a day may reach, and what it stands for."""
    half = single(chart.cap, _MANNER).span(28) / 2
    _said(image, chart.cap, _LEFT + half if chart.is_leftward else _RIGHT - half, 84, 28, _CAP)
    if y is None:
        return
    for x in range(_LEFT, _RIGHT, 24):
        pen.line((x, y, x + 13, y), _CAP, 3)
