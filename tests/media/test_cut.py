"""Joining clips: nothing is touched that is right already, everything else becomes one reel."""

import wave
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from adapters.media.captions import BASE, ROOM, Captions, Said
from adapters.media.drawing.canvas import Canvas
from adapters.media.loudness import loudness
from adapters.media.room import RenderHost
from adapters.media.timeline import CARD, FADE
from core.errors import Failed
from core.ports import Footage
from core.reel.brief import Captions as Wish
from core.reel.brief import Look
from core.reel.edit import Edit, Line, Take
from tests.media.footage import BLACK, boxes, film, pictures, sound, true_peak

pytestmark = pytest.mark.asyncio(loop_scope="module")
WORDS = "One bitter bean, then steam."


def packets(reel: Path) -> list[bytes]:
    """A video's encoded pictures."""
    with av.open(str(reel)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.dts is not None]


def edit(*clips: Path, **wishes: object) -> Edit:
    """A plain edit of some clips, in a look that cuts hard."""
    plain = Edit(tuple(Take(clip) for clip in clips), "Monks", "calm", look=Look.NOIR)
    return replace(plain, **wishes)  # type: ignore[arg-type]


def spoken(to: Path, seconds: float) -> Path:
    """A WAV file with a steady voice."""
    times = np.arange(round(seconds * 24_000)) / 24_000
    with wave.open(str(to), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes((9000 * np.sin(2 * np.pi * 1000 * times)).astype("<i2").tobytes())
    return to


async def test_a_right_clip_is_only_copied(
    room: RenderHost, tmp_path: Path, drawn: tuple[Path, Footage, list[int]]
) -> None:
    """A single clip that is a reel already keeps every encoded picture and its own sound."""
    footage = await room.cut(edit(drawn[0]), tmp_path / "reel.mp4", lambda _: None)

    assert packets(tmp_path / "reel.mp4") == packets(drawn[0])
    assert np.array_equal(sound(tmp_path / "reel.mp4"), sound(drawn[0]))
    assert footage.seconds == pytest.approx(5)


async def test_equal_clips_are_joined_by_copying(room: RenderHost, tmp_path: Path) -> None:
    """Clips from one camera, cut hard, keep their pictures; soft captions lie beside them as a track."""
    clips = [film(tmp_path / f"{n}.mp4", size=(1080, 1920), seconds=1, rate=30) for n in range(2)]
    takes = tuple(Take(clip, (Line(WORDS, 0.1, 0.8),)) for clip in clips)
    wish = edit(*clips, takes=takes, captions=Wish.SOFT)
    footage = await room.cut(wish, tmp_path / "reel.mp4", lambda _: None)
    with av.open(str(tmp_path / "reel.mp4")) as container:
        written = b"".join(bytes(packet) for packet in container.demux(subtitles=0))
        times = [packet.dts for packet in container.demux(video=0) if packet.dts is not None]

    assert packets(tmp_path / "reel.mp4") == packets(clips[0]) + packets(clips[1])
    assert footage.seconds == pytest.approx(2)
    assert times == sorted(set(times))
    assert written.count(WORDS.encode()) == 2


async def test_a_silent_clip_gets_music(room: RenderHost, tmp_path: Path) -> None:
    """A silent clip of the right size keeps its pictures, and music is laid under it."""
    clip = film(tmp_path / "clip.mp4", size=(1080, 1920), seconds=2, rate=30)
    footage = await room.cut(edit(clip, mood="playful and warm"), tmp_path / "reel.mp4", lambda _: None)

    assert packets(tmp_path / "reel.mp4") == packets(clip)
    assert footage.has_sound
    assert loudness(sound(tmp_path / "reel.mp4")) == pytest.approx(-14, abs=0.5)
    assert boxes(tmp_path / "reel.mp4")[:2] == ["ftyp", "moov"]


async def test_different_clips_become_one(room: RenderHost, tmp_path: Path) -> None:
    """Clips of other sizes and rates, loud, quiet and silent, melt into one even reel with a card."""
    clips = [
        film(tmp_path / "one.mp4", seconds=1, rate=24, tone=0.02),
        film(tmp_path / "two.mp4", size=(720, 1280), seconds=1, rate=25),
        film(tmp_path / "three.mp4", size=(540, 720), seconds=1, rate=60, tone=0.9),
    ]
    wish = edit(*clips, look=Look.NATURE, has_music=True, has_end_card=True, handle="@monks")
    footage = await room.cut(wish, tmp_path / "reel.mp4", lambda _: None)
    heard, times = sound(tmp_path / "reel.mp4"), [frame.time for frame in pictures(tmp_path / "reel.mp4")]
    with av.open(str(tmp_path / "reel.mp4")) as container:
        told = container.metadata

    assert (footage.width, footage.height, footage.fps, footage.has_sound) == (1080, 1920, 30, True)
    assert len(times) == 90 - 2 * FADE + CARD
    assert times == pytest.approx([number / 30 for number in range(len(times))], abs=1e-3)
    assert loudness(heard) == pytest.approx(-14, abs=0.5)
    assert true_peak(heard) <= -1
    assert (told["title"], "Made with AI" in told["comment"]) == ("Monks", True)
    assert told["comment"].endswith("/digitalsourcetype/trainedAlgorithmicMedia")
    assert {path.name for path in tmp_path.glob("reel.*")} == {
        "reel.mp4", "reel.srt", "reel.cover.jpg", "reel.thumb.jpg",
    }  # fmt: skip
    assert (tmp_path / "reel.thumb.jpg").stat().st_size < 200_000


@pytest.mark.parametrize("look", [Look.NOIR, Look.CINEMATIC])
async def test_a_cut_reel_is_never_black_and_never_stands_still(
    room: RenderHost, tmp_path: Path, look: Look
) -> None:
    """From the first clip over every cut to the end of the card something is lit, and something moves."""
    clips = [
        film(tmp_path / f"{n}.mp4", size=(360, 640), seconds=1, rate=rate) for n, rate in enumerate((24, 30))
    ]
    wish = edit(*clips, look=look, has_end_card=True)
    footage = await room.cut(wish, tmp_path / "reel.mp4", lambda _: None)
    lumas = [frame.to_ndarray()[:1920:4].astype(np.int16) for frame in pictures(tmp_path / "reel.mp4")]
    still = [int(np.abs(one - other).max()) <= 2 for one, other in pairwise(lumas)]
    runs = "".join("x" if is_still else " " for is_still in still).split()

    assert len(lumas) == round(footage.seconds * 30)
    assert all((luma > BLACK).mean() > 0.02 for luma in lumas)
    assert max(map(len, runs), default=0) <= 15


async def test_words_stand_on_the_screen_when_they_are_spoken(room: RenderHost, tmp_path: Path) -> None:
    """Every caption is drawn at its moment, and nothing is drawn when nobody speaks."""
    clip = film(tmp_path / "clip.mp4", size=(360, 640), seconds=3, rate=30)
    wish = edit(clip, takes=(Take(clip, (Line(WORDS, 0.5, 2.0),)),), captions=Wish.BURNED)
    await room.cut(wish, tmp_path / "reel.mp4", lambda _: None)
    captions = Captions([Said(WORDS, 0.5, 2.5)], Look.NOIR, "en")
    frames = [frame.to_ndarray()[:1920] for frame in pictures(tmp_path / "reel.mp4")]
    area = slice(BASE - ROOM[1] // 2, BASE)
    for number in (2, 20, 40, 60, 85):
        white, black = Canvas.empty(), Canvas.empty()
        white.luma[...] = 255
        for mask in (white, black):
            captions.paint(mask, number / 30)
        covered = (white.luma[area].astype(int) - black.luma[area]) < 8
        letters, shown = covered & (black.luma[area] > 150), frames[number][area].astype(int)
        ground = int(np.median(shown))

        assert letters.any() == (15 <= number < 75)
        if letters.any():
            assert shown[letters].mean() == pytest.approx(black.luma[area][letters].mean(), abs=14)
        else:
            assert np.abs(shown - ground).max() < 12


async def test_music_makes_room_for_the_voice(room: RenderHost, tmp_path: Path) -> None:
    """While somebody speaks the voice is in front; the reel ends as loud as platforms want it."""
    clip = film(tmp_path / "clip.mp4", size=(1080, 1920), seconds=5, rate=30)
    line = Line(WORDS, 1.0, 2.0, spoken(tmp_path / "voice.wav", 2.0))
    wish = edit(clip, takes=(Take(clip, (line,)),), has_music=True)
    await room.cut(wish, tmp_path / "reel.mp4", lambda _: None)
    heard = sound(tmp_path / "reel.mp4")

    def others(start: float, end: float) -> float:
        part = heard[0, round(start * 48_000) : round(end * 48_000)]
        spectrum = np.abs(np.fft.rfft(part * np.hanning(part.size)))
        return float(spectrum[np.fft.rfftfreq(part.size, 1 / 48_000) < 700].mean())

    assert others(1.5, 2.5) < 0.4 * others(3.4, 4.4)
    assert loudness(heard) == pytest.approx(-14, abs=0.5)
    assert true_peak(heard) <= -1
    assert "00:00:01,000 --> 00:00:02,99" in (tmp_path / "reel.srt").read_text()


async def test_what_a_probe_refuses_is_never_cut(room: RenderHost, tmp_path: Path) -> None:
    """A playlist that names a local file is refused before anything opens what it names."""
    (tmp_path / "clip.mp4").write_bytes(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")
    with pytest.raises(Failed):
        await room.cut(edit(tmp_path / "clip.mp4"), tmp_path / "reel.mp4", lambda _: None)

    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
