"""Orders shots from FAL's queue: each order is one POST, each look one or two GETs."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from adapters.vendors.fal import verdicts
from adapters.vendors.fal.addresses import Addresses
from adapters.vendors.fal.footage import fetch
from core.catalogue import WAN_25
from core.clock import Clock, system_clock
from core.errors import Failed, Misconfigured, StudioError, Unavailable, Unclear
from core.ports import Filming, Finished, Order, RenderState, Ticket, Waiting

QUEUE_URL = "https://queue.fal.run"
API_URL = "https://api.fal.ai/v1"

_SUBMIT = httpx.Timeout(60, connect=10, pool=10)
_ASK = httpx.Timeout(20, connect=10, pool=10)
_SUBMIT_SECONDS, _ASK_SECONDS = 75.0, 30.0
_SKEW = timedelta(seconds=10)
_PAGES = 20
_NOBODY = "00000000-0000-0000-0000-000000000000"
_NOT_TOLD = "The video service cannot say whether it has the order."


class FalRenderer:
    """FAL's queue as a Renderer. Close it with `aclose`.

    `webhook_base` is our public address for FAL's webhooks, to which `/<render id>` is added; None
    orders without a webhook. FAL's history is documented for ended orders only (2026-11), so an
    order that is not in it counts as never made when it would be older than `settled_after`.
    `clip_bytes` and `clip_seconds` bound one download. An `http` passed in is not closed.
    """

    vendor = "fal"

    def __init__(
        self,
        key: str,
        queue_url: str = QUEUE_URL,
        api_url: str = API_URL,
        *,
        http: httpx.AsyncClient | None = None,
        webhook_base: str | None = None,
        clock: Clock = system_clock,
        settled_after: timedelta = timedelta(minutes=15),
        submit_seconds: float = _SUBMIT_SECONDS,
        ask_seconds: float = _ASK_SECONDS,
        clip_bytes: int = 200_000_000,
        clip_seconds: float = 300.0,
    ) -> None:
        self._key, self._api_url, self._webhook_base = key.strip(), api_url.rstrip("/"), webhook_base
        self._addresses = Addresses(queue_url)
        self._owns_http = http is None
        self._http = http or httpx.AsyncClient(limits=httpx.Limits(max_connections=100))
        self._clock, self._settled_after = clock, settled_after
        self._submit_seconds, self._ask_seconds = submit_seconds, ask_seconds
        self._clip_bytes, self._clip_seconds = clip_bytes, clip_seconds

    async def aclose(self) -> None:
        """Close the connections that are our own."""
        if self._owns_http:
            await self._http.aclose()

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Order one clip with one POST. FAL knows no idempotency key: a second POST is a second bill.

        Raises Refused, Failed (a bad form), Unavailable, Unclear, Misconfigured.
        """
        headers = self._headers()
        # FAL may swap in an equivalent model when one is down; the quote was for this one. Its own
        # re-queueing after a runner's failure stays on: same order, and 5xx are not charged.
        headers["x-app-fal-disable-fallback"] = "true"
        try:
            async with asyncio.timeout(self._submit_seconds):
                reply = await self._http.post(
                    f"{self._addresses.queue}/{order.model}",
                    json=_arguments(order),
                    params=self._webhook(render_id),
                    headers=headers,
                    timeout=_SUBMIT,
                    follow_redirects=False,
                )
        except httpx.InvalidURL as error:
            raise Misconfigured(verdicts.NO_ADDRESS) from error
        except httpx.HTTPError as error:
            raise verdicts.unsent(error) or Unclear(verdicts.LOST_ANSWER) from error
        except TimeoutError as error:
            raise Unclear(verdicts.LOST_ANSWER) from error
        if (verdict := verdicts.of_submit(reply)) is not None:
            raise verdict
        answer = verdicts.body(reply)
        request_id = answer.get("request_id")
        if not isinstance(request_id, str) or not request_id:
            raise Unclear(verdicts.LOST_ANSWER)
        return self._addresses.ticket(order.model, request_id, answer)

    def ticket(self, model: str, request_id: str) -> Ticket:
        """The ticket of an order that introduced itself, as by a webhook. No call is made."""
        return self._addresses.ticket(model, quote(request_id, safe=""))

    async def check(self, ticket: Ticket) -> RenderState:
        """Ask once where the order stands, and once more for the clip when it has ended."""
        reply = await self._ask("GET", ticket["status_url"])
        if (verdict := verdicts.of_status(reply)) is not None:
            raise verdict
        status = verdicts.body(reply)
        match status.get("status"):
            case "IN_QUEUE":
                position = status.get("queue_position")
                return Waiting(position if isinstance(position, int) else None)
            case "IN_PROGRESS":
                return Filming()
            case "COMPLETED":
                return await self._finished(ticket, status)
        raise Unavailable(verdicts.UNREADABLE)

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:  # noqa: ARG002 (FAL keeps no id of ours; prompt and seed tell orders apart)
        """Look through FAL's request history. Costs one GET for each hundred requests since then."""
        blank, found = False, []
        async for item in self._history(order.model, since - _SKEW):
            asked = item.get("json_input")
            if not isinstance(asked, dict):
                blank = True
            elif (asked.get("prompt"), asked.get("seed")) == (order.prompt, order.seed):
                found.append(item)
        if found:
            # An equal order from before `since` can only be an earlier attempt; ours goes first.
            best = min(found, key=lambda item: _sent_at(item) < since)
            return self.ticket(order.model, str(best["request_id"]))
        if blank or self._clock() - since < self._settled_after:
            raise Unclear(_NOT_TOLD)
        return None

    async def cancel(self, ticket: Ticket) -> bool:
        """Take the order back. FAL lets a clip that is being filmed finish, and charges for it.

        True needs three agreeing answers: queued before, cancellation taken, not being made after.
        """
        if not await self._is_queued(ticket):
            return False
        reply = await self._ask("PUT", ticket["cancel_url"])
        answer = verdicts.body(reply).get("status")
        if reply.status_code in (400, 404) and answer in ("ALREADY_COMPLETED", "NOT_FOUND"):
            return False
        if (verdict := verdicts.of_status(reply)) is not None:
            raise verdict
        return await self._is_gone(ticket)

    async def download(self, url: str, to: Path) -> None:
        """Fetch footage into the file `to`, whole or not at all, without showing our key."""
        await fetch(self._http, self._addresses, url, to, limit=self._clip_bytes, within=self._clip_seconds)

    async def ping(self, model: str = WAN_25.id) -> str:
        """Say whether FAL answers and takes the key, without ordering anything.

        The queue is asked after an order that cannot exist: 404 proves that it is reachable, but a
        public model may answer so to anybody. The history needs a key, so its 200 proves the key.
        Raises Unavailable, Misconfigured.
        """
        reply = await self._ask("GET", self.ticket(model, _NOBODY)["status_url"])
        verdict = verdicts.of_status(reply)
        if verdict is not None and not (reply.status_code == 404 and verdicts.body(reply)):
            raise verdict
        try:
            history = await self._ask("GET", *self._history_page(model, {"limit": "1"}))
        except StudioError:
            return "FAL's queue answers. Its platform does not, so the key is not proven."
        match history.status_code:
            case 200:
                return "FAL's queue answers, and its platform accepts the key."
            case 401:
                raise Misconfigured(verdicts.BAD_KEY)
            case 403:
                return "FAL's queue answers. The key may not read the history: lost orders cannot be found."
        return "FAL's queue answers. Its platform would not say whether the key is good."

    async def _finished(self, ticket: Ticket, status: dict[str, Any]) -> Finished:
        reply = await self._ask("GET", ticket["response_url"])
        if (verdict := verdicts.of_result(reply, status)) is not None:
            raise verdict
        try:
            url = reply.json()["video"]["url"]
        except json.JSONDecodeError as error:
            raise Unavailable(verdicts.UNREADABLE) from error
        except (KeyError, TypeError) as error:
            raise Failed(verdicts.NO_CLIP, billed=True) from error
        if not isinstance(url, str):
            raise Failed(verdicts.NO_CLIP, billed=True)
        return Finished(url)

    async def _is_queued(self, ticket: Ticket) -> bool:
        reply = await self._ask("GET", ticket["status_url"])
        verdict = verdicts.of_status(reply)
        if isinstance(verdict, Unavailable):
            raise verdict
        return verdicts.body(reply).get("status") == "IN_QUEUE"

    async def _is_gone(self, ticket: Ticket) -> bool:
        """After a cancellation; what FAL says then is not documented, so anything but a clip will do."""
        try:
            reply = await self._ask("GET", ticket["status_url"])
        except StudioError:
            return False
        status = verdicts.body(reply)
        if reply.status_code in (404, 410, 499) or status.get("error_type") == "client_cancelled":
            return True
        return status.get("status") == "CANCELLED"

    async def _history(self, model: str, since: datetime) -> AsyncIterator[dict[str, Any]]:
        """Everything FAL lists for a model since then. Raises Unclear when it does not list all of it."""
        query = {"start": _iso(since), "expand": "payloads", "limit": "100"}
        for _ in range(_PAGES):
            try:
                reply = await self._ask("GET", *self._history_page(model, query))
            except StudioError as error:
                raise Unclear(_NOT_TOLD) from error
            page = verdicts.body(reply)
            items = page.get("items")
            if reply.status_code != 200 or not isinstance(items, list):
                raise Unclear(_NOT_TOLD)
            for item in items:
                if isinstance(item, dict) and item.get("request_id"):
                    yield item
            if not page.get("has_more"):
                return
            query["cursor"] = str(page.get("next_cursor"))
        raise Unclear(_NOT_TOLD)

    def _history_page(self, model: str, query: dict[str, str]) -> tuple[str, dict[str, str]]:
        return f"{self._api_url}/models/requests/by-endpoint", {"endpoint_id": model, **query}

    async def _ask(self, method: str, url: str, query: dict[str, str] | None = None) -> httpx.Response:
        """One call that costs nothing and may be repeated. Raises Unavailable, Misconfigured."""
        if not (url.startswith(f"{self._api_url}/") or self._addresses.may_see_key(url)):
            raise Misconfigured(verdicts.NO_ADDRESS)
        try:
            async with asyncio.timeout(self._ask_seconds):
                return await self._http.request(
                    method, url, params=query, headers=self._headers(), timeout=_ASK, follow_redirects=False
                )
        except httpx.InvalidURL as error:
            raise Misconfigured(verdicts.NO_ADDRESS) from error
        except httpx.HTTPError as error:
            raise verdicts.unsent(error) or Unavailable(verdicts.UNREACHABLE) from error
        except TimeoutError as error:
            raise Unavailable(verdicts.UNREACHABLE) from error

    def _headers(self) -> dict[str, str]:
        if not (self._key and self._key.isascii() and self._key.isprintable()):
            raise Misconfigured(verdicts.BAD_KEY)
        return {"Authorization": f"Key {self._key}"}

    def _webhook(self, render_id: str) -> dict[str, str] | None:
        if self._webhook_base is None:
            return None
        return {"fal_webhook": f"{self._webhook_base.rstrip('/')}/{quote(render_id, safe='')}"}


def _arguments(order: Order) -> dict[str, Any]:
    """The form of WAN 2.5 (FAL's published types, 2026-08-02). `duration` is a string there."""
    return {
        "prompt": order.prompt,
        "negative_prompt": order.negative_prompt,
        "aspect_ratio": "9:16",
        "resolution": order.resolution,
        "duration": str(order.seconds),
        "seed": order.seed,
        "enable_safety_checker": True,
        # FAL's rewriting would film something other than the approved storyboard, and takes longer.
        "enable_prompt_expansion": False,
    }


def _sent_at(item: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(item.get("sent_at"))).astimezone(UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
