"""What a drawn reel is: right to the frame, playable everywhere, always labelled."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from adapters.media import looks
from adapters.media.animatic import Animatic, beats
from adapters.media.drawing import icons
from adapters.media.drawing.canvas import Canvas
from adapters.media.drawing.lettering import Type, single
from adapters.media.drawing.stage import DOT_ROOM, FPS, MARKS_TOP, SAFE, Beat
from adapters.media.loudness import levelled, loudness
from adapters.media.music import compose
from adapters.media.reel import DRAWN, RATE, film, record
from adapters.media.scores import MOODS
from core.ports import Footage
from core.reel.brief import Look
from tests.media.boards import board
from tests.media.conftest import SECONDS
from tests.media.footage import BLACK, boxes, pictures, sound, true_peak

Drawn = tuple[Path, Footage, list[int]]

LOOKS = [look for look in Look if look is not Look.AUTO]


def test_is_as_long_as_wished(drawn: Drawn) -> None:
    """A reel of five seconds has exactly 150 pictures, evenly spaced."""
    times = [frame.time for frame in pictures(drawn[0])]

    assert len(times) == SECONDS * FPS
    assert times == pytest.approx([number / FPS for number in range(len(times))], abs=1e-4)


def test_its_clock_never_runs_back(drawn: Drawn) -> None:
    """Also where two workers' pieces were joined, packets are stored in the order they are decoded in."""
    with av.open(str(drawn[0])) as container:
        for stream in container.streams:
            container.seek(0)
            times = [packet.dts for packet in container.demux(stream) if packet.dts is not None]

            assert all(one < other for one, other in pairwise(times))


def test_plays_everywhere(drawn: Drawn) -> None:
    """It is 1080x1920 H.264 High in yuv420p BT.709 with stereo AAC, and starts before it is loaded."""
    with av.open(str(drawn[0])) as container:
        video, audio = container.streams.video[0].codec_context, container.streams.audio[0].codec_context

        assert (video.name, video.profile, video.pix_fmt) == ("h264", "High", "yuv420p")
        assert (video.width, video.height, video.colorspace, video.color_range) == (1080, 1920, 1, 1)
        assert (audio.name, audio.sample_rate, audio.channels) == ("aac", 48_000, 2)
    assert boxes(drawn[0])[:2] == ["ftyp", "moov"]


def test_says_how_it_was_made(drawn: Drawn) -> None:
    """The file names itself, and the digital source type of what software drew, as C2PA's terms have it."""
    with av.open(str(drawn[0])) as container:
        told = container.metadata

    assert told["title"]
    assert told["comment"].startswith("An animatic: drawn by software")
    assert told["comment"].endswith("/digitalsourcetype/algorithmicMedia")


def test_tells_the_truth_about_itself(drawn: Drawn) -> None:
    """What the cutting room says of a reel is what the file holds."""
    reel, footage, _ = drawn

    assert footage == Footage(1080, 1920, float(SECONDS), float(FPS), True, reel.stat().st_size)


def test_tells_how_far_it_is(drawn: Drawn) -> None:
    """Progress comes on the way, and only ever rises."""
    told = drawn[2]

    assert len(told) > 5
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] <= 100


def test_is_as_loud_as_platforms_play_it(drawn: Drawn) -> None:
    """The music is at -14 LUFS, and no peak comes within 1 dB of the limit."""
    heard = sound(drawn[0])

    assert loudness(heard) == pytest.approx(-14, abs=0.5)
    assert true_peak(heard) <= -1
    assert heard.shape[1] / 48_000 == pytest.approx(SECONDS, abs=0.05)


def test_is_never_black_and_never_stands_still(drawn: Drawn) -> None:
    """Something bright is always to be seen, and half a second never passes without movement."""
    lumas = [frame.to_ndarray()[:1920].astype(np.int16) for frame in pictures(drawn[0])]
    moved = [int(np.abs(one[::8, ::8] - other[::8, ::8]).max()) > 4 for one, other in pairwise(lumas)]

    assert min(int(luma.max()) for luma in lumas) > 150
    assert all(any(moved[start : start + FPS // 2]) for start in range(0, len(moved), FPS // 2))


@pytest.mark.parametrize("look", LOOKS)
def test_always_says_what_it_is(look: Look) -> None:
    """'ANIMATIC PREVIEW' can be read on every picture of every look, in the middle of a cut too."""
    animatic = Animatic(board(look), SECONDS, 3)
    letters = np.asarray(
        single("ANIMATIC PREVIEW", Type((animatic.look.marks.font,), tracking=0.1)).mask(28, 20)
    )
    canvas, cut = Canvas.empty(), animatic.beats[1].start
    for number in (0, 20, cut - 8, cut - 3, cut, cut + 4, cut + 30, animatic.frames - 1):
        animatic.paint(canvas, number)
        top, left = MARKS_TOP + 18, SAFE[0] - 20 + DOT_ROOM
        shown = canvas.luma[top : top + letters.shape[0], left : left + letters.shape[1]].astype(int)

        inside, outside = shown[letters > 250], shown[letters[: shown.shape[0]] == 0]
        assert abs(inside.mean() - np.median(outside)) > 60, f"picture {number}"


@pytest.mark.parametrize("look", [look for look in Look if look is not Look.AUTO])
def test_a_single_scene_may_fill_a_minute(look: Look) -> None:
    """What stands in for a lost clip is drawn to its end, however long that is, and never stands still."""
    animatic, canvas = Animatic(board(look), 60, 3, [1]), Canvas.empty()
    animatic.paint(canvas, animatic.frames - 2 * FPS)
    before = canvas.luma.copy()
    animatic.paint(canvas, animatic.frames - 1)

    assert (before != canvas.luma).any()


def test_no_leaf_drifts_behind_the_spoken_line() -> None:
    """What is said stays legible: leaves in the colour of its letters fade before they come there."""
    look = looks.make(Look.NATURE, 3)
    scene = look.stage(Beat(1, 3, "One bitter bean", "bean", "", "", "", "en", 90, 600))
    canvas = Canvas.empty()
    brightest = 0
    for moment in range(60):
        scene(canvas, moment / 3)
        brightest = max(brightest, int(canvas.luma[1390:1500, 140:940].max()))

    assert brightest < 120


@pytest.mark.parametrize("seconds", [5, 7, 10, 15, 30, 60])
def test_fills_its_time_to_the_frame(seconds: int) -> None:
    """Hook and scenes follow each other without a gap, and end exactly with the reel."""
    parts = beats(board(), seconds)

    assert [part.start for part in parts[1:]] == [part.start + part.frames for part in parts[:-1]]
    assert parts[-1].start + parts[-1].frames == seconds * FPS
    assert parts[0].frames == min(3 * FPS, round(0.4 * seconds * FPS))


def test_looks_are_told_apart() -> None:
    """No two looks make pictures that resemble each other."""
    shots = []
    for look in Look:
        if look is not Look.AUTO:
            canvas = Canvas.empty()
            Animatic(board(look), SECONDS, 3).paint(canvas, 80)
            shots.append(np.stack([plane[::20, ::20][:48, :27].astype(int) for plane in canvas.planes]))

    assert all(np.abs(one - other).mean() > 5 for index, one in enumerate(shots) for other in shots[:index])


def test_seeds_vary_a_look() -> None:
    """The same storyboard with another seed has other colours; with the same seed it is the same picture."""
    pictures_ = []
    for seed in (1, 1, 2, 3, 4, 5):
        canvas = Canvas.empty()
        Animatic(board(Look.VINTAGE), SECONDS, seed).paint(canvas, 100)
        pictures_.append(canvas.blue.copy())

    assert np.array_equal(pictures_[0], pictures_[1])
    assert any(not np.array_equal(pictures_[0], other) for other in pictures_[2:])


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_keeps_below_the_limit(mood: str, tmp_path: Path) -> None:
    """Each music bed comes out of its file at -14 LUFS with no peak above -1 dBTP."""
    with (tmp_path / "bed.mp4").open("wb") as file:
        record(file, levelled(compose(mood, 6 * RATE, 5, (2.0, 4.0))))
    heard = sound(tmp_path / "bed.mp4")

    assert loudness(heard) == pytest.approx(-14, abs=0.5)
    assert true_peak(heard) <= -1


def detail(canvas: Canvas) -> float:
    """How much there is to see between the marks and the spoken line."""
    luma = canvas.luma[330:1340:2, 72:950:2].astype(int)
    return float(np.abs(np.diff(luma, axis=0)).mean() + np.abs(np.diff(luma, axis=1)).mean())


@pytest.mark.parametrize("look", LOOKS)
def test_the_first_picture_is_a_poster(look: Look) -> None:
    """What a feed shows before the reel plays is the whole hook: no word of it is still on its way."""
    animatic, first, later = Animatic(board(look), SECONDS, 3), Canvas.empty(), Canvas.empty()
    animatic.paint(first, 0)
    animatic.paint(later, animatic.beats[0].frames - 16)

    assert detail(first) > 0.85 * detail(later)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("seconds", [5, 30])
def test_no_curtain_hides_the_cover(look: Look, seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between hook and scene something is drawn over the words; the cover is chosen before that."""
    animatic, drawn = Animatic(board(look), seconds, 3), list[float]()
    monkeypatch.setattr(animatic.look, "curtain", lambda _, at: drawn.append(at))
    for number in range(0, animatic.posters, 6):
        animatic.paint(Canvas.empty(), number)
    before = len(drawn)
    animatic.paint(Canvas.empty(), animatic.beats[0].frames - 2)

    assert before == 0
    assert len(drawn) == 1
    assert animatic.posters > 30


@pytest.mark.parametrize("look", LOOKS)
def test_a_wipe_leaves_no_empty_screen(look: Look) -> None:
    """Around a cut no more than three pictures, a tenth of a second, show nothing but one colour."""
    animatic, canvas, empty = Animatic(board(look), SECONDS, 3), Canvas.empty(), 0
    cut = animatic.beats[1].start
    for number in range(cut - 6, cut + 7):
        animatic.paint(canvas, number)
        empty += bool(canvas.luma[340:1700:4, ::4].std() < 4)

    assert empty <= 3


def test_blinds_leave_an_icon_its_shape() -> None:
    """The light through the blinds stripes a noir icon, but no stripe is as dark as the wall behind it."""
    letter, canvas = icons.find("bug"), Canvas.empty()
    looks.make(Look.NOIR, 3).stage(Beat(1, 3, "Bees", "", "", "", letter, "en", 90, 90))(canvas, 2.0)
    inked = (np.asarray(icons.picture(letter, 560)) > 128).sum()

    assert (canvas.luma[260:930] > 110).sum() > 0.9 * inked


@pytest.mark.parametrize(("language", "is_typed"), [("en", True), ("en-GB", True), ("hi", False)])
def test_no_camera_note_stands_in_a_reel_of_another_language(language: str, is_typed: bool) -> None:
    """How a shot is taken is noted in English: on the map of a Hindi reel there is nothing of it."""
    pictures = []
    for shot in ("", "close-up, ground level, rack focus"):
        canvas = Canvas.empty()
        beat = Beat(1, 3, "पहली चाय", "", "", shot, "", language, 90, 90)
        looks.make(Look.DOCUMENTARY, 3).stage(beat)(canvas, 2.0)
        pictures.append(canvas.luma.copy())

    assert (pictures[0] != pictures[1]).any() == is_typed


@pytest.mark.parametrize("look", LOOKS)
def test_no_picture_is_black(look: Look) -> None:
    """Not even in the middle of a cut: at least one pixel in fifty of every picture is lit."""
    animatic, canvas = Animatic(board(look), SECONDS, 3), Canvas.empty()
    cut = animatic.beats[1].start
    for number in (0, *range(cut - 6, cut + 8), animatic.frames - 1):
        animatic.paint(canvas, number)

        assert (canvas.luma > BLACK).mean() > 0.02, f"picture {number}"


@pytest.mark.parametrize("look", LOOKS)
def test_a_minute_is_small_enough_to_send(look: Look) -> None:
    """Two seconds across a cut take less than a thirtieth of 20 MB."""
    animatic, file = Animatic(board(look), 30, 3), BytesIO()
    cut = animatic.beats[1].start
    with av.open(file, "w", format="mp4") as container:
        stream = film(container, DRAWN)
        for frame in animatic.shoot(cut - 15, cut + 45):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    assert len(file.getvalue()) < 20e6 / 30
