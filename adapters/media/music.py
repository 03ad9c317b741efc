"""The music bed: a small band that plays a score, to the beat of the cuts."""

import math
import random
from collections.abc import Sequence

import numpy as np

from adapters.media.instruments import Wave, boom, hat, kick, note, pad, snare, times, whoosh
from adapters.media.reel import RATE, Sound
from adapters.media.scores import Score, score_for
from adapters.media.waves import convolved

SWAY = 0.07
"""How far the tempo may leave the score's, so that cuts fall on beats."""


def beat_for(mood: str, cuts: Sequence[float]) -> float:
    """The length of a beat in seconds, near the score's own, after which cuts come as soon as can be."""
    plain = 60 / score_for(mood).bpm
    tempi = [plain * (1 + SWAY * step / 20) for step in sorted(range(-20, 21), key=abs)]
    # A little less than no time, for a cut right on the beat that rounding puts before it.
    return min(tempi, key=lambda beat: sum((cut + 0.01) % beat for cut in cuts))


def compose(
    mood: str, length: int, seed: int, cuts: Sequence[float] = (), beat: float | None = None
) -> Sound:
    """Play `length` samples in a mood; `cuts` are the seconds at which a scene begins.

    `beat` is how long a beat lasts in seconds, None for the score's own tempo.
    """
    score, chance = score_for(mood), random.Random(seed)
    dry = np.zeros((2, length + RATE), np.float32)
    key = score.key + chance.choice((-2, 0, 0, 2))
    step = (beat or 60 / score.bpm) / 4
    for bar in range(math.ceil(length / RATE / (16 * step))):
        root, kind = score.chords[bar % len(score.chords)]
        _play_bar(dry, score, key + root, kind, bar * 16 * step, step, chance)
    for cut in cuts:
        _add(dry, whoosh(), cut - 0.45, 0.10, 0.0)
        if score.impact:
            _add(dry, boom(), cut, 0.5 * score.impact, 0.0)
    wet = dry + score.room * _echoed(dry)
    if score.crackle:
        wet += score.crackle * _crackle(wet.shape[1], seed)
    return _faded(np.ascontiguousarray(wet[:, :length]))


def _play_bar(out: Sound, score: Score, root: int, kind: Sequence[int], start: float, step: float,
              chance: random.Random) -> None:  # fmt: skip
    if score.pad:
        for number, third in enumerate(kind):
            _add(out, pad(root + third, 16 * step), start, 0.11 * score.pad, (-0.5, 0.5, 0.0, 0.2)[number])
    notes = [root + 12 + third for third in (*kind, 12)]
    for number in range(16):
        at = start + (number + (score.swing if number % 2 else 0.0)) * step
        hits = {
            name: _loud(getattr(score, name)[number]) for name in ("melody", "bass", "kick", "snare", "hat")
        }
        if hits["melody"]:
            tone = notes[(number * 5 // 3 + chance.choice((0, 0, 1))) % len(notes)]
            _add(
                out,
                note(score.melody_voice, tone),
                at,
                0.30 * score.melody_level * hits["melody"],
                chance.uniform(-0.4, 0.4),
            )
        if hits["bass"]:
            low = root - 12 + (7 if number % 8 >= 6 else 0)
            _add(
                out,
                note(score.bass_voice, low),
                at,
                0.34 * hits["bass"] * (0.55 if score.bass_voice == "saw" else 1),
                0.0,
            )
        for name, drum, level in (("kick", kick, 0.6), ("snare", snare, 0.25), ("hat", hat, 0.12)):
            if hits[name]:
                _add(out, drum(), at, level * hits[name], 0.25 if name == "hat" else 0.0)


def _loud(digit: str) -> float:
    return 0.0 if digit == "." else int(digit) / 9


def _add(out: Sound, wave: Wave, start: float, level: float, side: float) -> None:
    at = round(start * RATE)
    wave = wave[max(0, -at) : max(0, out.shape[1] - at)]
    at = max(0, at)
    angle = (side + 1) * math.pi / 4
    out[0, at : at + wave.size] += wave * np.float32(level * math.cos(angle) * 1.41)
    out[1, at : at + wave.size] += wave * np.float32(level * math.sin(angle) * 1.41)


def _echoed(dry: Sound) -> Sound:
    """A room of noise that dies away in a second and a half, different in each ear."""
    t = times(1.5)
    walls = np.random.default_rng(3).standard_normal((2, t.size)) * np.exp(-4.5 * t)
    walls = np.apply_along_axis(lambda ear: np.convolve(ear, np.hanning(9) / 4, "same"), 1, walls)
    return convolved(dry, (0.02 * walls).astype(np.float32))


def _crackle(length: int, seed: int) -> Sound:
    chance = np.random.default_rng(seed)
    dust = np.zeros(length, np.float32)
    at = chance.integers(0, length, length // 3500)
    dust[at] = chance.uniform(-1, 1, at.size) ** 3 * 0.25
    hiss = chance.normal(0, 0.0022, length).astype(np.float32)
    both = np.convolve(dust, np.hanning(7), "same") + hiss
    return np.stack([both, both]).astype(np.float32)


def _faded(sound: Sound) -> Sound:
    """In softly, and out over the last second."""
    inwards, outwards = min(RATE // 50, sound.shape[1]), min(RATE, sound.shape[1] // 4)
    sound[:, :inwards] *= np.linspace(0, 1, inwards, dtype=np.float32)
    sound[:, sound.shape[1] - outwards :] *= np.cos(np.linspace(0, np.pi / 2, outwards, dtype=np.float32))
    return sound
