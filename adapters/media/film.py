"""The pictures of a cut reel: takes, dissolves, captions, the handle, and the card at the end."""

from collections.abc import Iterator
from typing import Any

from adapters.media import footage, looks
from adapters.media.captions import Captions
from adapters.media.drawing import ink
from adapters.media.drawing.canvas import Canvas, Sprite, blank
from adapters.media.drawing.fonts import SEMIBOLD
from adapters.media.drawing.lettering import Type, single
from adapters.media.drawing.motion import ease, wipe
from adapters.media.drawing.stage import FPS, MARKS_TOP, SAFE, Beat, Layer
from adapters.media.timeline import Timeline
from core.reel.brief import Captions as Wish
from core.reel.edit import Edit

HANDLE = Type((SEMIBOLD,))
HANDLE_SIZE = 34


class Film:
    """A timeline ready to be filmed; any stretch of it by any process."""

    def __init__(self, edit: Edit, timeline: Timeline) -> None:
        self._edit = edit
        self._line = timeline
        self._look = looks.make(edit.look, edit.seed)
        lines = timeline.lines if edit.captions is Wish.BURNED else ()
        self._captions = Captions(lines, edit.look, edit.language)

    def shoot(self, start: int, end: int) -> Iterator[Any]:
        """Make a stretch of pictures, all in the same frame."""
        frame = blank()
        canvas, other = Canvas.over(frame), Canvas.empty()
        handle, card = self._handle(), self._card(end)
        reels = []
        for piece in self._line.pieces:
            if piece.start < end and piece.end > start:
                begin = max(start, piece.start)
                pictures = footage.pictures(piece.clip, begin - piece.start, piece.end - begin)
                reels.append((piece, pictures))
        for number in range(start, end):
            is_first = True
            for piece, pictures in reels:
                if not piece.start <= number < piece.end:
                    continue
                shown = Canvas.over(next(pictures))
                if is_first:
                    canvas.copy(shown)
                else:
                    other.copy(shown)
                    canvas.blend(other, ease((number - piece.start + 1) / (piece.fade + 1)))
                is_first = False
            if number < self._line.film:
                self._captions.paint(canvas, number / FPS)
                if handle:
                    canvas.put(*handle)
            self._end(canvas, number, card)
            yield frame

    def _end(self, canvas: Canvas, number: int, card: Layer | None) -> None:
        """The card, and the look's own curtain between it and the film."""
        after = (number - self._line.film) / FPS
        length = self._look.curtain_seconds
        if not self._line.card or after < -length:
            return
        if after >= 0 and card:
            card(canvas, after)
        if after < 0 or (card and after < length):
            self._look.curtain(canvas, wipe(after, length))

    def _handle(self) -> tuple[Sprite, float, float, float] | None:
        """The handle, small, above the picture's right edge."""
        if not self._edit.handle:
            return None
        mask = single(self._edit.handle, HANDLE).mask(HANDLE_SIZE, 20)
        shade = ink.flat(ink.blurred(mask, 6, 2.6), (0, 0, 0), 0.7)
        sprite = Sprite.of(ink.stacked(shade, ink.flat(mask, (255, 255, 255))))
        return sprite, SAFE[2] - sprite.width + 20, MARKS_TOP, 0.9

    def _card(self, end: int) -> Layer | None:
        """The title as the look writes it, with the handle below; None when it is not in this stretch."""
        if end <= self._line.film:
            return None
        beat = Beat(
            0, 1, self._edit.title[:80], "", self._edit.handle, "", "", self._edit.language,
            self._line.film, self._line.card,
        )  # fmt: skip
        return self._look.stage(beat)
