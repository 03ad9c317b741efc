"""Everything needed to post a reel: its words as each platform takes them, and a ZIP with the files."""

import asyncio
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import Misconfigured
from core.reel.archive import Archive
from core.reel.job import Job
from core.reel.niche import Platform
from core.reel.storyboard import Storyboard, moment_lengths
from core.wording import words_of

MOST_BYTES = 8_000_000
"""A larger reel stays out of the ZIP: it could not be posted everywhere."""

_ALT = 1000
_TITLE = 100
_FULL = (
    "The kit cannot be written: the data folder is full or read-only. Whoever runs the bot must see to it."
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a platform takes: `text` of caption and hashtags together, in its own `measure`."""

    text: int
    tags: int
    measure: Callable[[str], int] = len


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _bytes(text: str) -> int:
    return len(text.encode())


RULES: Mapping[Platform, Rule] = {
    # 2200 characters (Meta's publishing documentation); five hashtags (@creators, December 2025).
    Platform.REELS: Rule(2200, 5),
    # 2200 UTF-16 units (TikTok for Developers, direct post, 2026); five hashtags (since August 2025).
    Platform.TIKTOK: Rule(2200, 5, _utf16),
    # 5000 bytes (YouTube Data API, 2026); it shows three hashtags and minds more than sixty.
    Platform.SHORTS: Rule(5000, 15, _bytes),
}


_OF_PLATFORM: Mapping[Platform, tuple[str, ...]] = {
    Platform.REELS: ("#reels", "#reelsinstagram", "#instagramreels", "#instareels", "#instagram", "#explore"),
    Platform.TIKTOK: ("#tiktok", "#fyp", "#foryou", "#foryoupage"),
    Platform.SHORTS: ("#shorts", "#youtubeshorts", "#youtube"),
}
"""Hashtags that mean a platform itself: they say nothing on another."""

_CAMERA = re.compile(
    r"[^:.]*\b(?:shots?|close[- ]?up|macro|angle|eye level|push[- ]?in|handheld|overhead|lens)\b[^:.]*:\s+",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Post:
    """What to paste on one platform.

    `title` is empty where there is none; `is_short`: words of the caption are left out.
    """

    platform: Platform
    title: str
    text: str
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class Kit:
    """The words to post with a reel, those for its own platform first; `alt` is in English."""

    posts: tuple[Post, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Packed:
    """A ZIP with all of it; `has_reel` is not so when the reel was too large for that."""

    file: Path
    has_reel: bool


def kit_of(job: Job, board: Storyboard) -> Kit:
    """The words for every platform."""
    own = job.brief.niche.platform
    order = (own, *(each for each in Platform if each is not own))
    is_drawn = job.reel is not None and job.reel.is_animatic
    alt = alt_text(board, _length(job, board), is_drawn=is_drawn)
    return Kit(tuple(post(board, platform) for platform in order), alt)


def post(board: Storyboard, platform: Platform) -> Post:
    """Caption and hashtags within what the platform takes; the caption is shortened before a hashtag is."""
    rule, caption, title = RULES[platform], board.social.caption, ""
    if platform is Platform.SHORTS:
        # YouTube refuses these two signs in titles and descriptions (its documentation, 2026).
        caption, title = _unbracketed(caption), _within(_unbracketed(board.title), _TITLE, len)
    elif not set(words_of(board.title)) & set(words_of(caption)):
        # Where nothing has a title, the caption says what it is about.
        caption = f"{board.title}\n\n{caption}"
    tags = " ".join(_tags(board.social.hashtags, platform)[: rule.tags])
    room = rule.text - rule.measure(f"\n\n{tags}" if tags else "")
    kept = _within(caption, room, rule.measure)
    return Post(platform, title, f"{kept}\n\n{tags}" if tags else kept, kept != caption)


def _tags(tags: Sequence[str], platform: Platform) -> Sequence[str]:
    """Without those that mean other platforms, and with one that means this."""
    foreign = {tag for other, own in _OF_PLATFORM.items() if other is not platform for tag in own}
    kept = [tag for tag in tags if tag.casefold() not in foreign]
    own = _OF_PLATFORM[platform]
    return kept if not kept or any(tag.casefold() in own for tag in kept) else [*kept, own[0]]


def alt_text(board: Storyboard, seconds: float, *, is_drawn: bool = False) -> str:
    """What is seen, for whoever does not see it: the pictures, without what only a camera has to know.

    Of a drawn reel that is what stands in it.
    """
    drawn = "words and symbols, " if is_drawn else ""
    seen = [f"“{one.written}”" if is_drawn else _pictured(one.seen) for one in board.moments]
    told = f"Vertical video, {drawn}{seconds:.0f} seconds. {seen[0]}."
    for part in seen[1:]:
        if len(told) + len(part) + len(" Then: .") > _ALT:
            break
        told += f" Then: {part}."
    return told[:_ALT]


def _pictured(seen: str) -> str:
    """What there is in a picture, in a sentence without its full stop."""
    told = _SENTENCE_END.split(_CAMERA.sub("", seen, count=1))[0].rstrip(".")
    return told[:1].upper() + told[1:]


def subtitles(board: Storyboard, seconds: float) -> str:
    """An SRT file with what is said moment by moment, for a drawn reel, which has none beside it."""
    at, cues = 0.0, []
    moments = zip(board.moments, moment_lengths(board.moments, seconds), strict=True)
    for number, (moment, length) in enumerate(moments, start=1):
        cues.append(f"{number}\n{_clock(at)} --> {_clock(at + length)}\n{moment.said}\n")
        at += length
    return "\n".join(cues)


async def pack(job: Job, board: Storyboard, archive: Archive, hours: str = "") -> Packed:
    """Put everything into a ZIP beside the reel, in place of an earlier one; `hours` says when to post.

    Raises Misconfigured when there is no room for it, Unavailable when the reel cannot be had just now.
    """
    assert job.reel is not None
    await archive.at_hand(job.reel.file)
    return await asyncio.to_thread(_packed, job, board, archive, hours)


def _packed(job: Job, board: Storyboard, archive: Archive, hours: str) -> Packed:
    assert job.reel is not None
    kit, reel = kit_of(job, board), archive.reel(job.reel.file)
    file, cover, srt = reel.with_suffix(".kit.zip"), reel.with_suffix(".cover.jpg"), reel.with_suffix(".srt")
    has_reel = reel.exists() and reel.stat().st_size <= MOST_BYTES
    draft = reel.with_suffix(".kit.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as zipped:
            if has_reel:
                zipped.write(reel, "reel.mp4", zipfile.ZIP_STORED)
            if cover.exists():
                zipped.write(cover, "cover.jpg", zipfile.ZIP_STORED)
            spoken = srt.read_text("utf-8") if srt.exists() else subtitles(board, _length(job, board))
            zipped.writestr("subtitles.srt", spoken)
            zipped.writestr("alt-text.txt", f"{kit.alt}\n")
            if hours:
                zipped.writestr("when-to-post.txt", f"{hours}\n")
            for one in kit.posts:
                name = one.platform.label.lower().replace(" ", "-")
                zipped.writestr(f"{name}.txt", "\n\n".join(filter(None, [one.title, one.text])) + "\n")
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Misconfigured(_FULL) from error
    return Packed(file, has_reel)


def _length(job: Job, board: Storyboard) -> float:
    return job.reel.footage.seconds if job.reel is not None else board.seconds


def _unbracketed(text: str) -> str:
    return text.replace("<", "‹").replace(">", "›")


def _within(text: str, room: int, measure: Callable[[str], int]) -> str:
    """The beginning of a text that a platform has room for, ended between words."""
    if measure(text) <= room:
        return text
    cut = text
    while cut and measure(f"{cut}…") > room:
        cut = cut[: min(len(cut) - 1, room)]
    between = cut.rfind(" ")
    return f"{(cut[:between] if between > len(cut) // 2 else cut).rstrip()}…"


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    minutes, milliseconds = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02},{milliseconds % 1000:03}"
