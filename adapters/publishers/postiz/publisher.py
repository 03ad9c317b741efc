"""Puts drafts into Postiz, one for each channel that is connected there; Postiz publishes them when told to.

From docs.postiz.com (public API: uploads, integrations, creating and listing posts), read 2026-11-23. The
key goes into `Authorization` as it is; thirty requests an hour are allowed, and this takes four.
"""

from datetime import timedelta
from typing import Any

import httpx

from adapters.wire.errand import Errand
from adapters.wire.verdicts import body
from core.clock import Clock, system_clock
from core.errors import Failed, Misconfigured, Unclear
from core.publishing import Posting, Published, Ticket
from core.reel.kit import Post
from core.reel.niche import Platform

BASE_URL = "https://api.postiz.com/public/v1"

_UPLOAD_SECONDS = 600.0
_PLATFORMS = {
    "instagram": Platform.REELS,
    "instagram-standalone": Platform.REELS,
    "tiktok": Platform.TIKTOK,
    "youtube": Platform.SHORTS,
}
_AROUND = timedelta(days=1)
_SETTLED = timedelta(minutes=10)
"""So long after the first press, drafts that are not there will not come any more."""
_NO_CHANNEL = (
    "Postiz has no channel for reels yet. The operator has to connect Instagram, TikTok or YouTube there."
)
_NO_FILE = "The reel's file is no longer there."
_NOT_TAKEN = "Postiz did not take the reel."
_MAYBE = "Postiz does not say whether it has the drafts."


class Postiz:
    """Fills `core.publishing.Publisher`. Close it with `aclose`."""

    key = "postiz"
    name = "Postiz"

    def __init__(self, api_key: str, base_url: str = BASE_URL, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._base = base_url.rstrip("/")
        self._http = httpx.AsyncClient(headers={"Authorization": api_key})
        self._errand = Errand(self._http, self.name, "POSTIZ_API_KEY", "POSTIZ_BASE_URL")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def begin(self, posting: Posting) -> Ticket:
        """Upload the file, which nobody sees, and learn which channels there are."""
        reply = await self._errand.run("GET", f"{self._base}/integrations")
        channels = [
            [str(each["id"]), str(each["identifier"])]
            for each in _listed(reply)
            if each.get("identifier") in _PLATFORMS and not each.get("disabled")
        ]
        if not channels:
            raise Misconfigured(_NO_CHANNEL)
        try:
            with posting.file.open("rb") as file:
                media = body(
                    await self._errand.run(
                        "POST",
                        f"{self._base}/upload",
                        seconds=_UPLOAD_SECONDS,
                        files={"file": (posting.file.name, file, "video/mp4")},
                    )
                )
        except OSError as error:
            raise Failed(_NO_FILE) from error
        if not media.get("id") or not media.get("path"):
            raise Failed(_NOT_TAKEN)
        return {"media": {"id": media["id"], "path": media["path"]}, "channels": channels}

    async def publish(self, posting: Posting, ticket: Ticket) -> Published:
        """Make all drafts with one request."""
        told = {
            "type": "draft",
            "date": _date(posting),
            "shortLink": False,
            "tags": [],
            "posts": [
                _draft(posting, channel, kind, ticket["media"]) for channel, kind in ticket["channels"]
            ],
        }
        reply = await self._errand.run("POST", f"{self._base}/posts", is_final=True, json=told)
        made = _listed(reply)
        if not made or not made[0].get("postId"):
            raise Unclear(_MAYBE)
        return Published(str(made[0]["postId"]))

    async def find(self, posting: Posting, ticket: Ticket) -> Published | None:
        """Look for drafts on these channels that are dated to our very millisecond."""
        around = {
            "startDate": (posting.at - _AROUND).isoformat(),
            "endDate": (posting.at + _AROUND).isoformat(),
        }
        reply = await self._errand.run("GET", f"{self._base}/posts", params=around)
        posts = body(reply).get("posts")
        if not isinstance(posts, list):
            raise Unclear(_MAYBE)
        ours = {channel for channel, _ in ticket["channels"]}
        for post in posts:
            is_ours = (post.get("integration") or {}).get("id") in ours
            if is_ours and post.get("publishDate") == _date(posting):
                return Published(str(post.get("id")))
        if self._clock() - posting.at < _SETTLED:
            # It may have taken our request, and still be at it.
            raise Unclear(_MAYBE)
        return None


def _draft(posting: Posting, channel: str, kind: str, media: dict[str, str]) -> dict[str, Any]:
    post = next(each for each in posting.posts if each.platform is _PLATFORMS[kind])
    return {
        "integration": {"id": channel},
        "value": [{"content": post.text, "image": [media]}],
        "settings": {"__type": kind, **_settings(kind, post)},
    }


def _settings(kind: str, post: Post) -> dict[str, object]:
    """What each platform has to be told; where somebody could see it, nobody does yet."""
    if kind == "youtube":
        return {"title": post.title, "type": "private"}
    if kind == "tiktok":
        shut = ("duet", "stitch", "comment", "brand_content_toggle", "brand_organic_toggle")
        return {"privacy_level": "SELF_ONLY", "autoAddMusic": "no", **dict.fromkeys(shut, False)}
    return {"post_type": "post"}


def _date(posting: Posting) -> str:
    """The moment of the press as Postiz writes it, by which the drafts are found again."""
    return f"{posting.at:%Y-%m-%dT%H:%M:%S}.{posting.at.microsecond // 1000:03}Z"


def _listed(reply: httpx.Response) -> list[dict[str, Any]]:
    try:
        found = reply.json()
    except ValueError:
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
