"""Convolution of long sounds, piece by piece: a transform of a whole minute fits into no cache."""

import numpy as np

from adapters.media.reel import Sound

PIECE = 1 << 17


def convolved(sound: Sound, kernel: Sound) -> Sound:
    """A sound with `kernel` (one row, or one for each ear) laid over every sample; as long as it was."""
    length, taps = sound.shape[1], kernel.shape[1]
    size = max(PIECE, 1 << (2 * taps - 1).bit_length())
    step = size - taps + 1
    response = np.fft.rfft(kernel, size)
    total = np.zeros((sound.shape[0], length + taps), np.float32)
    for start in range(0, length, step):
        end = min(start + step, length)
        piece = np.fft.irfft(np.fft.rfft(sound[:, start:end], size) * response, size)
        total[:, start : end + taps - 1] += piece[:, : end - start + taps - 1]
    return total[:, :length]
