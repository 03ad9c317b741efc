"""Fetching a clip or a sound: from allowed hosts only, whole or not at all."""

import asyncio
import errno
import os
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from adapters.wire.verdicts import TOO_LATE, UNREACHABLE, Words, retry_after, unsent
from core.errors import Failed, Misconfigured, Unavailable

_BLOCK = 1 << 20
_REDIRECTS = 3
_QUIET = httpx.Timeout(30, connect=10, pool=60)
_NO_KEY: Mapping[str, str] = {}
_NO_ROOM = "There is no room left to keep the clip. The operator has to make some."
_NO_DISK = "The clip could not be written to disk. The operator has to look at the data directory."
_CUT_SHORT = "The clip arrived incomplete."
_TOO_LARGE = "The clip is larger than we take."
_NO_VIDEO = "What the video service calls a clip is no video."
_NO_SOUND = "What the service calls a sound is none."
_FORBIDDEN = "The video service points to a place that we do not fetch clips from."


@dataclass(frozen=True, slots=True)
class Kind:
    """What is fetched: how an answer may call it, how it begins, and what is said when it is not that."""

    called: tuple[str, ...]
    begins: Callable[[bytes], bool]
    wrong: str


def _is_sound(head: bytes) -> bool:
    """WAV, MP3 with and without a tag, Ogg and FLAC, by their first bytes."""
    is_bare_mp3 = head[:1] == b"\xff" and head[1:2] >= b"\xe0"
    return is_bare_mp3 or head.startswith((b"RIFF", b"ID3", b"OggS", b"fLaC"))


# An mp4 opens with the size of its `ftyp` box and that name (ISO/IEC 14496-12).
FILM = Kind(("video/",), lambda head: head[4:8] == b"ftyp", _NO_VIDEO)
SOUND = Kind(("audio/",), _is_sound, _NO_SOUND)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """How clips are fetched: at most `limit` bytes, `within` so many seconds.

    `may_fetch` says whether a clip may be fetched from an address at all, `headers_for` with which
    headers; a key belongs there only for the vendor's own address.
    """

    http: httpx.AsyncClient
    words: Words
    may_fetch: Callable[[str], bool]
    headers_for: Callable[[str], Mapping[str, str]] = lambda _: _NO_KEY
    limit: int = 200_000_000
    within: float = 300.0
    kind: Kind = FILM


async def fetch(how: Fetcher, url: str, to: Path) -> None:
    """Stream the clip at `url` into the file `to`.

    Raises Unavailable (worth another try), Failed, Misconfigured (the disk).
    """
    draft = to.with_name(f".{to.name}.{secrets.token_hex(4)}.part")
    try:
        async with asyncio.timeout(how.within), _reply(how, url) as reply:
            await _write(reply, draft, how)
        await asyncio.to_thread(os.replace, draft, to)
    except httpx.HTTPError as error:
        raise unsent(error, how.words) or Unavailable(_CUT_SHORT) from error
    except httpx.InvalidURL as error:
        raise Failed(_FORBIDDEN, billed=True) from error
    except TimeoutError as error:
        raise Unavailable(UNREACHABLE) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Misconfigured(_NO_ROOM if full else _NO_DISK) from error
    finally:
        draft.unlink(missing_ok=True)


@asynccontextmanager
async def _reply(how: Fetcher, url: str) -> AsyncIterator[httpx.Response]:
    """The answer that carries the clip, after at most three redirects between allowed hosts."""
    for _ in range(_REDIRECTS + 1):
        if not how.may_fetch(url):
            raise Failed(_FORBIDDEN, billed=True)
        # Compressed bytes could unpack to any size.
        headers = {**how.headers_for(url), "Accept-Encoding": "identity"}
        request = how.http.build_request("GET", url, headers=headers, timeout=_QUIET)
        reply = await how.http.send(request, stream=True, follow_redirects=False)
        try:
            if reply.next_request is None:
                _check(reply, how.kind)
                yield reply
                return
            url = str(reply.next_request.url)
        finally:
            await reply.aclose()
    raise Failed(how.words.moved, billed=True)


def _check(reply: httpx.Response, wanted: Kind) -> None:
    code = reply.status_code
    if code == 429 or code >= 500:
        raise Unavailable(UNREACHABLE, retry_in=retry_after(reply.headers))
    if code != 200:
        raise Failed(TOO_LATE, billed=True)
    kind = reply.headers.get("content-type", "application/octet-stream").lower()
    if not kind.startswith((*wanted.called, "application/octet-stream", "binary/octet-stream")):
        raise Failed(wanted.wrong, billed=True)


async def _write(reply: httpx.Response, draft: Path, how: Fetcher) -> None:
    promised = int(reply.headers.get("content-length") or 0)
    if promised > how.limit:
        raise Failed(_TOO_LARGE, billed=True)
    file = await asyncio.to_thread(draft.open, "xb")
    try:
        size = 0
        async for block in reply.aiter_bytes(_BLOCK):
            if size == 0 and not how.kind.begins(block):
                raise Failed(how.kind.wrong, billed=True)
            size += len(block)
            if size > how.limit:
                raise Failed(_TOO_LARGE, billed=True)
            await asyncio.to_thread(file.write, block)
        if size == 0 or size < promised:
            raise Unavailable(_CUT_SHORT)
        await asyncio.to_thread(_settle, file)
    finally:
        file.close()


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
