"""A ComfyUI on loopback: prompt, history, queue, view (read in its server.py, late 2026)."""

import uuid
from typing import Any

from aiohttp import web

from tests.wires.jobs import CANCELLED, CHECK, FAILED, FILMING, QUEUED, Fault, JobServer, Ordered

NODES = {"EmptyImage", "CreateVideo", "SaveVideo", "CLIPTextEncode", "KSampler"}


class ComfyServer(JobServer):
    """ComfyUI without a card: it queues workflows and hands out a clip. It never asks for a key."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path, method = request.path.removeprefix("/api"), request.method
        if (method, path) == ("POST", "/prompt"):
            asked = await request.json()
            name = asked.get("prompt_id") or str(uuid.uuid4())
            if str(uuid.UUID(name)) != name:
                return self.said(400, {"error": {"type": "invalid_prompt_id"}, "node_errors": {}})
            valid = all(node.get("class_type") in NODES for node in asked["prompt"].values())
            card: dict[str, Any] = {"prompt_id": name, "number": next(self._numbers), "node_errors": {}}
            return await self.ordered(request, asked, name, lambda _: card, is_valid=valid)
        if path == "/view":
            return self.clip(request)
        if (trouble := self.trouble(self.fault(CHECK))) is not None:
            return trouble
        if method == "POST":
            return await self._take_back(path, await request.json())
        if path == "/queue":
            return self.said(200, self._queue())
        name = path.removeprefix("/history/")
        order = self.orders.get(name)
        if order is None or (phase := self.phase(order)) in (QUEUED, FILMING):
            return self.said(200, {})
        return self.said(200, {name: self._history(order, phase)})

    def error(self, status: int) -> dict[str, Any]:  # noqa: ARG002 (one body for all)
        return {"error": {"type": "prompt_outputs_failed_validation", "message": "x"}, "node_errors": {}}

    def trouble(self, fault: Any) -> web.Response | None:
        if fault == Fault.INVALID:
            return self.said(400, self.error(400))
        return super().trouble(fault)

    async def _take_back(self, path: str, words: dict[str, Any]) -> web.Response:
        for name in words.get("delete", [words.get("prompt_id")]):
            order = self.orders.get(name)
            if order is None:
                continue
            phase = self.phase(order, looks=False)
            if path == "/queue" and phase == QUEUED:
                del self.orders[name]
            if path == "/interrupt" and phase == FILMING:
                self.take_back(order)
        return web.Response()

    def _queue(self) -> dict[str, Any]:
        lines = list(enumerate(self.orders.values()))
        return {
            "queue_running": [[n, o.id, {}, {}, []] for n, o in lines if self._is(o, FILMING)],
            "queue_pending": [[n, o.id, {}, {}, []] for n, o in lines if self._is(o, QUEUED)],
        }

    def _is(self, order: Ordered, phase: str) -> bool:
        # The history was asked just before; where the order stood then is what the queue tells.
        order.checks -= 1
        found = self.phase(order)
        return found == phase

    def _history(self, order: Ordered, phase: str) -> dict[str, Any]:
        file = {"filename": "ComfyUI_00001_.mp4", "subfolder": "video", "type": "output"}
        good = phase not in (FAILED, CANCELLED)
        ended = "execution_interrupted" if phase == CANCELLED else "execution_error"
        messages = [
            ["execution_start", {}],
            ["execution_success" if good else ended, {"prompt_id": order.id}],
        ]
        outputs = {"3": {"images": [file], "animated": [True]}}
        return {
            "prompt": [1, order.id, order.asked["prompt"], {}, ["3"]],
            "outputs": outputs if good and order.fate != Fault.NO_CLIP else {},
            "status": {
                "status_str": "success" if good else "error",
                "completed": good,
                "messages": messages,
            },
        }
