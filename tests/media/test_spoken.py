"""Voices and music that come with an edit: made safe, fitted to the clips, in front of everything else."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from adapters.media.room import RenderHost
from core.errors import Failed
from core.ports import Footage
from core.reel.brief import Captions, Look
from core.reel.edit import Edit, Line, Take
from tests.media.footage import film, sound
from tests.media.test_cut import WORDS, packets, spoken

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(("codec", "suffix"), [("mp3", "mp3"), ("flac", "flac"), ("pcm_s16le", "wav")])
async def test_a_sound_from_outside_is_made_ours(
    room: RenderHost, tmp_path: Path, codec: str, suffix: str
) -> None:
    """Whatever a vendor sends becomes a WAV file without the silence around it."""
    times = np.arange(48_000) / 48_000
    tone = np.pad(0.5 * np.sin(2 * np.pi * 440 * times), 24_000).astype(np.float32)
    with av.open(str(tmp_path / f"outside.{suffix}"), "w") as container:
        stream: Any = container.add_stream(codec, rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone[None], format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 48_000, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    seconds = await room.hear(tmp_path / f"outside.{suffix}", tmp_path / "made.wav")

    assert seconds == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    "what", [b"", b"RIFF\0\0\0\0WAVEjunk", b"#EXTM3U\nfile:///etc/passwd", b"ID3" + b"\0" * 99]
)
async def test_what_is_no_sound_is_refused(room: RenderHost, tmp_path: Path, what: bytes) -> None:
    """A file that only calls itself a sound fails, and leaves nothing behind."""
    outside = tmp_path / "outside.sound"
    outside.write_bytes(what)

    with pytest.raises(Failed):
        await room.hear(outside, tmp_path / "ours.wav")

    assert [file.name for file in tmp_path.iterdir()] == ["outside.sound"]


async def test_silence_is_no_voice(room: RenderHost, tmp_path: Path) -> None:
    """A recording in which nothing is heard counts as none."""
    outside = spoken(tmp_path / "outside.wav", 0.0)

    with pytest.raises(Failed):
        await room.hear(outside, tmp_path / "ours.wav")


async def test_a_clip_lasts_as_long_as_its_line(room: RenderHost, tmp_path: Path) -> None:
    """When a line is longer than its clip, the last picture stands still until it has been said."""
    voice = spoken(tmp_path / "voice.wav", 3.0)
    take = Take(film(tmp_path / "a.mp4", seconds=2.0), (Line(WORDS, 0.0, 3.0, voice),), seconds=3.2)

    footage = await room.cut(edit_of(take), tmp_path / "reel.mp4", lambda _: None)

    assert footage.seconds == pytest.approx(3.2, abs=0.1)
    heard = np.abs(sound(tmp_path / "reel.mp4"))
    assert heard[:, int(2.7 * 48_000) : int(2.9 * 48_000)].max() > 0.05


async def test_a_voice_can_be_hurried(room: RenderHost, tmp_path: Path) -> None:
    """A line that is a little too long is spoken faster: its caption ends when it does."""
    voice = spoken(tmp_path / "voice.wav", 2.4)
    line = Line(WORDS, 0.0, 2.0, voice, tempo=1.2)

    await room.cut(
        edit_of(Take(film(tmp_path / "a.mp4", seconds=3.0), (line,))), tmp_path / "r.mp4", lambda _: None
    )

    last = (tmp_path / "r.srt").read_text().split("-->")[-1].split()[0]
    assert last.startswith(("00:00:01,9", "00:00:02,0"))


async def test_a_drawn_reel_keeps_its_pictures_when_spoken_over(
    room: RenderHost, tmp_path: Path, drawn: tuple[Path, Footage, list[int]]
) -> None:
    """A voice over an animatic changes its sound, and not one picture; it still says that it is drawn."""
    line = Line(WORDS, 0.5, 2.0, spoken(tmp_path / "voice.wav", 2.0))
    spoken_over = Edit((Take(drawn[0], (line,)),), "Monks", "calm", look=Look.NOIR, is_drawn=True)

    await room.cut(spoken_over, tmp_path / "reel.mp4", lambda _: None)

    assert packets(tmp_path / "reel.mp4") == packets(drawn[0])
    assert not np.array_equal(sound(tmp_path / "reel.mp4"), sound(drawn[0]))
    with av.open(str(tmp_path / "reel.mp4")) as container, av.open(str(drawn[0])) as own:
        assert container.metadata["comment"] == own.metadata["comment"]


async def test_music_that_came_with_the_edit_is_used(room: RenderHost, tmp_path: Path) -> None:
    """A composed bed lies under the reel in place of ours, from its beginning again when it is too short."""
    music = spoken(tmp_path / "music.wav", 1.0)
    clip = film(tmp_path / "a.mp4", seconds=3.0)
    composed = Edit((Take(clip),), "Monks", "calm", look=Look.NOIR, has_music=True, music=music)

    await room.cut(composed, tmp_path / "reel.mp4", lambda _: None)

    heard = sound(tmp_path / "reel.mp4")[0, 48_000 : 2 * 48_000]
    assert np.argmax(np.abs(np.fft.rfft(heard))) == pytest.approx(1000, abs=5)


def edit_of(take: Take) -> Edit:
    """A plain edit of one take, whose words are put beside it."""
    return Edit((take,), "Monks", "calm", look=Look.NOIR, captions=Captions.SOFT)
