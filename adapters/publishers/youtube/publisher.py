"""Uploads to YouTube by its resumable protocol: one session makes one video, however often it is sent to.

From the YouTube Data API's guides "Resumable Uploads" and "OAuth 2.0 for server-side web apps", and the
reference of the video resource, read 2026-11-23. An API project that YouTube has not audited has all
its uploads locked to private.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from adapters.wire.addresses import is_https_under, origin
from adapters.wire.errand import Errand
from adapters.wire.verdicts import body
from core.errors import Failed, Misconfigured, StudioError, Unavailable, Unclear
from core.publishing import Posting, Published, Ticket
from core.reel.niche import Platform

BASE_URL = "https://www.googleapis.com"
TOKEN_URL = "https://oauth2.googleapis.com/token"

_PEOPLE_AND_BLOGS = "22"
_TAGS = 450
"""Characters of all tags together; YouTube takes 500, and counts commas between them."""

_CHUNK = 1 << 20
_UPLOAD_SECONDS = 900.0
_TRIES = 4
_PAUSE = 2.0
_RECEIVED = re.compile(r"bytes=0-(\d+)")
_RESUME, _FORBIDDEN = 308, 403

_INCOMPLETE = "YouTube did not get the whole reel; nothing is published. Press again to go on with it."
_NO_SESSION = "YouTube began no upload."
_NOT_THERE = "The reel's file is no longer there."
_MAYBE = "YouTube has closed the upload, and does not say whether the reel arrived."
_NO_PERMISSION = (
    "YouTube does not accept our permission any more. The operator has to renew YOUTUBE_REFRESH_TOKEN."
)
_NO_QUOTA = "YouTube takes no more uploads from us today."
_QUOTA = frozenset({"quotaExceeded", "uploadLimitExceeded", "rateLimitExceeded"})


class YouTube:
    """Fills `core.publishing.Publisher`. Close it with `aclose`. `pause` waits so many seconds."""

    key = "youtube"
    name = "YouTube"

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        refresh_token: str,
        base_url: str = BASE_URL,
        token_url: str = TOKEN_URL,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = {"client_id": client_id, "client_secret": client_secret}
        self._refresh_token = refresh_token
        self._base, self._token_url, self._pause = base_url.rstrip("/"), token_url, pause
        self._http = httpx.AsyncClient()
        self._errand = Errand(self._http, self.name, "YOUTUBE_REFRESH_TOKEN", "YOUTUBE_BASE_URL", _verdict)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def begin(self, posting: Posting) -> Ticket:
        """Open a session; no video comes of it before all its bytes have arrived."""
        size = await _size(posting.file)
        headers = await self._auth() | {
            "X-Upload-Content-Length": str(size),
            "X-Upload-Content-Type": "video/mp4",
        }
        where = f"{self._base}/upload/youtube/v3/videos"
        what = {"uploadType": "resumable", "part": "snippet,status"}
        reply = await self._errand.run("POST", where, params=what, headers=headers, json=resource(posting))
        session = reply.headers.get("location", "")
        if not self._is_theirs(session):
            raise Failed(_NO_SESSION)
        return {"session": session}

    async def publish(self, posting: Posting, ticket: Ticket) -> Published:
        """Send what YouTube has not got yet, and go on where a connection broke."""
        known = await self._asked(posting, ticket)
        for number in range(_TRIES):
            if isinstance(known, Published):
                return known
            try:
                return await self._send(posting, ticket, known)
            except (Unclear, Unavailable) as trouble:
                await self._pause(_PAUSE * (number + 1))
                known = await self._asked_after(posting, ticket, trouble)
        if isinstance(known, Published):
            return known
        raise Unavailable(_INCOMPLETE)

    async def find(self, posting: Posting, ticket: Ticket) -> Published | None:
        """Ask the session: it knows whether it is complete, as long as YouTube keeps it."""
        try:
            known = await self._asked(posting, ticket)
        except Failed as gone:
            raise Unclear(_MAYBE) from gone
        return known if isinstance(known, Published) else None

    async def _asked_after(self, posting: Posting, ticket: Ticket, trouble: StudioError) -> Published | int:
        """The same after something was sent, when nobody can say that nothing came of it."""
        try:
            return await self._asked(posting, ticket)
        except (Failed, Unavailable) as silence:
            raise Unclear(_MAYBE) from (trouble if isinstance(silence, Unavailable) else silence)

    async def _asked(self, posting: Posting, ticket: Ticket) -> Published | int:
        """The video, or how many bytes YouTube has got. Raises Failed when the session is over."""
        headers = await self._auth() | {"Content-Range": f"bytes */{await _size(posting.file)}"}
        return self._outcome(await self._errand.run("PUT", ticket["session"], headers=headers))

    async def _send(self, posting: Posting, ticket: Ticket, begins: int) -> Published:
        size = await _size(posting.file)
        span = f"bytes {begins}-{size - 1}/{size}"
        headers = await self._auth() | {
            "Content-Type": "video/mp4",
            "Content-Length": str(size - begins),
            "Content-Range": span,
        }
        reply = await self._errand.run(
            "PUT",
            ticket["session"],
            seconds=_UPLOAD_SECONDS,
            is_final=True,
            headers=headers,
            content=_bytes(posting.file, begins),
        )
        outcome = self._outcome(reply)
        if isinstance(outcome, Published):
            return outcome
        raise Unavailable(_INCOMPLETE)

    def _outcome(self, reply: httpx.Response) -> Published | int:
        if reply.status_code == _RESUME:
            got = _RECEIVED.fullmatch(reply.headers.get("range", ""))
            return int(got[1]) + 1 if got else 0
        video = body(reply)
        if not video.get("id"):
            raise Unclear(_MAYBE)
        return Published(str(video["id"]), f"https://studio.youtube.com/video/{video['id']}/edit")

    async def _auth(self) -> dict[str, str]:
        told = {**self._client, "refresh_token": self._refresh_token, "grant_type": "refresh_token"}
        try:
            reply = await self._errand.run("POST", self._token_url, data=told)
        except (Failed, Misconfigured) as trouble:
            raise Misconfigured(_NO_PERMISSION) from trouble
        token = body(reply).get("access_token", "")
        if not isinstance(token, str) or not re.fullmatch(r"[!-~]+", token):
            raise Misconfigured(_NO_PERMISSION)
        return {"Authorization": f"Bearer {token}"}

    def _is_theirs(self, session: str) -> bool:
        """The permission goes to the address that we know, and to Google."""
        return origin(session) == origin(self._base) or is_https_under(session, (".googleapis.com",))


def resource(posting: Posting) -> dict[str, Any]:
    """The video as YouTube is told of it: private, so that its owner decides about the rest.

    Whether it is made for children is for its owner to say. The API knows `containsSyntheticMedia` since
    2024-10-30 (its revision history).
    """
    post = next(each for each in posting.posts if each.platform is Platform.SHORTS)
    tags, room = list[str](), _TAGS
    for tag in (word[1:] for word in post.text.split() if word.startswith("#") and len(word) > 1):
        room -= len(tag) + 1
        tags += [tag] if room >= 0 else []
    return {
        "snippet": {
            "title": post.title,
            "description": post.text,
            "tags": tags,
            "categoryId": _PEOPLE_AND_BLOGS,
            "defaultLanguage": posting.language,
        },
        "status": {"privacyStatus": "private", "containsSyntheticMedia": posting.is_generated},
    }


def _verdict(reply: httpx.Response) -> StudioError | None:
    """Being over a quota looks like being shut out, but for the reason."""
    if reply.status_code != _FORBIDDEN:
        return None
    reasons = {str(error.get("reason")) for error in body(reply).get("error", {}).get("errors", ())}
    return Unavailable(_NO_QUOTA) if reasons & _QUOTA else None


async def _size(file: Path) -> int:
    try:
        return (await asyncio.to_thread(file.stat)).st_size
    except OSError as error:
        raise Failed(_NOT_THERE) from error


async def _bytes(file: Path, begins: int) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(file.open, "rb") as source:
        source.seek(begins)
        while chunk := await asyncio.to_thread(source.read, _CHUNK):
            yield chunk
