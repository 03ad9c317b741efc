"""Measuring a file that came from outside, trusting nothing in it.

Attacks this is built against (measured, 2026): playlists that name local files or addresses, files
renamed to another format, pictures and videos of enormous size, lying headers, truncation.
"""

import os
import resource
import signal
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import av
import av.logging

from core.errors import Failed
from core.ports import Footage

UNSOUND = "The file is not a video that can be played."
NOT_VERTICAL = "The video is not vertical."
EMPTY = "The file is empty."
TOO_LARGE = "The video is too large to be a reel."
DAMAGED = "The video is damaged or was cut off."

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 8
WALL_SECONDS = 30
OPEN_FILES = 32
MAX_PIXELS = 16 << 20
MAX_SECONDS = 600
CHECKED_FRAMES = 40
VIDEO_CODECS = {"h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4"}
GUARDS = {
    "protocol_whitelist": "file", "max_streams": "8", "probesize": str(2 << 20), "analyzeduration": "2000000",
    "max_pixels": str(MAX_PIXELS),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fence:
    """What a process may use that opens a stranger's file; seconds are of CPU and of the clock."""

    memory: int = MEMORY_BYTES
    cpu_seconds: int = CPU_SECONDS
    wall_seconds: int = WALL_SECONDS
    file_bytes: int = 0
    open_files: int = OPEN_FILES

    def close(self) -> None:
        """Limit this process for good, and every one that it forks."""
        for kind, limit in (
            (resource.RLIMIT_AS, self.memory), (resource.RLIMIT_CPU, self.cpu_seconds),
            (resource.RLIMIT_FSIZE, self.file_bytes), (resource.RLIMIT_NOFILE, self.open_files),
            (resource.RLIMIT_CORE, 0),
        ):  # fmt: skip
            resource.setrlimit(kind, (limit, limit))
        signal.alarm(self.wall_seconds)


def probe(clip: Path, frames: int = CHECKED_FRAMES) -> Footage:
    """Open, check, then decode the first frames. Raises Failed with what is wrong."""
    try:
        with opened(clip) as container:
            return _measured(container, clip.stat().st_size, frames)
    except (av.FFmpegError, OSError, ValueError, MemoryError) as error:
        raise Failed(UNSOUND) from error


def opened(clip: Path) -> Any:
    """Open a file from outside with the one demuxer its first bytes call for, and nothing beyond it."""
    demuxer = _sniffed(clip)
    av.logging.set_level(None)
    return av.open(str(clip), format=demuxer, options={**GUARDS, "format_whitelist": demuxer})


def _sniffed(clip: Path) -> str:
    """The one demuxer that may open the file, by its first bytes."""
    if not clip.is_file():
        raise Failed(UNSOUND)
    try:
        with clip.open("rb") as file:
            head = file.read(12)
    except OSError as error:
        raise Failed(UNSOUND) from error
    if not head:
        raise Failed(EMPTY)
    if head[4:8] == b"ftyp":
        return "mov,mp4,m4a,3gp,3g2,mj2"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "matroska,webm"
    raise Failed(UNSOUND)


def _measured(container: Any, size: int, frames: int) -> Footage:
    if len(container.streams.video) != 1 or len(container.streams.audio) > 1:
        raise Failed(UNSOUND)
    stream = container.streams.video[0]
    context = stream.codec_context
    if context.name not in VIDEO_CODECS or not context.width or not context.height:
        raise Failed(UNSOUND)
    if context.width * context.height > MAX_PIXELS or _seconds(container, stream) > MAX_SECONDS:
        raise Failed(TOO_LARGE)
    width, height = _decoded(container, stream, frames)
    if height <= width:
        raise Failed(NOT_VERTICAL)
    seconds = float(_length(container, stream) * stream.time_base)
    rate = float(stream.average_rate or stream.guessed_rate or 0)
    return Footage(width, height, seconds, rate, bool(container.streams.audio), size)


def _seconds(container: Any, stream: Any) -> float:
    if stream.duration:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _decoded(container: Any, stream: Any, frames: int) -> tuple[int, int]:
    """Decode the first `frames`; the size they are shown at, which the header may lie about."""
    stream.thread_type, stream.codec_context.thread_count = "NONE", 1
    shown: tuple[int, int] | None = None
    for frame in islice(container.decode(stream), frames):
        if frame.is_corrupt:
            raise Failed(DAMAGED)
        upright = frame.rotation % 180 == 0
        shown = (frame.width, frame.height) if upright else (frame.height, frame.width)
    if shown is None:
        raise Failed(UNSOUND)
    return shown


def _length(container: Any, stream: Any) -> int:
    """How long the pictures last; all the footage that the index promises must be in the file."""
    container.seek(0)
    size = os.path.getsize(container.name)
    promised = stream.frames
    found, starts, ends = 0, [], []
    for packet in container.demux(stream):
        if packet.dts is None:
            continue
        if packet.is_corrupt or (packet.pos is not None and packet.pos + packet.size > size):
            raise Failed(DAMAGED)
        found += 1
        starts.append(packet.pts)
        ends.append(packet.pts + (packet.duration or 0))
    if found == 0 or found < promised:
        raise Failed(DAMAGED)
    return int(max(ends) - min(starts))
