"""Cinematic: a dark stage, one warm light behind a silhouette, roman capitals pulled into focus."""

import random
from collections.abc import Callable
from functools import cached_property

from PIL import Image

from adapters.media.drawing import ink
from adapters.media.drawing.backdrop import Halo, Mesh
from adapters.media.drawing.canvas import HEIGHT, WIDTH, Box, Canvas, Sprite
from adapters.media.drawing.colour import hexed, mixed
from adapters.media.drawing.icons import picture
from adapters.media.drawing.lettering import Type
from adapters.media.drawing.motion import ease, ease_out, share, sway
from adapters.media.drawing.stage import CAPTION_BASE, SPOKEN_TOP, Beat, Layer, Marks, set_words, spoken

PALETTES = (
    # Ground, cool light, warm light, gold.
    ("#071318", "#0e4a55", "#c8692b", "#f4c977"),
    ("#0c0a18", "#2b2a6b", "#b8475a", "#f7b58a"),
    ("#0b1210", "#1d4d43", "#a88632", "#f1dc9a"),
    ("#120a0a", "#4a1f24", "#d07a34", "#ffd08a"),
)
TITLE = Type(("Cinzel-Bold.ttf", "YesevaOne.ttf"), is_upper=True, tracking=0.03, leading=1.14, align="centre")
LINE = Type(("InterDisplay-SemiBold.otf",), align="centre", leading=1.2)
BAR = 176
MIDDLE, LIGHT_Y, LIGHT = WIDTH // 2, 650, 400


class Cinematic:
    """The default look."""

    mood = "cinematic"
    curtain_seconds = 0.36

    def __init__(self, chance: random.Random) -> None:
        self._ground, self._cool, self._warm, self._gold = map(hexed, chance.choice(PALETTES))
        self._phase = chance.random()
        self.marks = Marks((240, 236, 228), self._gold, "line")

    def stage(self, beat: Beat) -> Layer:
        ground = Mesh(
            self._ground,
            (self._cool, self._warm, self._ground, self._cool),
            self._phase + beat.number * 0.23,
            0.75,
            self._phase * 7,
            self._glow(is_hook=beat.is_hook),
        )
        room = (130, 460, 950, 1300) if beat.is_hook else (130, 930, 950, 1330)
        words = self._title(beat, room)
        emblem = None if beat.is_hook else self._emblem(beat)
        line = spoken(beat, LINE, (242, 238, 230), (130, SPOKEN_TOP, 950, CAPTION_BASE))

        def paint(canvas: Canvas, time: float) -> None:
            ground(canvas, time)
            height = room[1] - 60 if beat.is_hook else LIGHT_Y
            if emblem:
                emblem(canvas, time)
            drift = sway(time, 9, self._phase) * 120
            canvas.put(
                self._streak,
                MIDDLE - self._streak.width / 2 + drift,
                height - self._streak.height / 2,
                0.65 * ease_out(time / 0.9 + (0.3 if beat.is_hook else 0)),
            )
            words(canvas, time)
            line(canvas, time)
            self._bars(canvas, time if beat.is_hook else 9)

        return paint

    def curtain(self, canvas: Canvas, at: float) -> None:
        """Through the colour of the warm light, nearly gone; the bars stay."""
        canvas.tint(mixed(self._ground, self._warm, 0.24), 1 - abs(at))
        self._bars(canvas, 9)

    def _bars(self, canvas: Canvas, time: float) -> None:
        edge = round(BAR + (1 - ease(time / 0.9)) * 100)
        canvas.tint((0, 0, 0), 1.0, (0, 0, WIDTH, edge))
        canvas.tint((0, 0, 0), 1.0, (0, HEIGHT - edge, WIDTH, HEIGHT))

    @cached_property
    def _streak(self) -> Sprite:
        """The flare that a wide lens draws across a light."""
        halo = ink.halo(512, 2.4).resize((1400, 34))
        core = ink.halo(512, 3.0).resize((900, 8))
        glow = ink.flat(halo, self._gold, 0.55)
        glow.alpha_composite(ink.flat(core, (255, 250, 240)), (250, 13))
        return Sprite.of(glow)

    def _glow(self, *, is_hook: bool) -> Callable[[float], Halo]:
        """The light behind everything: still in the hook, behind the emblem it moves along."""

        def glow(time: float) -> Halo:
            if is_hook:
                return Halo(self._warm, MIDDLE, 880, 540, 1.5, 0.28 + 0.27 * ease_out(time / 1.2))
            come, y = _coming(time)
            return Halo(self._warm, MIDDLE, y, 540, 1.7, 0.9 * come)

        return glow

    def _emblem(self, beat: Beat) -> Layer:
        disc = ink.graded(ink.disc(LIGHT), (255, 246, 224), self._gold)
        figure = ink.flat(picture(beat.icon, 230), self._ground)
        disc.alpha_composite(figure, ((LIGHT - 230) // 2, (LIGHT - 230) // 2))
        rim = ink.flat(ink.ring(LIGHT + 96, 2), self._gold, 0.55)
        sun, circle = Sprite.of(disc), Sprite.of(rim)
        rim.alpha_composite(disc, (48, 48))
        both, edge = Sprite.of(rim), rim.width / 2

        def paint(canvas: Canvas, time: float) -> None:
            come, y = _coming(time)
            ringed = ease(share(time, 0.3, 0.8))
            if ringed == 1:
                canvas.put(both, MIDDLE - edge, y - edge)
                return
            canvas.put(sun, MIDDLE - LIGHT / 2, y - LIGHT / 2, come)
            canvas.put(circle, MIDDLE - edge, y - edge, ringed)

        return paint

    def _title(self, beat: Beat, room: Box) -> Layer:
        """Words that come into focus."""

        def sharp(mask: Image.Image, is_key: bool, size: int) -> Image.Image:
            shade = ink.flat(ink.blurred(mask, size * 0.12, 1.6), (0, 0, 0), 0.75)
            letters = (
                ink.graded(mask, (255, 236, 190), self._gold) if is_key else ink.flat(mask, (250, 247, 240))
            )
            return ink.stacked(shade, letters)

        def soft(mask: Image.Image, is_key: bool, size: int) -> Image.Image:
            return ink.flat(ink.blurred(mask, size * 0.16, 1.2), self._gold if is_key else (250, 247, 240))

        largest = 150 if beat.is_hook else 112
        _, clear = set_words(beat, TITLE, room, largest, sharp)
        _, vague = set_words(beat, TITLE, room, largest, soft)

        def paint(canvas: Canvas, time: float) -> None:
            for one, other in zip(clear, vague, strict=True):
                come, focus = share(time, one.start, 0.3), ease(share(time, one.start + 0.12, 0.5))
                if focus < 1:
                    canvas.put(other.sprite, other.x, other.y, come * (1 - focus) * 0.9)
                canvas.put(one.sprite, one.x, one.y, focus)

        return paint


def _coming(time: float) -> tuple[float, float]:
    """How far the emblem has come on, and the height of its middle."""
    come = ease_out(share(time, 0, 0.9))
    return come, LIGHT_Y + (1 - come) * 60 - 10 * time
