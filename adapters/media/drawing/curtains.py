"""Coverings for a cut that several looks share."""

import numpy as np

from adapters.media.drawing.canvas import HEIGHT, WIDTH, Canvas
from adapters.media.drawing.colour import Colour, yuv


class Iris:
    """A round opening that closes on a point, as in silent films."""

    def __init__(self, x: int, y: int) -> None:
        rows, columns = np.ogrid[0:HEIGHT, 0:WIDTH]
        far = np.hypot((columns - x).astype(np.float32), (rows - y).astype(np.float32))
        self._far = far.astype(np.uint16)
        self._far_half = np.ascontiguousarray(self._far[::2, ::2])
        self._reach = float(far.max()) + 2

    def close(self, canvas: Canvas, closed: float, colour: Colour) -> None:
        """Cover everything outside; fully at 1."""
        if closed <= 0:
            return
        outside, outside_half = (far >= (1 - closed) * self._reach for far in (self._far, self._far_half))
        for plane, value, mask in zip(
            canvas.planes, yuv(colour), (outside, outside_half, outside_half), strict=True
        ):
            np.copyto(plane, np.uint8(value), where=mask)
