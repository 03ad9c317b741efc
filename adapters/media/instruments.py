"""The band: instruments and drums, each synthesised once for every note it plays."""

import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from adapters.media.reel import RATE

Wave = npt.NDArray[np.float32]


def times(seconds: float) -> Wave:
    """Every sample's moment, in seconds."""
    return np.arange(round(seconds * RATE), dtype=np.float32) / np.float32(RATE)


def _pitch(note: int) -> float:
    return 440.0 * math.pow(2.0, (note - 69) / 12)


def _partials(t: Wave, pitch: float, levels: Sequence[float], decay: float, faster: float) -> Wave:
    """Overtones of a string; each dies away `faster` than the one below it."""
    total = np.zeros_like(t)
    for number, level in enumerate(levels, 1):
        if number * pitch < 16_000:
            total += level * _sine(t, number * pitch, decay + faster * number)
    return total


def _sine(t: Wave, pitch: float, decay: float) -> Wave:
    wave: Wave = np.sin(2 * np.pi * pitch * t) * np.exp(-decay * t)
    return wave


def _honky(t: Wave, pitch: float) -> Wave:
    """Two strings a little out of tune."""
    levels = (0.6, 0.42, 0.3, 0.18, 0.12)
    return _partials(t, pitch * 0.997, levels, 3, 1) + _partials(t, pitch * 1.004, levels, 3, 1)


def _keys(t: Wave, pitch: float) -> Wave:
    """An electric piano: one wave bends the other."""
    bend = 1.4 * np.exp(-4 * t) * np.sin(2 * np.pi * pitch * t)
    wave: Wave = np.sin(2 * np.pi * pitch * t + bend) * np.exp(-2.2 * t) * (1 + 0.15 * np.sin(10 * np.pi * t))
    return wave


Instrument = Callable[[Wave, float], Wave]
INSTRUMENTS: dict[str, tuple[float, Instrument]] = {
    "piano": (2.0, lambda t, pitch: _partials(t, pitch, (1, 0.55, 0.3, 0.18, 0.1, 0.06), 1.6, 0.9)),
    "honky": (1.0, _honky),
    "keys": (1.8, _keys),
    "marimba": (1.0, lambda t, pitch: _sine(t, pitch, 7) + 0.35 * _sine(t, 4 * pitch, 22)),
    "kalimba": (1.4, lambda t, pitch: _sine(t, pitch, 4) + 0.25 * _sine(t, 5.5 * pitch, 16)),
    "saw": (0.5, lambda t, pitch: 0.8 * _partials(t, pitch, [1 / n for n in range(1, 11)], 4, 1.5)),
    "upright": (1.0, lambda t, pitch: 1.2 * _partials(t, pitch, (1, 0.6, 0.25, 0.1), 3.2, 2)),
    "bass": (1.0, lambda t, pitch: 0.9 * np.tanh(1.5 * _partials(t, pitch, (1, 0.3), 1.8, 0))),
}
"""How long a note rings in seconds, and what it sounds like at a pitch."""


@cache
def note(voice: str, note: int) -> Wave:
    """One note of an instrument, by its MIDI number."""
    seconds, sound = INSTRUMENTS[voice]
    return _edged(sound(times(seconds), _pitch(note)).astype(np.float32), 0.004, 0.05)


@cache
def pad(note: int, seconds: float) -> Wave:
    """A soft chord tone that swells and dies away."""
    pitch, t = _pitch(note), times(seconds + 0.8)
    wave = np.zeros_like(t)
    for detune in (0.996, 1.0, 1.005):
        for number in range(1, 6):
            wave += np.sin(2 * np.pi * pitch * detune * number * t + number * detune * 9) / number**1.7
    return _edged((wave / 3 * (1 + 0.12 * np.sin(2 * np.pi * 0.4 * t))).astype(np.float32), 0.7, 0.8)


@cache
def kick() -> Wave:
    """A bass drum."""
    t = times(0.35)
    return _edged(
        (np.sin(2 * np.pi * (48 * t + 6.5 * (1 - np.exp(-22 * t)))) * np.exp(-9 * t)).astype(np.float32),
        0.001,
        0.05,
    )


@cache
def snare() -> Wave:
    """A snare drum."""
    t = times(0.22)
    return _edged(
        (_noise(t.size) * np.exp(-19 * t) + 0.5 * np.sin(2 * np.pi * 190 * t) * np.exp(-26 * t)).astype(
            np.float32
        ),
        0.001,
        0.02,
    )


@cache
def hat() -> Wave:
    """A closed hi-hat."""
    noise = _noise(times(0.08).size)
    bright = np.convolve(np.diff(noise, prepend=noise[:1]), np.hanning(5) / 2, "same")
    return _edged((bright * np.exp(-55 * times(0.08))).astype(np.float32), 0.001, 0.01)


@cache
def boom() -> Wave:
    """A deep hit for the beginning of a scene."""
    t = times(1.2)
    return _edged(
        (np.sin(2 * np.pi * (38 * t + 3 * (1 - np.exp(-9 * t)))) * np.exp(-3.5 * t)).astype(np.float32),
        0.004,
        0.2,
    )


@cache
def whoosh() -> Wave:
    """Air that rushes towards a cut, loudest after 0.45 s."""
    t = times(0.7)
    noise = np.convolve(_noise(t.size), np.hanning(24) / 8, "same")
    swell: Wave = (noise * np.exp(-(((t - 0.45) / 0.16) ** 2))).astype(np.float32)
    return swell


def _noise(size: int) -> Wave:
    return np.random.default_rng(7).uniform(-1, 1, size).astype(np.float32)


def _edged(wave: Wave, attack: float, release: float) -> Wave:
    """Without a click at either end."""
    up, down = round(attack * RATE), round(release * RATE)
    wave[:up] *= np.linspace(0, 1, up, dtype=np.float32)
    wave[-down:] *= np.linspace(1, 0, down, dtype=np.float32)
    return wave
