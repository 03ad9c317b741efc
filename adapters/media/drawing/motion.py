"""How things move: every curve takes and gives 0 to 1 (some overshoot on the way)."""

import math


def unit(value: float) -> float:
    """Held between 0 and 1."""
    return min(1.0, max(0.0, value))


def share(time: float, start: float, length: float) -> float:
    """How far a movement is that begins at `start` and takes `length` seconds."""
    return unit((time - start) / length)


def ease_out(value: float) -> float:
    """Fast, then slow."""
    return 1 - (1 - unit(value)) ** 3


def ease(value: float) -> float:
    """Slow, fast, slow."""
    value = unit(value)
    return value * value * (3 - 2 * value)


def wipe(after: float, length: float) -> float:
    """How open it is so many seconds after a cut, -1 to 1: fastest at the cut, so closed but a moment."""
    return math.copysign(ease_out(abs(after) / length), after)


def overshoot(value: float, much: float = 1.7) -> float:
    """Shoots past the goal and comes back."""
    value = unit(value) - 1
    return 1 + (much + 1) * value**3 + much * value**2


def sway(time: float, period: float, phase: float = 0.0) -> float:
    """To and fro between -1 and 1."""
    return math.sin(2 * math.pi * (time / period + phase))
