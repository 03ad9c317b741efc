"""Making a reel fit into a limit: never over, hardly under, and untouched when it fits as it is."""

import asyncio
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from adapters.media.room import RenderHost
from core.errors import Failed
from core.ports import Footage
from tests.media.footage import boxes, film, pictures

pytestmark = pytest.mark.asyncio(loop_scope="module")
KINDS = ("noise", "still", "calm then noise", "noise then calm")
SIZE = (180, 320)


def corpus(to: Path, kind: str, seed: int) -> Path:
    """A second of small pictures that are hard or easy to encode."""
    chance = np.random.default_rng(seed)
    with av.open(str(to), "w") as container:
        video = container.add_stream("libx264", rate=30, options={"preset": "ultrafast", "crf": "12"})
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        base = chance.integers(0, 255, (SIZE[1], SIZE[0], 3)).astype(np.uint8)
        for number in range(30):
            rough = {"noise": True, "still": False, "calm then noise": number > 15}.get(kind, number < 15)
            picture = chance.integers(0, 255, base.shape).astype(np.uint8) if rough else base // 4
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return to


async def test_what_fits_is_only_copied(
    room: RenderHost, tmp_path: Path, drawn: tuple[Path, Footage, list[int]]
) -> None:
    """A reel below the limit stays the same, byte for byte."""
    footage = await room.fit(drawn[0], drawn[1].size, tmp_path / "fit.mp4")

    assert (tmp_path / "fit.mp4").read_bytes() == drawn[0].read_bytes()
    assert footage == drawn[1]


async def test_a_smaller_reel_still_says_how_it_was_made(room: RenderHost, tmp_path: Path) -> None:
    """What is encoded anew keeps its title, and the note on where it comes from."""
    clip = corpus(tmp_path / "clip.mp4", "noise", 1)
    noted = tmp_path / "noted.mp4"
    with av.open(str(clip)) as source, av.open(str(noted), "w") as out:
        out.metadata.update({"title": "Monks", "comment": "Made with AI"})
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    await room.fit(noted, round(noted.stat().st_size * 0.6), tmp_path / "fit.mp4")

    with av.open(str(tmp_path / "fit.mp4")) as container:
        told = container.metadata
    assert (told["title"], told["comment"]) == ("Monks", "Made with AI")


async def test_forty_clips_are_within_their_limits(room: RenderHost, tmp_path: Path) -> None:
    """Forty clips of all kinds, at limits from loose to tight, are all below; hard ones by little."""

    async def fitted(number: int) -> tuple[bool, float]:
        kind = KINDS[number % 4]
        clip = corpus(tmp_path / f"{number}.mp4", kind, number)
        limit = round(clip.stat().st_size * (0.3 + 0.05 * (number // 4)))
        footage = await room.fit(clip, limit, tmp_path / f"{number}.fit.mp4")
        assert footage.seconds == pytest.approx(1)
        return kind != "still" and number < 16, footage.size / limit

    shares = await asyncio.gather(*(fitted(number) for number in range(40)))

    assert max(share for _, share in shares) <= 1
    assert min(share for is_hard, share in shares if is_hard) >= 0.97
    assert len(list(tmp_path.iterdir())) == 80


async def test_a_fitted_reel_plays_everywhere(
    room: RenderHost, tmp_path: Path, drawn: tuple[Path, Footage, list[int]]
) -> None:
    """Half the bytes are still H.264 and AAC, of the same length to the frame, and start at once."""
    limit = drawn[1].size // 2
    footage = await room.fit(drawn[0], limit, tmp_path / "fit.mp4")
    with av.open(str(tmp_path / "fit.mp4")) as container:
        names = [stream.codec_context.name for stream in container.streams]

    assert footage.size <= limit
    assert names == ["h264", "aac"]
    assert len(list(pictures(tmp_path / "fit.mp4"))) == 150
    assert boxes(tmp_path / "fit.mp4")[:2] == ["ftyp", "moov"]


async def test_fewer_pixels_where_bytes_are_few(room: RenderHost, tmp_path: Path) -> None:
    """Where so few bytes would only make mud of all pixels, there are fewer of them."""
    clip = corpus(tmp_path / "clip.mp4", "noise", 1)
    with pytest.raises(Failed):
        await room.fit(clip, 2_000, tmp_path / "fit.mp4")

    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


async def test_a_thumbnail_keeps_both_limits(
    room: RenderHost, tmp_path: Path, drawn: tuple[Path, Footage, list[int]]
) -> None:
    """A picture of a reel has no side above what was asked, and no more bytes."""
    await room.still(drawn[0], None, 320, tmp_path / "thumb.jpg", 6_000)
    with Image.open(tmp_path / "thumb.jpg") as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) == 320
    assert (tmp_path / "thumb.jpg").stat().st_size <= 6_000


async def test_fewer_bits_than_the_encoder_takes(room: RenderHost, tmp_path: Path) -> None:
    """A rate so low that the encoder does not even begin is answered in words that say so."""
    await room.fit(
        film(tmp_path / "clip.mp4", size=(540, 960), seconds=6, rate=30), 20_000, tmp_path / "1.mp4"
    )
    with pytest.raises(Failed, match="small"):
        await room.fit(tmp_path / "1.mp4", 9_000, tmp_path / "2.mp4")
