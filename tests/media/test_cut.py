"""Joining clips: nothing is touched that is right already, everything else becomes one reel."""

from pathlib import Path

import av
import numpy as np
import pytest

from adapters.media.loudness import loudness
from adapters.media.room import RenderHost
from core.ports import Footage
from tests.media.footage import boxes, film, pictures, sound, true_peak


def packets(reel: Path) -> list[bytes]:
    """A video's encoded pictures."""
    with av.open(str(reel)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.dts is not None]


async def test_a_right_clip_is_only_copied(
    room: RenderHost, tmp_path: Path, drawn: tuple[Path, Footage, list[int]]
) -> None:
    """A single clip that is a reel already keeps every encoded picture and its own sound."""
    footage = await room.cut([drawn[0]], "calm", tmp_path / "reel.mp4", lambda _: None)

    assert packets(tmp_path / "reel.mp4") == packets(drawn[0])
    assert np.array_equal(sound(tmp_path / "reel.mp4"), sound(drawn[0]))
    assert footage.seconds == pytest.approx(5)


async def test_a_silent_clip_gets_music(room: RenderHost, tmp_path: Path) -> None:
    """A silent clip of the right size keeps its pictures, and music is laid under it."""
    clip = film(tmp_path / "clip.mp4", size=(1080, 1920), seconds=2, rate=30)
    footage = await room.cut([clip], "playful and warm", tmp_path / "reel.mp4", lambda _: None)

    assert packets(tmp_path / "reel.mp4") == packets(clip)
    assert footage.has_sound
    assert loudness(sound(tmp_path / "reel.mp4")) == pytest.approx(-14, abs=1.5)
    assert boxes(tmp_path / "reel.mp4")[:2] == ["ftyp", "moov"]


async def test_different_clips_become_one(room: RenderHost, tmp_path: Path) -> None:
    """Clips of other sizes and rates, loud, quiet and silent, are joined into one even reel."""
    clips = [
        film(tmp_path / "one.mp4", seconds=1, rate=24, tone=0.02),
        film(tmp_path / "two.mp4", size=(720, 1280), seconds=1, rate=25),
        film(tmp_path / "three.mp4", size=(540, 720), seconds=0.5, rate=60, tone=0.9),
    ]
    footage = await room.cut(clips, "calm", tmp_path / "reel.mp4", lambda _: None)
    heard = sound(tmp_path / "reel.mp4")

    assert (footage.width, footage.height, footage.fps, footage.has_sound) == (1080, 1920, 30, True)
    assert len(list(pictures(tmp_path / "reel.mp4"))) == 75
    assert loudness(heard) == pytest.approx(-14, abs=1.5)
    assert true_peak(heard) <= -1
    assert boxes(tmp_path / "reel.mp4")[:2] == ["ftyp", "moov"]
