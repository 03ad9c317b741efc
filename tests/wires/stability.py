"""A Stability on loopback: a still from a prompt, then set in motion (as third parties tell, 2026)."""

import base64
import io
import secrets
from typing import Any

from aiohttp import web
from PIL import Image

from tests.wires.footage import footage
from tests.wires.jobs import CHECK, Fault, JobServer, form, picture

SIZES = ((1024, 576), (576, 1024), (768, 768))


class StabilityServer(JobServer):
    """Stability with its books open; `stills` counts the pictures that were sold."""

    def __init__(self) -> None:
        super().__init__()
        self.stills = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return self.said(401, self.error(401))
        path = request.path
        if path == "/v1/user/balance":
            return self.said(200, {"credits": 25.0})
        if path == "/v2beta/stable-image/generate/core":
            return await self._still(request)
        if path == "/v2beta/image-to-video":
            asked = await form(request)
            with Image.open(io.BytesIO(asked["image"])) as still:
                valid = still.size in SIZES
            name = secrets.token_hex(32)
            return await self.ordered(request, asked, name, lambda order: {"id": order.id}, is_valid=valid)
        order = self.orders.get(path.removeprefix("/v2beta/image-to-video/result/"))
        if order is None:
            return self.said(404, self.error(404))
        if (trouble := self.trouble(self.fault(CHECK))) is not None:
            return trouble
        match self.phase(order):
            case "queued" | "filming":
                return self.said(202, {"id": order.id, "status": "in-progress"})
            case "failed" if order.fate == Fault.BROKE:
                return self.said(404, self.error(404))
        if request.headers.get("Accept") == "video/*":
            return self.clip(request)
        reason = "CONTENT_FILTERED" if order.fate == Fault.REFUSED else "SUCCESS"
        video = base64.b64encode(footage()).decode()
        return self.said(200, {"video": video, "finish_reason": reason, "seed": 1})

    def error(self, status: int) -> dict[str, Any]:
        return {"id": "x", "name": "trouble", "errors": [f"trouble {status}"]}

    async def _still(self, request: web.Request) -> web.Response:
        asked = await form(request)
        if asked.get("aspect_ratio") != "9:16" or not asked.get("prompt"):
            return self.said(400, self.error(400))
        if (trouble := self.trouble(self.fault("still"))) is not None:
            return trouble
        self.stills += 1
        headers = {"finish-reason": "SUCCESS"}
        return web.Response(body=picture(), content_type="image/png", headers=headers)
