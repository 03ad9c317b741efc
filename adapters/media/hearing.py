"""Sounds that came from outside, as a cut needs them: a WAV file, 48 kHz, with no silence around them."""

import wave
from pathlib import Path
from typing import Any

import av
import av.logging
import numpy as np

from adapters.media.footage import heard
from adapters.media.probe import GUARDS, Fence
from adapters.media.reel import RATE
from core.errors import Failed
from core.ports import Footage

FENCE = Fence(cpu_seconds=20, wall_seconds=60, file_bytes=64 << 20)
MOST_SECONDS = 180
LEAST_SECONDS = 0.1
QUIET = 1e-3
"""Below this a sample is silence: -60 dB."""
DEMUXERS = ((b"RIFF", "wav"), (b"ID3", "mp3"), (b"OggS", "ogg"), (b"fLaC", "flac"))
UNSOUND = "The file is not a sound that can be played."
SILENT = "There is nothing to be heard in the sound."


def hear(outside: Path, to: Path) -> Footage:
    """Decode a sound into a WAV file of at most three minutes. Raises Failed with what is wrong."""
    try:
        with _opened(outside) as container:
            if not container.streams.audio:
                raise Failed(UNSOUND)
            sound = heard(container, MOST_SECONDS * RATE)
    except (av.FFmpegError, ValueError, EOFError) as error:
        raise Failed(UNSOUND) from error
    ends = np.flatnonzero(np.abs(sound).max(axis=0) > QUIET)
    if not ends.size or ends[-1] - ends[0] < LEAST_SECONDS * RATE:
        raise Failed(SILENT)
    kept = sound[:, ends[0] : ends[-1] + 1]
    with wave.open(str(to), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(kept.T, -1, 1) * 32767).astype("<i2").tobytes())
    return Footage(0, 0, kept.shape[1] / RATE, 0.0, True, to.stat().st_size)


def _opened(outside: Path) -> Any:
    """Open with the one demuxer that the first bytes call for, and nothing beyond the file."""
    with outside.open("rb") as file:
        head = file.read(12)
    frame = head[:1] == b"\xff" and head[1:2] >= b"\xe0"
    demuxer = next((name for magic, name in DEMUXERS if head.startswith(magic)), "mp3" if frame else "")
    if head[4:8] == b"ftyp":
        demuxer = "mov,mp4,m4a,3gp,3g2,mj2"
    if not demuxer:
        raise Failed(UNSOUND)
    av.logging.set_level(None)
    return av.open(str(outside), format=demuxer, options={**GUARDS, "format_whitelist": demuxer})
