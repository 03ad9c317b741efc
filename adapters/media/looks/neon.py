"""Neon: a striped sun over an endless grid, tubes that flicker on, a picture that glitches."""

import random

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from adapters.media.drawing import ink
from adapters.media.drawing.backdrop import TICKS
from adapters.media.drawing.canvas import HEIGHT, WIDTH, Box, Canvas, Sprite
from adapters.media.drawing.colour import hexed
from adapters.media.drawing.icons import picture
from adapters.media.drawing.lettering import Type
from adapters.media.drawing.motion import ease_out, share, sway
from adapters.media.drawing.stage import CAPTION_BASE, SPOKEN_TOP, Beat, Layer, Marks, set_words, spoken

PALETTES = (
    # Night, haze, sun above, sun below, tube, other tube.
    ("#0d0221", "#3b0f6b", "#ffd166", "#ff2e88", "#ff3fa4", "#2de2e6"),
    ("#04081f", "#10306e", "#7df9ff", "#3b5bff", "#4da3ff", "#ff4fd8"),
    ("#120012", "#5a0f3c", "#fff275", "#ff5714", "#ff5d3a", "#c8ff3a"),
)
TITLE = Type(("Orbitron-Black.ttf", "Rubik-Black.ttf"), is_upper=True, leading=1.22, align="centre")
LINE = Type(("InterDisplay-SemiBold.otf",), align="centre", leading=1.2)
HORIZON, SUN, SUN_Y = 1290, 520, 600
FLICKER = (0.0, 0.9, 0.2, 0.0, 1.0, 0.4, 1.0)
ICON = 250
LINES = 9


class Neon:
    """A street at night that never was."""

    mood = "neon"
    curtain_seconds = 0.26

    def __init__(self, chance: random.Random) -> None:
        self._night, self._haze, self._sun_top, self._sun_low, self._tube, self._other = map(
            hexed, chance.choice(PALETTES)
        )
        self._stars = [
            (chance.randrange(WIDTH), chance.randrange(300, HORIZON - 100), chance.random())
            for _ in range(70)
        ]
        self.marks = Marks((244, 240, 255), self._other, "bar")

    def stage(self, beat: Beat) -> Layer:
        world = Canvas.of(self._world(has_sun=not beat.is_hook))
        sign = None if beat.is_hook else self._sign(beat)
        room = (120, 440, 950, 1200) if beat.is_hook else (120, 890, 950, 1260)
        words = self._title(beat, room)
        line = spoken(beat, LINE, (250, 246, 255), (120, SPOKEN_TOP, 950, CAPTION_BASE), (self._night, 0.94))

        def paint(canvas: Canvas, time: float) -> None:
            canvas.copy(world)
            self._floor(canvas, time)
            if sign:
                sign(canvas, time)
            words(canvas, time)
            line(canvas, time)

        return paint

    def curtain(self, canvas: Canvas, at: float) -> None:
        """Slices of the picture slip sideways, then it drowns in light."""
        closed = 1 - abs(at)
        chance = random.Random(int(closed * 40))
        for _ in range(int(closed * 16)):
            top, height = chance.randrange(0, HEIGHT - 160) & ~1, chance.randrange(20, 150) & ~1
            shift = round(chance.uniform(-220, 220) * closed) & ~1
            for plane, by in zip(canvas.planes, (1, 2, 2), strict=True):
                band = slice(top // by, (top + height) // by)
                plane[band] = np.roll(plane[band], shift // by, axis=1)
        canvas.tint(self._tube, max(0.0, closed - 0.55) / 0.45)

    def _world(self, has_sun: bool) -> Image.Image:
        y = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
        near = np.exp(-(((y * HEIGHT - HORIZON) / 420) ** 2))
        sky = np.array(self._night) + (np.array(self._haze) - np.array(self._night)) * near
        image = Image.fromarray(np.broadcast_to(sky, (HEIGHT, WIDTH, 3)).astype(np.uint8), "RGB")
        for x, top, bright in self._stars:
            image.paste(
                (255, 255, 255),
                (x, top),
                ink.disc(4).point(lambda value, bright=bright: round(value * bright * 0.8)),
            )
        if has_sun:
            self._paste_sun(image)
        pen = ImageDraw.Draw(image)
        pen.rectangle((0, HORIZON, WIDTH, HEIGHT), fill=tuple(part // 2 for part in self._night))
        rays = Image.new("L", (WIDTH * 2, (HEIGHT - HORIZON) * 2))
        drawing = ImageDraw.Draw(rays)
        for number in range(-16, 17):
            drawing.line((WIDTH + number * 60, 0, WIDTH + number * 420, rays.height), fill=190, width=5)
        rays = rays.resize((WIDTH, HEIGHT - HORIZON), Image.Resampling.LANCZOS)
        image.paste(self._tube, (0, HORIZON), rays)
        image.paste(self._tube, (0, HORIZON), ink.blurred(rays, 7, 0.8))
        return image

    def _paste_sun(self, image: Image.Image) -> None:
        disc = ink.disc(SUN)
        cuts = ImageDraw.Draw(disc)
        for number in range(7):
            top = SUN * (0.52 + number * 0.075)
            cuts.rectangle((0, top, SUN, top + 4 + number * 3.4), fill=0)
        glow = ink.halo(SUN * 2, 1.8)
        image.paste(self._sun_low, (WIDTH // 2 - SUN, SUN_Y - SUN), glow.point(lambda value: value * 3 // 4))
        sun = ink.graded(disc, self._sun_top, self._sun_low)
        image.paste(sun, (WIDTH // 2 - SUN // 2, SUN_Y - SUN // 2), sun)

    def _floor(self, canvas: Canvas, time: float) -> None:
        """Lines across the grid come nearer, at the ground's own pace: they cost more bytes than all else."""
        at = int(time * TICKS) / TICKS
        for number in range(LINES):
            depth = (number + at * 0.9 % 1) / LINES
            y = HORIZON + (HEIGHT - HORIZON) * depth**2.4
            thick = 2 + 6 * depth
            canvas.tint(self._tube, 0.30 + 0.6 * depth, (0, round(y), WIDTH, round(y + thick) + 1))
        canvas.tint(self._other, 0.9, (0, HORIZON - 2, WIDTH, HORIZON + 4))

    def _sign(self, beat: Beat) -> Layer:
        """The icon as a dark shape edged by a tube."""
        mask = ink.padded(picture(beat.icon, ICON), 90)
        outer = ink.grown(mask, 9)
        tube = ImageChops.subtract(outer, mask)
        image = ink.stacked(
            ink.flat(ink.blurred(outer, 34, 1.5), self._night, 0.75),
            ink.flat(ink.blurred(outer, 16, 1.6), self._other, 0.85),
            ink.flat(mask, self._night),
            ink.flat(tube, (236, 255, 255)),
        )
        sprite = Sprite.of(image)

        def paint(canvas: Canvas, time: float) -> None:
            step = int((time - 0.1) * 22)
            lit = FLICKER[step] if 0 <= step < len(FLICKER) else float(step >= 0)
            canvas.put(
                sprite, WIDTH / 2 - sprite.width / 2, SUN_Y - sprite.height / 2 + 6 * sway(time, 4), lit
            )

        return paint

    def _title(self, beat: Beat, room: Box) -> Layer:
        def tube(mask: Image.Image, is_key: bool, size: int) -> Image.Image:
            glow = self._other if is_key else self._tube
            core = tuple(round(part + (255 - part) * (0.78 if is_key else 0.86)) for part in glow)
            return ink.stacked(
                ink.flat(ink.blurred(mask, size * 0.20, 1.5), self._night, 0.85),
                ink.flat(ink.blurred(mask, size * 0.13, 1.8), glow, 0.8),
                ink.flat(ink.blurred(mask, size * 0.035, 1.5), glow),
                ink.flat(mask, core),  # type: ignore[arg-type]
            )

        _, casts = set_words(beat, TITLE, room, 160 if beat.is_hook else 120, tube)

        def paint(canvas: Canvas, time: float) -> None:
            for cast in casts:
                step = int((time - cast.start) * 24)
                lit = FLICKER[step] if 0 <= step < len(FLICKER) else float(step >= 0)
                hum = 0.94 + 0.06 * sway(time, 0.7, cast.turn * 0.3)
                canvas.put(
                    cast.sprite,
                    cast.x,
                    cast.y,
                    lit * (hum if cast.is_key else 1.0) * ease_out(share(time, cast.start, 0.1)),
                )

        return paint
