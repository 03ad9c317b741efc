"""A Runway on loopback: text and image to video, tasks, the organisation (types of runwayml 5.24.0)."""

import uuid
from typing import Any

from aiohttp import web

from tests.wires.jobs import CHECK, Fault, JobServer, Ordered, is_shown

MODELS: dict[str, tuple[tuple[int, ...], tuple[str, ...], frozenset[str]]] = {
    "gen4.5": (tuple(range(2, 11)), ("720:1280", "1280:720"), frozenset({"seed"})),
    "veo3.1_fast": (
        (4, 6, 8),
        ("720:1280", "1080:1920", "1280:720", "1920:1080"),
        frozenset({"audio", "negativePrompt"}),
    ),
}
"""Lengths, ratios and further fields of each model."""
CREDITS = 60
PROMPT_LIMIT = 1000


class RunwayServer(JobServer):
    """Runway with its books open."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/clips/"):
            return self.clip(request)
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return self.said(401, {"error": "Unauthorized"})
        if request.headers.get("X-Runway-Version") != "2024-11-06":
            return self.said(400, {"error": "Unknown version"})
        if request.path == "/v1/organization":
            return self.said(200, {"creditBalance": 1234, "tier": _TIER, "usage": {"models": {}}})
        if (request.method, request.path) in (("POST", "/v1/text_to_video"), ("POST", "/v1/image_to_video")):
            asked = await request.json()
            name = str(uuid.uuid4())
            card = {"id": name, "estimatedCost": {"credits": CREDITS}}
            return await self.ordered(
                request,
                asked,
                name,
                lambda _: card,
                is_valid=_is_valid(asked, has_image="image" in request.path),
            )
        order = self.orders.get(request.path.removeprefix("/v1/tasks/"))
        if order is None:
            return self.said(404, {"error": "Task not found"})
        if request.method == "DELETE":
            self.take_back(order)
            return web.Response(status=204)
        return self.trouble(self.fault(CHECK)) or self.said(200, self._task(order))

    def _task(self, order: Ordered) -> dict[str, Any]:
        card: dict[str, Any] = {"id": order.id, "createdAt": "2026-11-22T00:00:00.000Z"}
        cost = {"cost": {"credits": CREDITS}}
        match self.phase(order):
            case "queued":
                return card | {"status": "PENDING", "estimatedCost": {"credits": CREDITS}}
            case "filming":
                return card | {"status": "RUNNING", "progress": 0.4, "estimatedCost": {"credits": CREDITS}}
            case "cancelled":
                return card | {"status": "CANCELLED", "cost": {"credits": CREDITS * order.was_filming}}
            case "failed":
                code = "SAFETY.INPUT.TEXT" if order.fate == Fault.REFUSED else "INTERNAL.BAD_OUTPUT.CODE01"
                failed = {"status": "FAILED", "failure": "It failed.", "failureCode": code}
                return card | failed | {"cost": {"credits": 0}}
        clips = [] if order.fate == Fault.NO_CLIP else [f"{self.address}/clips/{order.id}.mp4"]
        return card | {"status": "SUCCEEDED", "output": clips} | cost


def _is_valid(asked: dict[str, Any], *, has_image: bool) -> bool:
    if asked.get("model") not in MODELS:
        return False
    lengths, ratios, more = MODELS[asked["model"]]
    prompt = asked.get("promptText", "")
    image = {"promptImage"} if has_image else set()
    return (
        isinstance(asked.get("duration"), int)
        and asked["duration"] in lengths
        and asked.get("ratio") in ratios
        and 0 < len(prompt.encode("utf-16-le")) // 2 <= PROMPT_LIMIT
        and asked.keys() <= {"model", "promptText", "duration", "ratio", *image, *more}
        and (
            not has_image
            or (is_shown(asked.get("promptImage", "")) and len(asked["promptImage"]) <= 5_000_000)
        )
    )


_TIER = {"maxMonthlyCreditSpend": 10_000, "models": {}}
