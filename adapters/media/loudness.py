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
Gains = npt.NDArray[np.float64]
GRAIN = RATE // 500
"""Power, peaks and gains are kept for every 2 ms."""
BLOCK, STEP = 200, 50
"""What loudness is measured over, and how far it moves on, in grains."""
TAPS = 1 << 14
TRIES, CLOSE = 3, 0.1
"""Limiting takes loudness away, so it is measured again until it is so close, in LU."""


def loudness(sound: Sound) -> float:
    """Integrated loudness in LUFS; minus infinity for silence."""
    return _gated(_power(sound))


def levelled(sound: Sound) -> Sound:
    """The sound at -14 LUFS, its peaks rounded off below -1 dBTP; silence stays silent."""
    power, peaks = _power(sound), _peaks(sound)
    measured, level, gain = _gated(power), 1.0, np.ones_like(peaks)
    for _ in range(TRIES):
        if measured == float("-inf") or abs(measured - TARGET) < CLOSE:
            break
        level *= 10 ** ((TARGET - measured) / 20)
        gain = level * _limiting(level * peaks)
        # A gain that hardly moves within a grain may as well be applied after the weighting.
        measured = _gated(power * gain**2)
    at = np.arange(sound.shape[1], dtype=np.float32)
    return sound * np.interp(at, (np.arange(gain.size) + 0.5) * GRAIN, gain).astype(np.float32)


def _gated(power: Gains) -> float:
    """Loudness from the weighted power of every grain: of all blocks of 400 ms that are not too quiet."""
    summed = np.cumsum(np.concatenate([[0.0], power]))
    starts = np.arange(0, max(1, power.size - BLOCK + 1), STEP)
    ends = np.minimum(starts + BLOCK, power.size)
    blocks = (summed[ends] - summed[starts]) / np.maximum(ends - starts, 1)
    loud = blocks[_lufs(blocks) > -70]
    if not loud.size:
        return float("-inf")
    loud = loud[_lufs(loud) > _lufs(loud.mean()) - 10]
    return float(_lufs(loud.mean()))


def _power(sound: Sound) -> Gains:
    """The power of every grain as BS.1770 weights it, of both ears together."""
    squares = np.square(_grains(convolved(sound, _kernel())))
    power: Gains = squares.mean(axis=2, dtype=np.float64).sum(axis=0)
    return power


def _grains(sound: Sound) -> Sound:
    """Each ear cut into grains, the last one filled with silence."""
    ears, length = sound.shape
    count = -(-length // GRAIN)
    if count * GRAIN > length:
        sound = np.pad(sound, ((0, 0), (0, count * GRAIN - length)))
    return sound.reshape(ears, count, GRAIN)


def _lufs(power: npt.ArrayLike) -> npt.NDArray[np.float64]:
    level: npt.NDArray[np.float64] = -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
    return level


@cache
def _kernel() -> Sound:
    """What the two filters of BS.1770 make of a single click; a third of a second later it is over."""
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


def _peaks(sound: Sound) -> Gains:
    """The highest peak in every grain, between samples too, of either ear."""
    on, between = (np.abs(_grains(one)).max(axis=(0, 2)) for one in (sound, _between(sound)))
    highest: Gains = np.maximum(on, between).astype(np.float64)
    return highest


def _limiting(peaks: Gains) -> Gains:
    """The gain that turns down around peaks: the least within 6 ms, smoothed."""
    gain = np.minimum(1.0, CEILING / np.maximum(peaks, 1e-9))
    held = np.pad(gain, 3, mode="edge")
    least = np.min([held[shift : shift + gain.size] for shift in range(7)], axis=0)
    smooth: Gains = np.convolve(np.pad(least, 2, mode="edge"), np.full(5, 0.2), "valid")
    return smooth
