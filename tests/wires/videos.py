"""A `/v1/videos` server on loopback, with the habits of vLLM-Omni 0.30 or of SGLang 0.5.23."""

import re
import uuid
from typing import Any

from aiohttp import web

from tests.wires.jobs import CHECK, FAILED, LIST, Fault, JobServer, Ordered, form, is_upright

MODEL = "Wan-AI/Wan2.2-T2V-A14B-Diffusers"
_STATUS = {"queued": "queued", "filming": "in_progress", "done": "completed", "failed": "failed"}


class VideosServer(JobServer):
    """One's own video server. `is_vllm` chooses whose habits it has; `has_cloud` keeps clips elsewhere.

    `names_models` says whether it tells which models it has.
    """

    def __init__(self, *, is_vllm: bool = True, has_cloud: bool = False, names_models: bool = True) -> None:
        super().__init__()
        self.is_vllm, self.has_cloud, self.names_models = is_vllm, has_cloud, names_models

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        if path.startswith("/cloud/"):
            return self.clip(request)
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return self.said(401, {"error": "Unauthorized"})
        if path == "/v1/videos":
            return await (self._order(request) if request.method == "POST" else self._listing(request))
        if path == "/v1/models" and self.names_models:
            return self.said(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})
        name, _, content = path.removeprefix("/v1/videos/").partition("/")
        order = self.orders.get(name)
        if order is None:
            return self.said(404, {"detail": "Video not found"})
        if request.method == "DELETE":
            self.take_back(order)
            del self.orders[name]
            return self.said(200, self._video(order, "deleted") | {"deleted": True})
        if content:
            return self._content(order, request)
        return self.trouble(self.fault(CHECK)) or self._status(order)

    async def _order(self, request: web.Request) -> web.StreamResponse:
        if self.is_vllm and not request.content_type.startswith("multipart/"):
            return self.said(422, {"detail": [{"loc": ["body", "prompt"], "type": "missing", "msg": "x"}]})
        asked = await (request.json() if request.content_type == "application/json" else form(request))
        if self.is_vllm and asked.get("model", MODEL) != MODEL:
            return self.said(400, {"detail": f"Model mismatch: this server serves {MODEL}"})
        name = f"video_gen_{uuid.uuid4().hex}" if self.is_vllm else str(uuid.uuid4())
        valid = bool(asked.get("prompt")) and re.fullmatch(r"\d+x\d+", asked.get("size", "1x1")) is not None
        valid = valid and str(asked.get("seconds", "4")).isdigit()
        valid = valid and ("input_reference" not in asked or is_upright(asked["input_reference"]))
        return await self.ordered(request, asked, name, self._card, is_valid=valid)

    async def _listing(self, request: web.Request) -> web.StreamResponse:
        if (trouble := self.trouble(self.fault(LIST))) is not None:
            return trouble
        names = list(self.orders)[:: -1 if request.query.get("order", "desc") == "desc" else 1]
        first = names.index(request.query["after"]) + 1 if "after" in request.query else 0
        size = int(request.query.get("limit", "20"))
        page = [self._card(self.orders[name]) for name in names[first : first + size]]
        ends = {"first_id": page[0]["id"], "last_id": page[-1]["id"]} if page else {}
        more = first + size < len(names)
        return self.said(200, {"object": "list", "data": page, "has_more": more, **ends})

    def _status(self, order: Ordered) -> web.Response:
        phase = self.phase(order)
        video = self._video(order, _STATUS[phase])
        if phase != FAILED:
            return self.said(200, video)
        code: Any = "moderation_blocked" if order.fate == Fault.REFUSED else 500
        error = {"code": code, "message": "It failed."}
        if not self.is_vllm and order.fate != Fault.REFUSED:
            del error["code"]
        return self.said(500 if self.is_vllm else 200, video | {"error": error})

    def _content(self, order: Ordered, request: web.Request) -> web.Response:
        phase = self.phase(order, looks=False)
        if phase in ("queued", "filming"):
            return self.said(404, {"detail": "Generation is still in-progress"})
        if phase == FAILED:
            return self.said(422 if self.is_vllm else 404, {"detail": "It failed"})
        if self.has_cloud:
            return self.said(400, {"detail": f"Please use the cloud URL: {self._cloud(order)}"})
        return self.clip(request)

    def _card(self, order: Ordered) -> dict[str, Any]:
        return self._video(order, "queued")

    def _cloud(self, order: Ordered) -> str:
        return f"{self.address}/cloud/{order.id}.mp4"

    def _video(self, order: Ordered, status: str) -> dict[str, Any]:
        done = status == "completed"
        video = {
            "id": order.id,
            "object": "video",
            "model": order.asked.get("model", MODEL),
            "prompt": order.asked["prompt"],
            "status": status,
            "progress": 100 if done else 0,
            "created_at": int(order.sent_at),
            "completed_at": int(order.sent_at) if done else None,
            "expires_at": None,
            "size": order.asked.get("size", "720x1280"),
            "seconds": order.asked.get("seconds", "4"),
            "quality": "default",
            "error": None,
            "remixed_from_video_id": None,
        }
        return video if self.is_vllm else video | {"url": self._cloud(order) if self.has_cloud else None}
