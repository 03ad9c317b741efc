"""The mix: voice in front, the takes' own sound behind it, music that makes room for both."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from adapters.media import footage
from adapters.media.drawing.stage import FPS
from adapters.media.loudness import levelled
from adapters.media.music import compose
from adapters.media.reel import RATE, Sound
from adapters.media.timeline import Timeline
from core.reel.edit import Edit

MUSIC, MUSIC_BEHIND = 0.55, 0.3
"""How loud the bed is before it is ducked: alone with a voice, and behind the takes' own sound."""
OWN = 0.8
EDGE = RATE // 100
END = RATE
"""Samples in which music that was composed elsewhere fades out."""
STEP = RATE // 200
"""Gains are computed 200 times a second."""

Gains = npt.NDArray[np.float64]


def mixed(timeline: Timeline, edit: Edit, voices: Sequence[Sound | None]) -> Sound:
    """Everything that is heard, at -14 LUFS; `voices` belong to the timeline's lines."""
    length = timeline.frames * RATE // FPS
    voice, own = _voices(timeline, voices, length), _own(timeline, length)
    has_voice, has_own = bool(voice.any()), bool(own.any())
    if not edit.has_music and has_own and not has_voice:
        return levelled(own)
    total = np.zeros((2, length), np.float32)
    if edit.has_music or not has_own:
        bed = _bed(timeline, edit, length)
        total += bed * np.float32(MUSIC_BEHIND if has_own else MUSIC)
        if has_own and not has_voice:
            total = _ducked(total, own, 0.1, 3)
    total += own * np.float32(OWN)
    if has_voice:
        clear = _ducked(_without_rumble(voice), voice, 0.1, 3, release=0.25)
        total = _ducked(total, clear, 0.02, 9) + clear
    return levelled(total)


def _bed(timeline: Timeline, edit: Edit, length: int) -> Sound:
    """The music: ours, or what came with the edit, again and again where it ends too soon, and faded out."""
    if edit.music is None:
        return compose(edit.mood, length, edit.seed, timeline.cuts, timeline.beat)
    once = footage.spoken(edit.music, length)
    bed = levelled(np.tile(once, -(-length // max(1, once.shape[1])))[:, :length])
    _fade(bed, END, is_in=False)
    return bed


def _voices(timeline: Timeline, voices: Sequence[Sound | None], length: int) -> Sound:
    total = np.zeros((2, length), np.float32)
    for line, voice in zip(timeline.lines, voices, strict=True):
        if voice is not None:
            at = round(line.start * RATE)
            part = voice[:, : max(0, length - at)]
            total[:, at : at + part.shape[1]] += part
    return total


def _own(timeline: Timeline, length: int) -> Sound:
    """The takes' own sound; where pictures dissolve it does so too, elsewhere it never clicks."""
    total = np.zeros((2, length), np.float32)
    for number, piece in enumerate(timeline.pieces):
        if piece.take.is_mute:
            continue
        following = timeline.pieces[number + 1].fade if number + 1 < len(timeline.pieces) else 0
        start, end = piece.start * RATE // FPS, piece.end * RATE // FPS
        heard = footage.sound(piece.clip, end - start)
        if number:
            _fade(heard, max(EDGE, piece.fade * RATE // FPS), is_in=True)
        if number + 1 < len(timeline.pieces) or timeline.card:
            _fade(heard, max(EDGE, following * RATE // FPS), is_in=False)
        total[:, start:end] += heard
    return total


def _fade(heard: Sound, length: int, *, is_in: bool) -> None:
    length = min(length, heard.shape[1])
    curve = np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32))
    if is_in:
        heard[:, :length] *= curve
    else:
        heard[:, heard.shape[1] - length :] *= curve[::-1]


def _without_rumble(voice: Sound) -> Sound:
    """Everything below 80 Hz is taken out of a voice."""
    spectrum = np.fft.rfft(voice)
    pitch = np.fft.rfftfreq(voice.shape[1], 1 / RATE)
    spectrum *= 1 / (1 + (80 / np.maximum(pitch, 1e-3)) ** 4)
    clean: Sound = np.fft.irfft(spectrum, voice.shape[1]).astype(np.float32)
    return clean


def _ducked(sound: Sound, key: Sound, threshold: float, ratio: float, *, attack: float = 0.015,
            release: float = 0.35) -> Sound:  # fmt: skip
    """Turn a sound down while another is louder than `threshold`, by `ratio`; times are in seconds."""
    count = -(-key.shape[1] // STEP)
    power = np.zeros(count * STEP, np.float32)
    power[: key.shape[1]] = np.square(key).mean(axis=0)
    level = np.sqrt(power.reshape(count, STEP).mean(axis=1))
    wanted = np.minimum(1.0, (np.maximum(level, 1e-9) / threshold) ** (1 / ratio - 1))
    gain = _followed(wanted, STEP / RATE / attack, STEP / RATE / release)
    at = np.arange(sound.shape[1])
    return (sound * np.interp(at, (np.arange(count) + 0.5) * STEP, gain)).astype(np.float32)


def _followed(wanted: Gains, down: float, up: float) -> Gains:
    """Follow the wanted gain, fast when it falls, slowly when it rises."""
    gain, followed = 1.0, np.empty_like(wanted)
    for number, goal in enumerate(wanted):
        gain += (goal - gain) * min(1.0, down if goal < gain else up)
        followed[number] = gain
    return followed
