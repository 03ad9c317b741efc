"""Clips from outside as a reel needs them: upright, 1080x1920, 30 pictures a second, BT.709, 48 kHz."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.filter
import numpy as np

from adapters.media.drawing.canvas import HEIGHT, WIDTH
from adapters.media.drawing.stage import FPS
from adapters.media.probe import opened
from adapters.media.reel import RATE, Sound

TURNS = {90: "transpose=cclock", 180: "hflip,vflip", 270: "transpose=clock"}
MANNER = (
    f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=increase:flags=bicubic:out_color_matrix=bt709:out_range=tv,"
    f"crop={WIDTH}:{HEIGHT},setsar=1,format=yuv420p"
)
"""Fill the picture, crop what stands over, BT.709 in video range."""


def pictures(clip: Path, start: int, frames: int) -> Iterator[Any]:
    """So many frames from the `start`-th on; what is missing at the end is the last one again.

    A frame may come several times: whoever changes it has to copy it.
    """
    with opened(clip) as container:
        source = container.streams.video[0]
        source.thread_type = "AUTO"
        first = source.start_time or 0
        if start:
            container.seek(first + int(start / FPS / source.time_base), stream=source)
        wanted, last, graph = start, None, None
        for frame in container.decode(source):
            number = round((frame.pts - first) * source.time_base * FPS)
            while last is not None and wanted < min(number, start + frames):
                last, graph = _ready(last, source, graph)
                yield last
                wanted += 1
            if wanted >= start + frames:
                return
            last = frame
        while last is not None and wanted < start + frames:
            last, graph = _ready(last, source, graph)
            yield last
            wanted += 1


def _ready(frame: Any, source: Any, graph: Any) -> tuple[Any, Any]:
    """A frame made to measure, once; one that is right already stays as it is."""
    if (frame.width, frame.height, frame.format.name, frame.rotation % 360) == (WIDTH, HEIGHT, "yuv420p", 0):
        return frame, graph
    graph = graph or _graph(source, frame.rotation % 360)
    graph.vpush(frame)
    return graph.vpull(), graph


def _graph(source: Any, rotation: int) -> Any:
    graph = av.filter.Graph()
    steps = [graph.add_buffer(template=source)]
    for step in filter(None, [*TURNS.get(rotation, "").split(","), *MANNER.split(",")]):
        name, _, arguments = step.partition("=")
        steps.append(graph.add(name, arguments or None))
    steps.append(graph.add("buffersink"))
    graph.link_nodes(*steps).configure()
    return graph


def sound(clip: Path, length: int) -> Sound:
    """A clip's sound, cut or filled with silence to so many samples."""
    with opened(clip) as container:
        return heard(container, length) if container.streams.audio else np.zeros((2, length), np.float32)


def spoken(voice: Path, most: int, tempo: float = 1.0) -> Sound:
    """A WAV file, of at most so many samples, played `tempo` times as fast at the same pitch."""
    with av.open(str(voice), format="wav", options={"protocol_whitelist": "file"}) as container:
        found = heard(container, most, tempo)
    ends = np.flatnonzero(np.abs(found).max(axis=0) > 1e-4)
    return found[:, : int(ends[-1]) + 1 if ends.size else 0]


def heard(container: Any, most: int, tempo: float = 1.0) -> Sound:
    """The sound of an opened file, cut or filled with silence to so many samples."""
    found = np.zeros((2, most), np.float32)
    resampler = av.AudioResampler("fltp", "stereo", RATE)
    at = 0
    for frame in _paced(container, tempo):
        for part in resampler.resample(frame):
            piece = part.to_ndarray()[:, : most - at]
            found[:, at : at + piece.shape[1]] = piece
            at += piece.shape[1]
        if at >= most:
            break
    return found


def _paced(container: Any, tempo: float) -> Iterator[Any]:
    """The frames of a sound, faster without being higher."""
    frames = container.decode(audio=0)
    if tempo == 1:
        yield from frames
        return
    graph = av.filter.Graph()
    source = graph.add_abuffer(template=container.streams.audio[0])
    graph.link_nodes(source, graph.add("atempo", f"{tempo:.3f}"), graph.add("abuffersink")).configure()
    for frame in [*frames, None]:
        graph.push(frame)
        try:
            while True:
                yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            continue
