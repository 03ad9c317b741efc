"""Gemini's interactions on loopback: create, get, cancel, and the files they make (google-genai 3.4.0)."""

import uuid
from base64 import b64decode
from typing import Any

from aiohttp import web

from tests.wires.jobs import CHECK, Fault, JobServer, Ordered, is_upright

MODEL = "gemini-omni-1.2-flash"
_STATUS = {
    "queued": "queued",
    "filming": "in_progress",
    "done": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
}
_NAMES = {
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
}


class OmniServer(JobServer):
    """Google with its books open."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("x-goog-api-key") != self.key:
            info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
            body = {
                "code": 400,
                "message": "API key not valid.",
                "status": "INVALID_ARGUMENT",
                "details": [info],
            }
            return self.said(400, {"error": body})
        path = request.path.removeprefix("/v1/")
        if path.startswith("files/"):
            return (
                self.clip(request) if request.query.get("alt") == "media" else self.said(200, {"name": path})
            )
        if path.startswith("models/"):
            known = path == f"models/{MODEL}"
            return self.said(200 if known else 404, {"name": path} if known else self.error(404))
        if (request.method, path) == ("POST", "interactions"):
            asked = await request.json()
            return await self.ordered(
                request, asked, f"v1_{uuid.uuid4().hex}", self._card, is_valid=_is_valid(asked)
            )
        name, _, action = path.removeprefix("interactions/").partition("/")
        order = self.orders.get(name)
        if order is None:
            return self.said(404, self.error(404))
        if action == "cancel":
            self.take_back(order)
            return self.said(200, self._card(order) | {"status": "cancelled"})
        return self.trouble(self.fault(CHECK)) or self.said(200, self._told(order))

    def error(self, status: int) -> dict[str, Any]:
        name = _NAMES.get(status, "NOT_FOUND")
        return {"error": {"code": status, "message": f"trouble {status}", "status": name}}

    def _card(self, order: Ordered) -> dict[str, Any]:
        return {"id": order.id, "model": order.asked["model"], "status": "in_progress"}

    def _told(self, order: Ordered) -> dict[str, Any]:
        phase = self.phase(order)
        told = self._card(order) | {"status": _STATUS[phase]}
        if phase == "failed":
            code = "SAFETY" if order.fate == Fault.REFUSED else "INTERNAL"
            return told | {"errors": [{"code": code, "message": "It failed."}]}
        if phase != "done" or order.fate == Fault.NO_CLIP:
            return told
        video = {"type": "video", "mime_type": "video/mp4", "uri": f"{self.address}/v1/files/{order.id}"}
        return told | {"steps": [{"type": "model_output", "content": [video]}]}


def _is_valid(asked: dict[str, Any]) -> bool:
    wanted = asked.get("response_format", {})
    return (
        asked.get("model") == MODEL
        and wanted.get("aspect_ratio") in ("16:9", "9:16")
        and wanted.get("resolution") in ("360p", "720p", "1080p", "4k")
        and wanted.get("duration") in tuple(f"{n}s" for n in range(3, 11))
        and asked.get("generation_config") == {"video_config": {"task": f"{_begins_with(asked)}_to_video"}}
    )


def _begins_with(asked: dict[str, Any]) -> str:
    """What an order is made of: text alone, or a picture too, which must be one."""
    parts = [part for turn in asked["input"] for part in turn.get("content", [turn])]
    shown = [part for part in parts if part["type"] == "image"]
    are_good = all(
        part["mime_type"] == "image/jpeg" and is_upright(b64decode(part["data"])) for part in shown
    )
    return ("image" if are_good else "nothing") if shown else "text"
