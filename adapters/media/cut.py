"""The cut: clips joined into one reel, copied where nothing has to change, else normalised."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import av
import av.filter
import numpy as np

from adapters.media.drawing.canvas import HEIGHT, WIDTH
from adapters.media.drawing.stage import FPS
from adapters.media.loudness import levelled
from adapters.media.music import compose
from adapters.media.probe import probe
from adapters.media.reel import FILMED, RATE, Sound, film, record, splice
from core.errors import Failed

TURNS = {90: "cclock", 270: "clock", 180: "hflip,vflip"}
LOOK = (
    f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=increase:flags=bicubic:out_color_matrix=bt709:out_range=tv,"
    f"crop={WIDTH}:{HEIGHT},setsar=1,format=yuv420p,fps={FPS}"
)
"""Fill the picture, crop what stands over, BT.709 in video range, 30 frames a second."""


def cut(clips: Sequence[Path], mood: str, to: Path, on_progress: Callable[[int], None]) -> None:
    """Join clips with hard cuts into the file `to`. Raises Failed when one is no sound vertical video."""
    if not clips:
        raise Failed("There is nothing to cut.")
    footage = [probe(clip) for clip in clips]
    if len(clips) == 1 and _is_finished(clips[0]):
        _keep(clips[0], footage[0].seconds, mood, to)
        return
    with tempfile.TemporaryFile() as picture, tempfile.TemporaryFile() as track:
        total = sum(one.seconds for one in footage)
        lengths = _normalise(clips, picture, lambda seconds: on_progress(min(95, int(95 * seconds / total))))
        record(track, _sound(clips, lengths, mood))
        picture.seek(0)
        track.seek(0)
        splice([picture], track, to)


def _is_finished(clip: Path) -> bool:
    """Whether a clip's picture and sound can go into the reel as they are."""
    with av.open(str(clip)) as container:
        video = container.streams.video[0].codec_context
        sounds = [stream.codec_context.name for stream in container.streams.audio]
        upright = next(container.decode(video=0)).rotation == 0
        return (
            (video.name, video.width, video.height, video.pix_fmt) == ("h264", WIDTH, HEIGHT, "yuv420p")
            and upright
            and sounds in ([], ["aac"])
        )


def _keep(clip: Path, seconds: float, mood: str, to: Path) -> None:
    with av.open(str(clip)) as container:
        is_silent = not container.streams.audio
    if not is_silent:
        splice([str(clip)], str(clip), to)
        return
    with tempfile.TemporaryFile() as track:
        record(track, levelled(compose(mood, round(seconds * RATE), 0)))
        track.seek(0)
        splice([str(clip)], track, to)


def _normalise(clips: Sequence[Path], to: IO[bytes], on_progress: Callable[[float], None]) -> list[int]:
    """Encode all pictures into one video; how many each clip gave."""
    lengths = []
    with av.open(to, "w", format="mp4") as out:
        stream = film(out, FILMED)
        number = 0
        for clip in clips:
            start = number
            for frame in _frames(clip):
                frame.pts, frame.time_base, frame.pict_type = number, stream.codec_context.time_base, 0
                out.mux(stream.encode(frame))
                number += 1
                if number % FPS == 0:
                    on_progress(number / FPS)
            lengths.append(number - start)
        out.mux(stream.encode(None))
    return lengths


def _frames(clip: Path) -> Iterator[Any]:
    with av.open(str(clip)) as container:
        source = container.streams.video[0]
        source.thread_type = "AUTO"
        graph: Any = None
        for frame in container.decode(source):
            graph = graph or _graph(source, frame.rotation % 360)
            graph.vpush(frame)
            yield from _drained(graph)
        if graph is not None:
            graph.vpush(None)
            yield from _drained(graph)


def _graph(source: Any, rotation: int) -> Any:
    graph = av.filter.Graph()
    steps = [graph.add_buffer(template=source)]
    turn = [f"transpose={TURNS[rotation]}"] if rotation in (90, 270) else TURNS.get(rotation, "").split(",")
    for step in filter(None, (*turn, *LOOK.split(","))):
        name, _, arguments = step.partition("=")
        steps.append(graph.add(name, arguments or None))
    steps.append(graph.add("buffersink"))
    graph.link_nodes(*steps).configure()
    return graph


def _drained(graph: Any) -> Iterator[Any]:
    while True:
        try:
            yield graph.vpull()
        except (av.BlockingIOError, av.EOFError):
            return


def _sound(clips: Sequence[Path], lengths: Sequence[int], mood: str) -> Sound:
    """The clips' own sound one after the other; a music bed when none has any."""
    parts = [_heard(clip, length * RATE // FPS) for clip, length in zip(clips, lengths, strict=True)]
    sound = np.concatenate(parts, axis=1)
    if not np.any(sound):
        sound = compose(mood, sound.shape[1], 0, list(np.cumsum(lengths[:-1]) / FPS))
    return levelled(sound)


def _heard(clip: Path, length: int) -> Sound:
    """A clip's sound, cut or filled with silence to so many samples."""
    sound = np.zeros((2, length), np.float32)
    with av.open(str(clip)) as container:
        if not container.streams.audio:
            return sound
        resampler = av.AudioResampler("fltp", "stereo", RATE)
        at = 0
        for frame in container.decode(audio=0):
            for part in resampler.resample(frame):
                heard = part.to_ndarray()[:, : length - at]
                sound[:, at : at + heard.shape[1]] = heard
                at += heard.shape[1]
    return sound
