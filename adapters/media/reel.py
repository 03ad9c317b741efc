"""What a reel is, technically: its numbers, and how its parts become one mp4 file."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace

from adapters.media.drawing.canvas import HEIGHT, WIDTH
from adapters.media.drawing.stage import FPS

RATE = 48_000
SOUND_BITS = 192_000
# The default coder was measured to lift peaks by up to 3 dB (FFmpeg 8.1, 2026); this one by 0.2.
SOUND = {"aac_coder": "fast"}
FASTSTART = {"movflags": "+faststart"}
# Smaller and better than superfast at half its CPU, for flat drawn pictures. Without B frames and at CRF 22
# they were half as large again, and scored one point of VMAF more at most (measured in 2026, eight looks).
DRAWN = {
    "preset": "ultrafast",
    "crf": "25",
    "x264-params": "cabac=1:8x8dct=1:deblock=0,0:bframes=3:b-adapt=0:weightp=0:open-gop=0:threads=1",
}
FILMED = {"preset": "veryfast", "crf": "20", "threads": "1"}

Sound = npt.NDArray[np.float32]
"""Two rows, left and right, -1 to 1, 48 000 a second."""


def film(container: Any, options: dict[str, str]) -> Any:
    """Add a video stream as every reel has it: H.264 High, 1080x1920, 30 frames a second, BT.709."""
    stream = container.add_stream("libx264", rate=FPS, options={"profile": "high", **options})
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    stream.time_base = stream.codec_context.time_base = Fraction(1, FPS)
    stream.codec_context.gop_size = 2 * FPS
    stream.codec_context.colorspace = int(Colorspace.ITU709)
    stream.codec_context.color_range = int(ColorRange.MPEG)
    stream.codec_context.color_primaries = stream.codec_context.color_trc = 1
    return stream


def record(file: IO[bytes], sound: Sound) -> None:
    """Write sound as AAC into an mp4 file of its own."""
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=RATE, layout="stereo", options=SOUND)
        stream.bit_rate = SOUND_BITS
        for start in range(0, sound.shape[1], 1024):
            part = np.ascontiguousarray(sound[:, start : start + 1024])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that are to be read from `start` until `end`, both in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Extras:
    """What a file holds besides picture and sound: its title, a note on its making, soft captions."""

    title: str = ""
    note: str = ""
    cues: tuple[Cue, ...] = ()


NOTHING = Extras()


def splice(
    pieces: Sequence[IO[bytes] | str], sound: IO[bytes] | str | None, to: Path, extras: Extras = NOTHING
) -> None:
    """Copy video pieces one after the other and sound beside them into one file, `moov` first."""
    with ExitStack() as opened, av.open(str(to), "w", format="mp4", options=FASTSTART) as out:
        out.metadata.update({"title": extras.title, "comment": extras.note} if extras.title else {})
        inputs = [opened.enter_context(av.open(piece, "r")) for piece in pieces]
        track = opened.enter_context(av.open(sound, "r")) if sound is not None else None
        picture = out.add_stream_from_template(inputs[0].streams.video[0])
        packets = _pictures(inputs, picture)
        if track is not None and track.streams.audio:
            voice = out.add_stream_from_template(track.streams.audio[0])
            packets = _by_time(packets, _sounds(track, voice))
        if extras.cues:
            packets = _by_time(packets, _cues(extras, out.add_mux_stream("mov_text")))
        for packet in packets:
            out.mux_one(packet)


def _cues(extras: Extras, stream: Any) -> Iterator[Any]:
    """Timed text as 3GPP writes it: two bytes of length, then the words in UTF-8."""
    for cue in extras.cues:
        words = cue.text.encode()
        packet = av.Packet(len(words).to_bytes(2, "big") + words)
        packet.stream, packet.time_base = stream, Fraction(1, 1000)
        packet.pts = packet.dts = round(cue.start * 1000)
        packet.duration = round((cue.end - cue.start) * 1000)
        yield packet


def _pictures(inputs: Iterable[Any], stream: Any) -> Iterator[Any]:
    offset = 0
    for container in inputs:
        end = offset
        for packet in container.demux(video=0):
            if packet.dts is None:
                continue
            packet.pts += offset
            packet.dts += offset
            end = max(end, packet.pts + (packet.duration or 0))
            packet.stream = stream
            yield packet
        offset = end


def _sounds(container: Any, stream: Any) -> Iterator[Any]:
    for packet in container.demux(audio=0):
        if packet.dts is not None:
            packet.stream = stream
            yield packet


def _by_time(one: Iterator[Any], other: Iterator[Any]) -> Iterator[Any]:
    """Merge two runs of packets, so that players find sound and picture close together."""
    first, second = next(one, None), next(other, None)
    while first is not None or second is not None:
        if second is None or (
            first is not None and first.dts * first.time_base <= second.dts * second.time_base
        ):
            yield first
            first = next(one, None)
        else:
            yield second
            second = next(other, None)
