"""A Postiz on loopback: channels, uploads and drafts, by its public API.

`python -m tests.wires.postiz --port 0` runs it by itself; its first printed line is its address.
"""

import asyncio
from datetime import datetime
from enum import StrEnum
from typing import Any

from aiohttp import web

from tests.wires.server import Wire, door, serve

KEY = "postiz-key-of-this-test"
POSTS, UPLOAD, LIST = "posts", "upload", "list"
_BASE = "/public/v1"
_KINDS = {"instagram": {"post_type"}, "tiktok": {"privacy_level"}, "youtube": {"title", "type"}}


class Fault(StrEnum):
    """What can go wrong."""

    BUSY = "busy"
    BROKEN = "broken"
    CUT = "cut"
    CUT_AFTERWARDS = "cut afterwards"
    REFUSED = "refused"


class PostizServer(Wire):
    """Postiz with its files and posts kept for inspection; `channels` are those that are connected."""

    faults = Fault
    body_bytes = 2**26

    def __init__(self, channels: tuple[str, ...] = ("instagram", "tiktok", "youtube", "x")) -> None:
        super().__init__()
        self.channels = channels
        self.files: list[bytes] = []
        self.posts: list[dict[str, Any]] = []

    def door_of(self, fault: StrEnum) -> str:  # noqa: ARG002 (all wait where drafts are made, unless told)
        return POSTS

    def books(self) -> dict[str, Any]:
        return {"files": len(self.files), "posts": self.posts}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != KEY:
            return web.json_response({"msg": "Invalid API key"}, status=401)
        match request.method, request.path.removeprefix(_BASE):
            case "GET", "/integrations":
                return web.json_response([_channel(kind) for kind in self.channels])
            case "POST", "/upload":
                return await self._upload(request)
            case "POST", "/posts":
                return await self._post(request)
            case "GET", "/posts":
                return self._list(request)
        return web.json_response({"msg": "Not found"}, status=404)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = (await request.post()).get("file")
        if not isinstance(file, web.FileField):
            return web.json_response({"msg": "No file provided"}, status=400)
        self.files.append(file.file.read())
        name = f"file{len(self.files)}"
        return web.json_response(
            {"id": name, "name": f"{name}.mp4", "path": f"https://uploads/{name}.mp4"}, status=201
        )

    async def _post(self, request: web.Request) -> web.StreamResponse:
        match self.fault(POSTS):
            case Fault.BUSY:
                return web.json_response({}, status=429, headers={"Retry-After": "60"})
            case Fault.BROKEN:
                return web.json_response({}, status=502)
            case Fault.CUT:
                return self.cut(request)
            case Fault.REFUSED:
                return web.json_response({"msg": "Words of Postiz's own."}, status=400)
            case Fault.CUT_AFTERWARDS:
                self._enter(await request.json())
                return self.cut(request)
        told = await request.json()
        if mistake := _mistake(told):
            return web.json_response({"msg": mistake}, status=400)
        return web.json_response(self._enter(told), status=201)

    def _enter(self, told: dict[str, Any]) -> list[dict[str, str]]:
        made = []
        for post in told["posts"]:
            name = f"post{len(self.posts) + 1}"
            self.posts.append({"id": name, "type": told["type"], "date": told["date"], **post})
            made.append({"postId": name, "integration": post["integration"]["id"]})
        return made

    def _list(self, request: web.Request) -> web.StreamResponse:
        if self.fault(LIST) is Fault.BUSY:
            return web.json_response({}, status=429, headers={"Retry-After": "60"})
        first, last = (datetime.fromisoformat(request.query[name]) for name in ("startDate", "endDate"))
        found = [
            {
                "id": post["id"],
                "content": post["value"][0]["content"],
                "publishDate": post["date"],
                "state": post["type"].upper(),
                "integration": post["integration"],
            }
            for post in self.posts
            if first <= datetime.fromisoformat(post["date"]) <= last
        ]
        return web.json_response({"posts": found})


def _channel(kind: str) -> dict[str, Any]:
    return {"id": f"{kind}-channel", "name": kind, "identifier": kind, "disabled": False, "profile": "ann"}


def _mistake(told: dict[str, Any]) -> str:
    """What Postiz would refuse in an order for posts."""
    if told.get("type") not in ("draft", "schedule", "now"):
        return "type"
    if not isinstance(told.get("shortLink"), bool) or not isinstance(told.get("tags"), list):
        return "shortLink, tags"
    for post in told.get("posts") or [{}]:
        settings = post.get("settings", {})
        if not _KINDS.get(settings.get("__type", ""), {"?"}) <= settings.keys():
            return "settings"
        images = [image for part in post["value"] for image in part["image"]]
        if not all({"id", "path"} <= image.keys() for image in images):
            return "image"
    return ""


if __name__ == "__main__":
    asyncio.run(serve(PostizServer(), door("postiz").parse_args().port))
