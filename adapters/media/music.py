"""The music bed: a small band of synthesised instruments that plays in eight moods."""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from adapters.media.reel import RATE, Sound

Wave = npt.NDArray[np.float32]

MINOR, MAJOR, SEVENTH, MINOR7, MAJOR7 = (0, 3, 7), (0, 4, 7), (0, 4, 7, 10), (0, 3, 7, 10), (0, 4, 7, 11)
SUS = (0, 2, 7)
Chord = tuple[int, tuple[int, ...]]
"""How far above the key note it stands, in semitones, and the notes above that."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a mood plays. Rhythms are sixteen steps of a bar: a digit is how loud (9 most), `.` a rest.

    `melody` is made of chord notes, `swing` moves every second step later, by that part of a step.
    """

    bpm: int
    key: int
    chords: tuple[Chord, ...]
    pad: float = 0.0
    melody: str = "." * 16
    melody_voice: str = "piano"
    melody_level: float = 0.5
    bass: str = "." * 16
    bass_voice: str = "bass"
    kick: str = "." * 16
    snare: str = "." * 16
    hat: str = "." * 16
    swing: float = 0.0
    room: float = 0.25
    crackle: float = 0.0
    impact: float = 0.0


MOODS: dict[str, Score] = {
    "cinematic": Score(
        72,
        50,
        ((0, MINOR), (-4, MAJOR), (3, MAJOR), (-2, SUS)),
        pad=0.9,
        melody="6..4..5..4..6.3.",
        melody_voice="piano",
        melody_level=0.45,
        bass="8.......5.......",
        kick="9.........5.....",
        room=0.5,
        impact=1.0,
    ),
    "noir": Score(
        88,
        48,
        ((0, MINOR7), (5, MINOR7), (-4, MAJOR7), (-5, SEVENTH)),
        pad=0.16,
        melody="..5..4....5...3.",
        melody_voice="keys",
        bass="8...7...8...7.6.",
        bass_voice="upright",
        snare="....3..2....3..2",
        hat="4..34..34..34..3",
        swing=0.3,
        room=0.4,
        crackle=0.25,
        impact=0.3,
    ),
    "documentary": Score(
        96,
        52,
        ((0, MINOR), (3, MAJOR), (-2, MAJOR), (5, SUS)),
        pad=0.5,
        melody="7.5.4.5.6.5.4.5.",
        melody_voice="piano",
        melody_level=0.5,
        bass="7.......6.......",
        hat="....2.......2...",
        room=0.4,
        impact=0.4,
    ),
    "playful": Score(
        116,
        55,
        ((0, MAJOR), (-3, MINOR), (5, MAJOR), (7, MAJOR)),
        melody="8..6.5.7..6.5.6.",
        melody_voice="marimba",
        melody_level=0.8,
        bass="8.....6.8...6...",
        bass_voice="upright",
        kick="8.......8..5....",
        snare="....7.......7...",
        hat="2.4.2.4.2.4.2.43",
        swing=0.12,
        room=0.15,
    ),
    "neon": Score(
        104,
        45,
        ((0, MINOR), (-4, MAJOR), (3, MAJOR), (-2, MAJOR)),
        pad=0.55,
        melody="7.5.6.5.7.5.6.75",
        melody_voice="saw",
        melody_level=0.3,
        bass="8686868686868686",
        bass_voice="saw",
        kick="9...9...9...9...",
        snare="....8.......8...",
        hat="..5...5...5...5.",
        room=0.3,
        impact=0.5,
    ),
    "minimal": Score(
        100,
        53,
        ((0, MAJOR7), (5, MAJOR7), (-3, MINOR7), (-2, SUS)),
        pad=0.3,
        melody="6....5....6..4..",
        melody_voice="keys",
        melody_level=0.55,
        bass="6.........5.....",
        kick="6.......6.......",
        hat="....3..2....3...",
        room=0.3,
    ),
    "vintage": Score(
        126,
        53,
        ((0, MAJOR), (9, SEVENTH), (2, SEVENTH), (7, SEVENTH)),
        melody="7..56.7..5.76.5.",
        melody_voice="honky",
        melody_level=0.6,
        bass="8.......7.......",
        bass_voice="upright",
        snare="....5.......5...",
        hat="....3..3....3..3",
        swing=0.3,
        room=0.2,
        crackle=0.6,
    ),
    "nature": Score(
        84,
        55,
        ((0, MAJOR), (7, MAJOR), (-3, MINOR), (5, MAJOR)),
        pad=0.6,
        melody="6.4.5..6.4.5.4..",
        melody_voice="kalimba",
        melody_level=0.75,
        bass="6.........4.....",
        hat="..2...2...2...2.",
        room=0.5,
    ),
}

HINTS = {
    "noir": "noir dark crime mystery suspense tense thriller sinister shadow",
    "playful": "playful fun happy funny joyful cheerful bouncy kids quirky",
    "neon": "neon synthwave electric futuristic cyber night energetic club",
    "minimal": "minimal calm clean quiet simple focused soft modern",
    "vintage": "vintage retro nostalgic old-fashioned jazz warm nostalgia",
    "nature": "nature organic peaceful serene natural fresh earthy gentle",
    "documentary": "documentary curious informative thoughtful honest expert investigative",
}


def score_for(mood: str) -> Score:
    """The score for a mood in free words; cinematic when none is known."""
    words = mood.lower().replace(",", " ").split()
    named = next((word for word in words if word in MOODS), None)
    hinted = next(
        (name for word in words for name, hints in HINTS.items() if word in hints.split()), "cinematic"
    )
    return MOODS[named or hinted]


def compose(mood: str, length: int, seed: int, cuts: Sequence[float] = ()) -> Sound:
    """Play `length` samples in a mood; `cuts` are the seconds at which a scene begins."""
    score, chance = score_for(mood), random.Random(seed)
    dry = np.zeros((2, length + RATE), np.float32)
    key = score.key + chance.choice((-2, 0, 0, 2))
    step = 60 / score.bpm / 4
    for bar in range(math.ceil(length / RATE / (16 * step))):
        root, kind = score.chords[bar % len(score.chords)]
        _play_bar(dry, score, key + root, kind, bar * 16 * step, step, chance)
    for cut in cuts:
        _add(dry, _whoosh(), cut - 0.45, 0.10, 0.0)
        if score.impact:
            _add(dry, _boom(), cut, 0.5 * score.impact, 0.0)
    wet = dry + score.room * _echoed(dry)
    if score.crackle:
        wet += score.crackle * _crackle(wet.shape[1], seed)
    return _faded(np.ascontiguousarray(wet[:, :length]))


def _play_bar(out: Sound, score: Score, root: int, kind: Sequence[int], start: float, step: float,
              chance: random.Random) -> None:  # fmt: skip
    if score.pad:
        for number, note in enumerate(kind):
            _add(out, _pad(root + note, 16 * step), start, 0.11 * score.pad, (-0.5, 0.5, 0.0, 0.2)[number])
    notes = [root + 12 + note for note in (*kind, 12)]
    for number in range(16):
        at = start + (number + (score.swing if number % 2 else 0.0)) * step
        hits = {
            name: _loud(getattr(score, name)[number]) for name in ("melody", "bass", "kick", "snare", "hat")
        }
        if hits["melody"]:
            note = notes[(number * 5 // 3 + chance.choice((0, 0, 1))) % len(notes)]
            _add(
                out,
                _note(score.melody_voice, note),
                at,
                0.30 * score.melody_level * hits["melody"],
                chance.uniform(-0.4, 0.4),
            )
        if hits["bass"]:
            low = root - 12 + (7 if number % 8 >= 6 else 0)
            _add(
                out,
                _note(score.bass_voice, low),
                at,
                0.34 * hits["bass"] * (0.55 if score.bass_voice == "saw" else 1),
                0.0,
            )
        for name, drum, level in (("kick", _kick, 0.6), ("snare", _snare, 0.25), ("hat", _hat, 0.12)):
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


def _times(seconds: float) -> Wave:
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
def _note(voice: str, note: int) -> Wave:
    seconds, sound = INSTRUMENTS[voice]
    return _edged(sound(_times(seconds), _pitch(note)).astype(np.float32), 0.004, 0.05)


@cache
def _pad(note: int, seconds: float) -> Wave:
    pitch, t = _pitch(note), _times(seconds + 0.8)
    wave = np.zeros_like(t)
    for detune in (0.996, 1.0, 1.005):
        for number in range(1, 6):
            wave += np.sin(2 * np.pi * pitch * detune * number * t + number * detune * 9) / number**1.7
    return _edged((wave / 3 * (1 + 0.12 * np.sin(2 * np.pi * 0.4 * t))).astype(np.float32), 0.7, 0.8)


@cache
def _kick() -> Wave:
    t = _times(0.35)
    return _edged(
        (np.sin(2 * np.pi * (48 * t + 6.5 * (1 - np.exp(-22 * t)))) * np.exp(-9 * t)).astype(np.float32),
        0.001,
        0.05,
    )


@cache
def _snare() -> Wave:
    t = _times(0.22)
    return _edged(
        (_noise(t.size) * np.exp(-19 * t) + 0.5 * np.sin(2 * np.pi * 190 * t) * np.exp(-26 * t)).astype(
            np.float32
        ),
        0.001,
        0.02,
    )


@cache
def _hat() -> Wave:
    noise = _noise(_times(0.08).size)
    bright = np.convolve(np.diff(noise, prepend=noise[:1]), np.hanning(5) / 2, "same")
    return _edged((bright * np.exp(-55 * _times(0.08))).astype(np.float32), 0.001, 0.01)


@cache
def _boom() -> Wave:
    t = _times(1.2)
    return _edged(
        (np.sin(2 * np.pi * (38 * t + 3 * (1 - np.exp(-9 * t)))) * np.exp(-3.5 * t)).astype(np.float32),
        0.004,
        0.2,
    )


@cache
def _whoosh() -> Wave:
    t = _times(0.7)
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


def _echoed(dry: Sound) -> Sound:
    """A room of noise that dies away in a second and a half, different in each ear."""
    t = _times(1.5)
    walls = np.random.default_rng(3).standard_normal((2, t.size)) * np.exp(-4.5 * t)
    walls = np.apply_along_axis(lambda ear: np.convolve(ear, np.hanning(9) / 4, "same"), 1, walls)
    size = 1 << (dry.shape[1] + t.size).bit_length()
    wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(walls, size), size)[:, : dry.shape[1]]
    echo: Sound = (wet * 0.02).astype(np.float32)
    return echo


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
