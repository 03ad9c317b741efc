"""A FAL queue on loopback: queue, platform API, media and webhooks behind one address.

Start it inside a test (`async with FalServer() as fal`) or as its own process:
`python -m tests.wires.fal --port 0 --state DIR`, whose first printed line is its address.
"""

import argparse
import asyncio
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.wires.fal_faults import CANCEL, FATE, HOOK, LISTING, MEDIA, RESULT, STATUS, SUBMIT, Fault, door_of
from tests.wires.fal_forms import FORMS
from tests.wires.fal_hooks import Hooks
from tests.wires.fal_media import clip
from tests.wires.fal_orders import ENDED, FILMING, QUEUED, Ordered, Orders, Pace
from tests.wires.fal_replies import Outcome, outcome, said, trouble
from tests.wires.fal_sounds import SOUNDS
from tests.wires.footage import FPS
from tests.wires.server import Wire, door, serve

KEY = "fal-test-key:0123456789abcdef"
DAY = 86_400
NOT_FOUND = {"status": "NOT_FOUND"}


class FalServer(Wire):
    """FAL with its books open.

    `state` is a directory that keeps the orders across restarts. `lists_running` lets the
    request listing show orders that have not ended; FAL's documentation promises only the ended.
    """

    faults = Fault

    def __init__(
        self,
        state: Path | None = None,
        *,
        keys: Collection[str] = (KEY,),
        apps: Collection[str] = (*FORMS, *SOUNDS),
        pace: Pace | None = None,
        lists_running: bool = False,
    ) -> None:
        super().__init__()
        self.orders = Orders(state / "fal.jsonl" if state is not None else None)
        self.pace = pace or Pace()
        self.posts = 0
        """How many POSTs asked for an order, whatever came of them."""
        self.calls: dict[str, int] = {}
        self.media_headers: list[dict[str, str]] = []
        self._keys, self._apps, self._lists_running = frozenset(keys), frozenset(apps), lists_running
        self.hooks = Hooks()

    @property
    def queue_url(self) -> str:
        return self.address

    @property
    def api_url(self) -> str:
        return f"{self.address}/v1"

    def door_of(self, fault: Any) -> str:
        return door_of(fault)

    def books(self) -> dict[str, Any]:
        orders = list(self.orders.by_id.values())
        billed = [order for order in orders if order.is_billed]
        return {
            "posts": self.posts,
            "orders": len(orders),
            "billed": len(billed),
            "micros": sum(order.micros for order in billed),
            "ids": [order.id for order in orders],
            "calls": self.calls,
        }

    def finish(self, request_id: str) -> None:
        """End a held order, and post its webhook."""
        order = self.orders.by_id[request_id]
        self.orders.finish(order)
        self._post_later(order)

    async def command(self, name: str, words: dict[str, Any]) -> Any:
        if name == "finish":
            for request_id in words.get("ids") or [o.id for o in self.orders.by_id.values() if o.held]:
                self.finish(request_id)
            return {}
        if name == "pace":
            self.pace = Pace(**words)
            return {}
        return await super().command(name, words)

    async def stop(self) -> None:
        await self.hooks.close()
        await super().stop()
        self.orders.close()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path.lstrip("/")
        if path.startswith("files/"):
            return await self._media(request)
        if path == ".well-known/jwks.json":
            return web.json_response(self.hooks.jwks)
        key = request.headers.get("Authorization", "").removeprefix("Key ")
        if path == "v1/models/requests/by-endpoint":
            return await self._at(LISTING, request, lambda: self._listing(request, key))
        if key not in self._keys:
            return said(401, {"detail": "invalid key credentials"})
        app, between, rest = path.partition("/requests/")
        if between:
            return await self._asked(request, key, app, rest)
        return await self._submit(request, key, app)

    async def _submit(self, request: web.Request, key: str, app: str) -> web.StreamResponse:
        if request.method != "POST" or app not in self._apps:
            return said(404, {"detail": f'Application "{app}" not found'})
        self.posts += 1
        fault = self.fault(SUBMIT)
        self._count(SUBMIT)
        if fault == Fault.LOST:
            return self.cut(request)
        refusal = None if fault == Fault.GARBLED else trouble(fault)
        if refusal is not None:
            return refusal
        order = self._accept(await request.json(), key, app, request.query.get("fal_webhook"))
        if order.hook_fate == Fault.HOOK_FIRST:
            await self.hooks.post(order, *self._outcome_for_hook(order))
        match fault:
            case Fault.CUT:
                return self.cut(request)
            case Fault.HANG:
                return await self.hang(request)
            case Fault.GARBLED:
                return said(200, "accepted, more or less")
            case Fault.FOREIGN_URLS:
                return said(200, self._card(order, "https://evil.example"), order.id)
            case Fault.GATEWAY_URLS:
                return said(200, self._card(order, "https://queue.fal.run"), order.id)
        return said(200, self._card(order, self.address), order.id)

    def _accept(self, arguments: dict[str, Any], key: str, app: str, hook: str | None) -> Ordered:
        order = self.orders.add(
            app=app,
            key=key,
            arguments=arguments,
            hook=hook,
            fate=self.fault(FATE),
            hook_fate=self.fault(HOOK),
            held=self.pace.held,
        )
        if hook and not order.held and order.hook_fate != Fault.HOOK_FIRST:
            asyncio.get_running_loop().call_later(self.pace.seconds, self._post_later, order)
        return order

    async def _asked(self, request: web.Request, key: str, app: str, rest: str) -> web.StreamResponse:
        """A question about an order: its status, its result, or the wish to take it back."""
        request_id, _, action = rest.partition("/")
        order = self.orders.by_id.get(request_id)
        if order is None or order.key != key or app not in (order.app, _app_only(order.app)):
            return said(404, NOT_FOUND, request_id)
        match request.method, action:
            case "GET", "status":
                return await self._at(STATUS, request, lambda: self._status(order, request))
            case "GET", "" | "response":
                return await self._at(RESULT, request, lambda: self._result(order))
            case "PUT", "cancel":
                return await self._at(CANCEL, request, lambda: self._cancel(order))
        return said(405, {"detail": "Method Not Allowed"}, request_id)

    async def _at(
        self, door: str, request: web.Request, answer: Callable[[], web.Response]
    ) -> web.StreamResponse:
        self._count(door)
        fault = self.fault(door)
        match fault:
            case Fault.HANG:
                return await self.hang(request)
            case Fault.CUT:
                return self.cut(request)
            case Fault.UNKNOWN_STATUS:
                return said(200, {"status": "MELTING", "logs": None})
            case Fault.NO_PAYLOADS:
                return self._listing(request, next(iter(self._keys)), with_payloads=False)
        return trouble(fault) or answer()

    def _status(self, order: Ordered, request: web.Request) -> web.Response:
        phase, position = order.phase(self.pace, time.time())
        order.checks += 1
        words = self._card(order, self.address) | {"status": phase}
        if phase == QUEUED:
            return said(202, words | {"queue_position": position}, order.id)
        words.pop("queue_position")
        if phase == FILMING:
            logs = request.query.get("logs", "").lower() in ("1", "true")
            line = {"message": "Filming", "timestamp": _iso(time.time()), "level": "INFO", "source": "USER"}
            return said(202, words | {"logs": [line] if logs else None}, order.id)
        end = self._outcome(order)
        words["metrics"] = {"inference_time": None if order.cancelled else 126.7}
        words |= {"error": end.error} if end.error else {}
        words |= {"error_type": end.error_type} if end.error_type else {}
        return said(200, words, order.id)

    def _result(self, order: Ordered) -> web.Response:
        phase, _ = order.phase(self.pace, time.time())
        if phase != ENDED:
            return said(400, {"detail": "Request is still in progress"}, order.id)
        end = self._outcome(order)
        return said(end.status, end.body, order.id, **end.headers)

    def _cancel(self, order: Ordered) -> web.Response:
        phase, _ = order.phase(self.pace, time.time())
        if phase == ENDED:
            return said(400, {"status": "ALREADY_COMPLETED"}, order.id)
        self.orders.cancel(order, phase)
        return said(202, {"status": "CANCELLATION_REQUESTED"}, order.id)

    def _listing(self, request: web.Request, key: str, *, with_payloads: bool = True) -> web.Response:
        """The request history; FAL sorts by end, a hundred a page at most."""
        query = request.query
        if key not in self._keys:
            return said(401, {"error": {"type": "authorization_error", "message": "Authentication required"}})
        since = datetime.fromisoformat(query["start"]).timestamp() if "start" in query else time.time() - DAY
        mine = [o for o in self.orders.by_id.values() if (o.key, o.app) == (key, query.get("endpoint_id"))]
        shown = [o for o in mine if o.sent_at >= since and (self._lists_running or self._has_ended(o))]
        first, size = int(query.get("cursor", "0")), min(int(query.get("limit", "50")), 100)
        page, more = shown[::-1][first : first + size], len(shown) > first + size
        expanded = with_payloads and query.get("expand") == "payloads"
        items = [self._line(order, expanded) for order in page]
        cursor = str(first + size) if more else None
        return said(200, {"items": items, "has_more": more, "next_cursor": cursor})

    def _line(self, order: Ordered, expanded: bool) -> dict[str, Any]:
        sent_at = _iso(order.sent_at)
        line: dict[str, Any] = {
            "request_id": order.id,
            "endpoint_id": order.app,
            "sent_at": sent_at,
            "started_at": sent_at,
            "ended_at": _iso(time.time()),
            "status_code": self._outcome(order).status,
            "duration": 1.0,
        }
        return line | ({"json_input": order.arguments, "json_output": {}} if expanded else {})

    async def _media(self, request: web.Request) -> web.StreamResponse:
        self.media_headers.append(dict(request.headers))
        self._count(MEDIA)
        fault = self.fault(MEDIA)
        order = self.orders.by_id.get(Path(request.path).name.partition("_")[0])
        if order is None:
            return web.Response(status=404)
        match fault:
            case Fault.HANG:
                return await self.hang(request)
            case Fault.CUT:
                return self.cut(request)
        return trouble(fault) or await clip(request, order, fault)

    def _card(self, order: Ordered, host: str) -> dict[str, Any]:
        here = f"{host}/{_app_only(order.app)}/requests/{order.id}"
        return {
            "status": QUEUED,
            "request_id": order.id,
            "response_url": here,
            "status_url": f"{here}/status",
            "cancel_url": f"{here}/cancel",
            "logs": None,
            "metrics": {},
            "queue_position": 0,
        }

    def _outcome(self, order: Ordered) -> Outcome:
        seconds = str(order.arguments.get("duration", "5")).removesuffix("s")
        size = {"width": 270, "height": 480, "fps": FPS, "duration": seconds}
        if order.app in SOUNDS:
            url = f"{self.address}/files/b/{order.id[:8]}/{order.id}_sound.wav"
            return outcome(order, {"url": url, "content_type": "audio/wav", "file_name": "sound.wav"})
        url = f"{self.address}/files/b/{order.id[:8]}/{order.id}_clip.mp4"
        return outcome(order, {"url": url, "content_type": "video/mp4", "file_name": "clip.mp4", **size})

    def _outcome_for_hook(self, order: Ordered) -> tuple[int, Any]:
        end = self._outcome(order)
        return end.status, end.body

    def _post_later(self, order: Ordered) -> None:
        self.hooks.post_later(order, *self._outcome_for_hook(order))

    def _has_ended(self, order: Ordered) -> bool:
        return order.phase(self.pace, time.time())[0] == ENDED

    def _count(self, door: str) -> None:
        self.calls[door] = self.calls.get(door, 0) + 1


def _app_only(app: str) -> str:
    """`fal-ai/wan-25-preview/text-to-video` is asked after as `fal-ai/wan-25-preview`."""
    return "/".join(app.split("/")[:2])


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def _options() -> argparse.Namespace:
    parser = door("fal")
    parser.add_argument("--state", type=Path, help="directory that keeps the orders across restarts")
    parser.add_argument("--hold", action="store_true", help="film every order until told to finish")
    parser.add_argument("--queue-seconds", type=float, default=0.0)
    parser.add_argument("--filming-seconds", type=float, default=0.0)
    parser.add_argument("--lists-running", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Serve until killed."""
    options = _options()
    if options.state is not None:
        options.state.mkdir(parents=True, exist_ok=True)
    pace = Pace(0, 0, options.queue_seconds, options.filming_seconds, options.hold)

    async def run() -> None:
        await serve(FalServer(options.state, pace=pace, lists_running=options.lists_running), options.port)

    asyncio.run(run())


if __name__ == "__main__":
    main()
