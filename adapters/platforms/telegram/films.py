"""A reel as Telegram wants it: streamed, with its measures and pictures, and a caption that fits."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telegram import InputFile, InputMediaVideo, Message
from telegram.constants import ParseMode

from core.ports import Footage

UPLOAD_SECONDS = 180.0
CAPTION_LIMIT = 1024
_COVER = "cover_picture"


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is seen of a reel before it plays: a full-size cover, and a thumbnail of 320 pixels at most."""

    cover: bytes
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class Film:
    """A reel to be sent. `source` is its file, or what Telegram knows it by; `caption` is HTML.

    `is_veiled` shows it only to whoever presses on it.
    """

    source: Path | str
    footage: Footage | None
    pictures: Pictures | None
    caption: str
    is_veiled: bool = False


@contextmanager
def opened(source: Path | str, name: str = "reel.mp4") -> Iterator[InputFile | str]:
    """The reel for the length of one call; a file is read in pieces while it is sent."""
    if isinstance(source, str):
        yield source
        return
    with source.open("rb") as file:
        yield InputFile(file, name, attach=False, read_file_handle=False)


def as_media(film: Film, file: InputFile | str) -> tuple[InputMediaVideo, dict[str, Any]]:
    """What `editMessageMedia` takes, and the parts that travel beside it.

    PTB 22.8 cannot upload the cover of an InputMediaVideo by itself, so it goes as a part of its own.
    """
    if isinstance(file, str):
        return InputMediaVideo(file, film.caption, parse_mode=ParseMode.HTML, **_veil(film)), {}
    attached = InputFile(file.input_file_content, file.filename, attach=True, read_file_handle=False)
    pictures = film.pictures
    media = InputMediaVideo(
        attached,
        film.caption,
        parse_mode=ParseMode.HTML,
        supports_streaming=True,
        thumbnail=pictures.thumbnail if pictures else None,
        cover=f"attach://{_COVER}" if pictures else None,
        **_veil(film),
        **_measures(film),
    )
    return media, {_COVER: InputFile(pictures.cover, "cover.jpg")} if pictures else {}


def as_video(film: Film, seconds: float) -> dict[str, Any]:
    """What `sendVideo` takes beside the file. Without the measures Telegram shows a square (tdlib#127)."""
    seen = {"cover": film.pictures.cover, "thumbnail": film.pictures.thumbnail} if film.pictures else {}
    return as_document(film, seconds) | seen | _measures(film) | _veil(film) | {"supports_streaming": True}


def as_document(film: Film, seconds: float) -> dict[str, Any]:
    """What `sendDocument` takes beside the file."""
    return {"caption": film.caption, "parse_mode": ParseMode.HTML} | patience(film, seconds)


def patience(film: Film, seconds: float) -> dict[str, Any]:
    """Time-outs for each piece of an upload; a long silence must not be taken for a failure."""
    if isinstance(film.source, str):
        return {}
    return {"read_timeout": seconds, "write_timeout": seconds, "connect_timeout": 15.0}


def file_id(message: Message | bool) -> str | None:
    """What Telegram knows the reel of this message by."""
    video = message.video if isinstance(message, Message) else None
    return video.file_id if video is not None else None


def caption(text: str) -> tuple[str, str]:
    """The last words as HTML, and what of them did not fit, as it was.

    The first paragraph is the title, the last says how it was made; what lies between can be
    posted beside the reel, and gives way.
    """
    title, *middle, last = text.split("\n\n") if "\n\n" in text else (text, "")
    post = "\n\n".join(middle)
    room = CAPTION_LIMIT - len(f"{title}\n\n\n\n{last}")
    if len(post) <= room:
        return _html(title, post, last), ""
    if room < 2:
        return html.escape(text[: CAPTION_LIMIT - 1], quote=False) + "…", text
    return _html(title, f"{post[: room - 1].rstrip()}…", last), post


def _html(title: str, post: str, last: str) -> str:
    quoted = f"<blockquote expandable>{html.escape(post, quote=False)}</blockquote>" if post else ""
    parts = [f"<b>{html.escape(title, quote=False)}</b>", quoted, html.escape(last, quote=False)]
    return "\n\n".join(filter(None, parts))


def _veil(film: Film) -> dict[str, Any]:
    return {"has_spoiler": True} if film.is_veiled else {}


def _measures(film: Film) -> dict[str, Any]:
    shape = film.footage
    if shape is None or isinstance(film.source, str):
        return {}
    return {"width": shape.width, "height": shape.height, "duration": round(shape.seconds)}
