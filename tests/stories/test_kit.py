"""Everything needed to post a reel: its words as each platform takes them, and a ZIP."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.reel.kit import MOST_BYTES, alt_text, post, subtitles
from core.reel.niche import Platform
from core.reel.storyboard import Social
from tests.players import storyboard
from tests.stories.parlour import Parlour, command

BOARD = storyboard()


async def test_the_button_under_a_reel_gives_what_to_post(tmp_path: Path) -> None:
    """Title, caption and hashtags for each platform, the reel's own first, alt text, and when to post."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee platform=tiktok")
        reel = await parlour.reel("/generate monks")
        kit = await parlour.say(command(reel.choices, "Post kit"))

    places = [kit.text.index(each) for each in ("TikTok:", "Instagram Reels:", "YouTube Shorts:", "Alt text")]
    assert places == sorted(places)
    assert "YouTube Shorts:\nMonks\nAll about monks.\n\n#coffee" in kit.text
    assert "Vertical video, 5 seconds. A close view of monks. Then:" in kit.text
    assert "by the clock where your viewers live:\nTikTok: Sunday 09:00, Monday 13:00 or" in kit.text
    assert "YouTube Shorts: any hour" in kit.text
    assert "watched to its end" in kit.text
    assert all(part in kit.text for part in kit.copies)
    assert len(kit.copies) == 5


async def test_when_to_post_depends_on_the_goal_and_the_clock(tmp_path: Path) -> None:
    """Who wants new viewers hears what brings those, and hours are told beside one's own clock."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/quota zone=Asia/Tokyo")
        await parlour.say("/niche specialty coffee goal=reach")
        reel = await parlour.reel("/generate monks")
        new_people = await parlour.say(f"/kit {reel.key}")
        await parlour.say("/niche specialty coffee goal=sales platform=shorts")
        reel = await parlour.reel("/generate nuns")
        shorts = await parlour.say(f"/kit {reel.key}")

    assert "(yours goes by Asia/Tokyo):\nInstagram Reels: Thursday 09:00, Wednesday 12:00" in new_people.text
    assert "New people come most by reels that are sent on" in new_people.text
    assert "(yours goes by Asia/Tokyo):\nYouTube Shorts: any hour" in shorts.text
    assert "sent on" not in shorts.text


async def test_everything_comes_as_a_zip(tmp_path: Path) -> None:
    """The ZIP holds the reel, its cover, subtitles, alt text and the words for each platform."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        reel = await parlour.reel("/generate monks")
        assert reel.reel is not None
        reel.reel.with_suffix(".cover.jpg").write_bytes(b"a cover")
        kit = await parlour.say(command(reel.choices, "Post kit"))
        sent = await parlour.say(command(kit.choices, "As a ZIP"))

    assert sent.as_file
    assert sent.shows is not None
    assert sent.shows.reel is not None
    with zipfile.ZipFile(io.BytesIO(sent.shows.reel.read_bytes())) as held:
        names = set(held.namelist())
        assert held.read("cover.jpg") == b"a cover"
        assert "#coffee" in held.read("tiktok.txt").decode()
        assert "Watch this." in held.read("subtitles.srt").decode()
        assert "Instagram Reels: Thursday 09:00" in held.read("when-to-post.txt").decode()
    texts = {"when-to-post.txt", "alt-text.txt", "instagram-reels.txt", "tiktok.txt", "youtube-shorts.txt"}
    assert names == {"reel.mp4", "cover.jpg", "subtitles.srt", *texts}


async def test_a_large_reel_stays_out_and_it_is_said(tmp_path: Path) -> None:
    """A reel that could not be posted with the ZIP is left out, and how to get it is said."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        reel = await parlour.reel("/generate monks")
        assert reel.reel is not None
        reel.reel.write_bytes(bytes(MOST_BYTES + 1))
        sent = await parlour.say(f"/kit {reel.key} as=zip")

    assert f"/reels {reel.key} as=file" in sent.text


async def test_the_kit_is_thrown_away_with_its_reel(tmp_path: Path) -> None:
    """Whoever deletes a reel leaves no ZIP of it behind."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        reel = await parlour.reel("/generate monks")
        await parlour.say(f"/kit {reel.key} as=zip")
        job = await parlour.store.job(reel.key)
        assert job is not None
        await parlour.studio.discard(job)

    assert list((tmp_path / "reels").iterdir()) == []


async def test_nothing_to_post_of_a_reel_that_is_not_there(tmp_path: Path) -> None:
    """Of a reel that failed there is nothing to post, and that is said."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        ordered = await parlour.say("/generate monks")
        reply = await parlour.say(f"/kit {ordered.job_id}")

    assert "not been finished" in reply.text


@pytest.mark.parametrize(
    ("platform", "length"),
    [
        (Platform.REELS, len),
        (Platform.TIKTOK, lambda text: len(text.encode("utf-16-le")) // 2),
        (Platform.SHORTS, lambda text: len(text.encode()) - 2800),
    ],
)
@pytest.mark.parametrize("letter", ["a", "ß", "🎬", "a b "])
def test_no_platform_is_given_more_than_it_takes(
    platform: Platform, length: Callable[[str], int], letter: str
) -> None:
    """However long a caption is, and in whatever script, what is to be pasted fits with its hashtags."""
    tags = tuple(f"#tag{number}" for number in range(15))
    board = BOARD.model_copy(update={"social": Social(caption=(letter * 2200)[:2200], hashtags=tags)})

    made = post(board, platform)

    assert length(made.text) <= 2200
    assert made.text.count("#") == (15 if platform is Platform.SHORTS else 5)
    assert made.is_short == (board.social.caption not in made.text)


def test_each_platform_has_its_own_hashtags() -> None:
    """A hashtag that means one platform is not pasted on another, which has its own where there is room."""
    tags = ("#coffee", "#Reels", "#explore", "#fyp")
    board = BOARD.model_copy(update={"social": Social(caption="Monks.", hashtags=tags)})

    found = {platform: post(board, platform).text.partition("\n\n")[2] for platform in Platform}

    assert found == {
        Platform.REELS: "#coffee #Reels #explore",
        Platform.TIKTOK: "#coffee #fyp",
        Platform.SHORTS: "#coffee #shorts",
    }


def test_a_caption_says_what_the_reel_is_about() -> None:
    """Where nothing has a title, a caption that leaves the idea out begins with it."""
    board = BOARD.model_copy(update={"social": Social(caption="Made to be watched twice.")})

    assert post(board, Platform.TIKTOK).text == f"{BOARD.title}\n\nMade to be watched twice."
    assert post(board, Platform.SHORTS).text == "Made to be watched twice."
    assert post(BOARD, Platform.TIKTOK).text.startswith("All about how monks")


def test_alt_text_tells_what_is_seen() -> None:
    """Whoever does not see it is told of the pictures, not of the camera; of a drawn reel, of its words."""
    seen = "Waist-up shot, low angle: a monk pours coffee; steam rises. The picture hints at a story."
    hook = BOARD.hook.model_copy(update={"seen": seen, "written": "Who did it?"})
    board = BOARD.model_copy(update={"hook": hook})

    assert alt_text(board, 9).startswith(
        "Vertical video, 9 seconds. A monk pours coffee; steam rises. Then: The first scene of how monks"
    )
    assert alt_text(board, 9, is_drawn=True) == (
        "Vertical video, words and symbols, 9 seconds. “Who did it?”. Then: “Then this”. Then: “Then this”."
    )


def test_youtube_gets_no_angle_brackets() -> None:
    """YouTube refuses < and >; they are written as something that looks alike."""
    social = Social(caption="a < b > c")
    made = post(BOARD.model_copy(update={"social": social, "title": "<b>" * 40}), Platform.SHORTS)

    assert not set("<>") & set(made.title + made.text)
    assert len(made.title) <= 100


def test_a_drawn_reel_has_subtitles_too() -> None:
    """Every line of the storyboard stands in the subtitles, in order, up to the last second."""
    told = subtitles(BOARD, 10)

    assert told.startswith("1\n00:00:00,000 --> 00:00:03,000\nWatch this.\n")
    assert "3\n00:00:06,500 --> 00:00:10,000\nThen this.\n" in told
