"""Loudness as ITU-R BS.1770 measures it, and bringing a sound to what the platforms expect."""

from functools import cache

import numpy as np
import numpy.typing as npt

from adapters.media.reel import RATE, Sound
from adapters.media.waves import convolved

TARGET = -14.0
"""LUFS; what TikTok, Reels and Shorts play unchanged (2026)."""
CEILING = 0.72
"""Highest peak, between samples too; leaves 1.8 dB for what AAC adds."""
Waves = npt.NDArray[np.complex128]
BLOCK, STEP = RATE * 4 // 10, RATE // 10
TAPS = 1 << 14
TRIES, CLOSE = 3, 0.1
"""Limiting takes loudness away, so it is measured again until it is so close, in LU."""


def loudness(sound: Sound) -> float:
    """Integrated loudness in LUFS; minus infinity for silence."""
    weighted = _weighted(sound)
    power = np.cumsum(np.concatenate([[0.0], np.sum(weighted.astype(np.float64) ** 2, axis=0)]))
    starts = np.arange(0, max(1, sound.shape[1] - BLOCK + 1), STEP)
    ends = np.minimum(starts + BLOCK, sound.shape[1])
    blocks = (power[ends] - power[starts]) / np.maximum(ends - starts, 1)
    loud = blocks[_lufs(blocks) > -70]
    if not loud.size:
        return float("-inf")
    loud = loud[_lufs(loud) > _lufs(loud.mean()) - 10]
    return float(_lufs(loud.mean()))


def levelled(sound: Sound) -> Sound:
    """The sound at -14 LUFS, its peaks rounded off below -1 dBTP; silence stays silent."""
    measured = loudness(sound)
    for _ in range(TRIES):
        if measured == float("-inf"):
            break
        sound = _limited(sound * np.float32(10 ** ((TARGET - measured) / 20)))
        measured = loudness(sound)
        if abs(measured - TARGET) < CLOSE:
            break
    return sound


def _lufs(power: npt.ArrayLike) -> npt.NDArray[np.float64]:
    level: npt.NDArray[np.float64] = -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
    return level


def _weighted(sound: Sound) -> Sound:
    """The K-weighting of BS.1770."""
    return convolved(sound, _kernel())


@cache
def _kernel() -> Sound:
    """What its two filters make of a single click; a third of a second later it is over."""
    z: Waves = np.exp(-2j * np.pi * np.fft.rfftfreq(2 * TAPS))
    shelf = _biquad(
        z, (1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585)
    )
    rumble = _biquad(z, (1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))
    return np.fft.irfft(shelf * rumble)[None, :TAPS].astype(np.float32)


def _biquad(z: Waves, above: tuple[float, ...], below: tuple[float, ...]) -> Waves:
    response: Waves = (above[0] + above[1] * z + above[2] * z**2) / (1 + below[0] * z + below[1] * z**2)
    return response


def _between(sound: Sound) -> Sound:
    """What a player puts halfway between each sample and the next."""
    at = np.arange(-11.5, 12)
    kernel = (np.sinc(at) * np.hanning(at.size + 2)[1:-1]).astype(np.float32)
    return np.stack([np.convolve(ear, kernel, "full")[12 : 12 + ear.size] for ear in sound])


def _limited(sound: Sound) -> Sound:
    """Turn down around peaks: the least gain within 6 ms, smoothed."""
    block = RATE // 500
    count = -(-sound.shape[1] // block)
    peaks = np.zeros(count * block, np.float32)
    peaks[: sound.shape[1]] = np.maximum(np.abs(sound), np.abs(_between(sound))).max(axis=0)
    gain = np.minimum(1.0, CEILING / np.maximum(peaks.reshape(count, block).max(axis=1), 1e-9))
    held = np.pad(gain, 3, mode="edge")
    least = np.min([held[shift : shift + count] for shift in range(7)], axis=0)
    at = np.arange(sound.shape[1])
    smooth = np.convolve(np.pad(least, 2, mode="edge"), np.full(5, 0.2), "valid")
    return (sound * np.interp(at, (np.arange(count) + 0.5) * block, smooth)).astype(np.float32)
