"""Grounds that fill the whole picture and move: soft meshes, ruled fields, still pictures."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from adapters.media.drawing.canvas import HEIGHT, WIDTH, Canvas
from adapters.media.drawing.colour import Colour, Floats, planes
from adapters.media.drawing.motion import sway

TICKS = 15
"""Grounds are computed so many times a second; every picture in between shows the last one again."""
SMALL = (64, 36)
STEPS = 4096
"""How finely a field is ruled."""


@dataclass(frozen=True, slots=True)
class Halo:
    """A light that fades evenly from its middle to nothing at its rim; places and sizes are in pixels."""

    colour: Colour
    x: float
    y: float
    radius: float
    power: float
    opacity: float


class Mesh:
    """A few soft lights that wander over a ground; free of banding, because swscale dithers it.

    `vignette` is how much the corners darken, `ahead` the seconds for which the lights wandered before.
    A `halo` shines over everything, wherever it is at so many seconds.
    """

    def __init__(
        self,
        ground: Colour,
        lights: Sequence[Colour],
        phase: float,
        vignette: float = 0.35,
        ahead: float = 0.0,
        halo: Callable[[float], Halo] | None = None,
    ) -> None:
        self._ground = np.array(ground, np.float32)
        self._lights = [np.array(light, np.float32) for light in lights]
        self._phase = phase
        self._ahead = ahead
        self._halo = halo
        rows, columns = np.ogrid[0 : SMALL[0], 0 : SMALL[1]]
        self._y, self._x = (rows / SMALL[0]).astype(np.float32), (columns / SMALL[1]).astype(np.float32)
        far = (self._x - 0.5) ** 2 * 1.2 + (self._y - 0.48) ** 2 * 1.4
        self._shade = (1 - vignette * np.clip(far * 2.6, 0, 1))[..., None]
        self._reformatter: VideoReformatter | None = None
        self._last = Canvas.empty()
        self._tick = -1

    def __call__(self, canvas: Canvas, time: float) -> None:
        tick = int(time * TICKS + 1e-6)
        if tick != self._tick:
            self._last = self._lit(tick / TICKS)
            self._tick = tick
        canvas.copy(self._last)

    def _lit(self, time: float) -> Canvas:
        mix = np.broadcast_to(self._ground, (*SMALL, 3)).copy()
        time_ = time + self._ahead
        for number, light in enumerate(self._lights):
            phase = self._phase + number / len(self._lights)
            x = 0.5 + 0.42 * sway(time_, 11 + 2 * number, phase)
            y = 0.5 + 0.40 * sway(time_, 9 + 3 * number, phase * 1.7 + 0.3)
            across, down = (
                np.exp(-(((self._x - x) / 0.42) ** 2)), 0.85 * np.exp(-(((self._y - y) / 0.30) ** 2)),
            )  # fmt: skip
            mix += (light - mix) * (down * across)[..., None]
        mix *= self._shade
        if self._halo:
            mix = _shone(mix, self._halo(time))
        small = np.clip(mix * 257, 0, 65535).astype(np.uint16)
        # Made here, not before: the process that builds the stage is about to fork.
        self._reformatter = self._reformatter or VideoReformatter()
        frame = self._reformatter.reformat(
            av.VideoFrame.from_ndarray(small, format="rgb48le"), WIDTH, HEIGHT, "yuv420p",
            dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
        )  # fmt: skip
        return Canvas.over(frame)


def _shone(mix: Floats, halo: Halo) -> Floats:
    """A small ground with a halo on it; it is so soft that the ground's few pixels are enough for it."""
    rows, columns = np.ogrid[0 : SMALL[0], 0 : SMALL[1]]
    across = (columns + 0.5) * (WIDTH / SMALL[1]) - halo.x
    down = (rows + 0.5) * (HEIGHT / SMALL[0]) - halo.y
    near = halo.opacity * np.clip(1 - np.hypot(across, down) / halo.radius, 0, 1) ** halo.power
    shone: Floats = mix + (np.array(halo.colour, np.float32) - mix) * near[..., None].astype(np.float32)
    return shone


class Field:
    """A ground ruled along a fixed map (angle, height, distance ...), coloured anew at every tick.

    `where` gives each pixel its place on the ruler, 0 to 1 (the fraction counts).
    """

    def __init__(self, where: Floats) -> None:
        places = ((where % 1.0) * STEPS).astype(np.uint16) % STEPS
        self._full = places
        self._half = np.ascontiguousarray(places[::2, ::2])
        self._last = Canvas.empty()
        self._tick: int | None = None

    def paint(self, canvas: Canvas, ruler: npt.NDArray[np.float32], tick: int) -> None:
        """Show the field with `ruler` (STEPS colours); a new `tick` means a new ruler."""
        if tick != self._tick:
            luma, blue, red = (np.rint(part).astype(np.uint8) for part in planes(ruler))
            np.take(luma, self._full, out=self._last.luma)
            np.take(blue, self._half, out=self._last.blue)
            np.take(red, self._half, out=self._last.red)
            self._tick = tick
        canvas.copy(self._last)


def grid() -> tuple[Floats, Floats]:
    """The x and y of every pixel, as a row and a column."""
    y, x = np.ogrid[0:HEIGHT, 0:WIDTH]
    return x.astype(np.float32), y.astype(np.float32)


def hill(seed: float, base: float, height: float, waves: float, way: float = 0) -> npt.NDArray[np.float32]:
    """The outline of a range of hills: the y of its crest at every x, `way` pixels wider than the picture."""
    x = np.arange(WIDTH + math.ceil(way), dtype=np.float32) / WIDTH
    sum_ = sum(
        math.sin(seed * 7 + part) * np.sin(2 * math.pi * (x * waves * part + seed * part * 1.37)) / part
        for part in (1, 2, 3, 5)
    )
    return (base - height * np.asarray(sum_)).astype(np.float32)


def fill_below(canvas: Canvas, crest: npt.NDArray[np.float32], colour: tuple[int, int, int]) -> None:
    """Fill everything below an outline with one colour, given as video numbers."""
    top, bottom = (min(HEIGHT, max(0, edge & ~1)) for edge in (int(crest.min()), int(crest.max()) + 3))
    for plane, value, by in zip(canvas.planes, colour, (1, 2, 2), strict=True):
        rows = np.arange(top // by, bottom // by, dtype=np.float32)[:, None]
        cover = np.clip((rows * by - crest[None, ::by]) / by + 0.5, 0, 1)
        strip = plane[top // by : bottom // by]
        strip[...] = strip + (value - strip.astype(np.float32)) * cover
        plane[bottom // by :] = value
