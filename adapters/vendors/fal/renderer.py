"""Orders shots from FAL's queue: each order is one POST, each look one or two GETs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from adapters.vendors.fal import history, verdicts
from adapters.vendors.fal.addresses import Addresses
from adapters.vendors.fal.forms import form
from adapters.vendors.fal.line import Line
from adapters.wire.footage import FILM, Fetcher, Kind, fetch
from adapters.wire.line import Line as Wire
from adapters.wire.pictures import Pictures, as_uri, nowhere
from adapters.wire.verdicts import LOST_ANSWER, NO_CLIP, UNREADABLE, body
from core.clock import Clock, system_clock
from core.errors import Failed, Misconfigured, StudioError, Unavailable, Unclear
from core.ports import Filming, Finished, Order, RenderState, Ticket, Waiting
from core.reel.catalogue import CATALOGUE, WAN_25, Model

QUEUE_URL = "https://queue.fal.run"
API_URL = "https://api.fal.ai/v1"
_NOBODY = "00000000-0000-0000-0000-000000000000"


class FalRenderer:
    """FAL's queue as a Renderer. Close it with `aclose`.

    `webhook_base` is our public address for FAL's webhooks, to which `/<render id>` is added; None
    orders without a webhook. FAL's history is documented for ended orders only (2026-11), and its queue
    has been hours long: an order that is not in it counts as never made only when it would be older
    than `settled_after`.
    `clip_bytes` and `clip_seconds` bound one download. `pictures` is where those lie that clips begin
    with: they travel inside the order. An `http` passed in is not closed.
    """

    vendor = "fal"
    results: tuple[str, ...] = ("video",)
    """Where a result has its file."""
    kind: Kind = FILM

    def __init__(
        self,
        key: str,
        queue_url: str = QUEUE_URL,
        api_url: str = API_URL,
        *,
        http: httpx.AsyncClient | None = None,
        webhook_base: str | None = None,
        catalogue: Mapping[str, Model] = CATALOGUE,
        clock: Clock = system_clock,
        settled_after: timedelta = timedelta(days=1),
        submit_seconds: float = 75.0,
        ask_seconds: float = 30.0,
        clip_bytes: int = 200_000_000,
        clip_seconds: float = 300.0,
        pictures: Pictures = nowhere,
    ) -> None:
        self._owns_http = http is None
        self._http = http or httpx.AsyncClient(limits=httpx.Limits(max_connections=100))
        self._addresses = Addresses(queue_url)
        wire = Wire(
            self._http,
            verdicts.WORDS,
            key.strip(),
            scheme="Key ",
            order_seconds=submit_seconds,
            ask_seconds=ask_seconds,
        )
        self._line = Line(wire, self._addresses, api_url.rstrip("/"))
        self._fetcher = Fetcher(
            self._http,
            verdicts.WORDS,
            self._addresses.may_have_clip,
            limit=clip_bytes,
            within=clip_seconds,
            kind=self.kind,
        )
        self._webhook_base, self._pictures = webhook_base, pictures
        self._catalogue, self._clock, self._settled_after = catalogue, clock, settled_after

    async def aclose(self) -> None:
        """Close the connections that are our own."""
        if self._owns_http:
            await self._http.aclose()

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Order one clip with one POST. FAL knows no idempotency key: a second POST is a second bill.

        Raises Refused, Failed (a bad form), Unavailable, Unclear, Misconfigured.
        """
        app, told = self._form(order)
        if order.start_image is not None:
            told[self._model(order).start_image] = await as_uri(order.start_image, self._pictures)
        reply = await self._line.order(app, told, self._webhook(render_id))
        if (verdict := verdicts.of_submit(reply)) is not None:
            raise verdict
        answer = body(reply)
        request_id = answer.get("request_id")
        if not isinstance(request_id, str) or not request_id:
            raise Unclear(LOST_ANSWER)
        return self._addresses.ticket(app, request_id, answer)

    def ticket(self, model: str, request_id: str) -> Ticket:
        """The ticket of an order that introduced itself, as by a webhook. No call is made."""
        return self._addresses.ticket(model, request_id)

    async def check(self, ticket: Ticket) -> RenderState:
        """Ask once where the order stands, and once more for the clip when it has ended."""
        reply = await self._line.ask(ticket["status_url"])
        if (verdict := verdicts.of_status(reply)) is not None:
            raise verdict
        status = body(reply)
        match status.get("status"):
            case "IN_QUEUE":
                position = status.get("queue_position")
                return Waiting(position if isinstance(position, int) else None)
            case "IN_PROGRESS":
                return Filming()
            case "COMPLETED":
                return await self._finished(ticket, status)
        raise Unavailable(UNREADABLE)

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:  # noqa: ARG002 (FAL keeps no id of ours; prompt and seed tell orders apart)
        """Look through FAL's request history. Costs one GET for each hundred requests since then."""
        is_settled = self._clock() - since >= self._settled_after
        app, told = self._form(order)
        request_id = await history.request_id_of(self._line, app, told, since, is_settled=is_settled)
        return None if request_id is None else self.ticket(app, request_id)

    async def cancel(self, ticket: Ticket) -> bool:
        """Take the order back. FAL lets a clip that is being filmed finish, and charges for it.

        True needs three agreeing answers: queued before, cancellation taken, not being made after; or
        that FAL says we took it back, as when we did and could not write that down.
        """
        standing = await self._standing(ticket)
        if _is_called_off(standing):
            return True
        if standing.get("status") != "IN_QUEUE":
            return False
        reply = await self._line.ask(ticket["cancel_url"], method="PUT")
        answer = body(reply).get("status")
        if reply.status_code in (400, 404) and answer in ("ALREADY_COMPLETED", "NOT_FOUND"):
            return False
        if (verdict := verdicts.of_status(reply)) is not None:
            raise verdict
        return await self._is_gone(ticket)

    async def download(self, url: str, to: Path) -> None:
        """Fetch footage into the file `to`, whole or not at all, without showing our key."""
        await fetch(self._fetcher, url, to)

    async def ping(self, model: str = WAN_25.id) -> str:
        """Say whether FAL answers and takes the key, without ordering anything.

        The queue is asked after an order that cannot exist: 404 proves that it is reachable, but a
        public model may answer so to anybody. The history needs a key, so its 200 proves the key.
        Raises Unavailable, Misconfigured.
        """
        reply = await self._line.ask(self.ticket(model, _NOBODY)["status_url"])
        verdict = verdicts.of_status(reply)
        if verdict is not None and not (reply.status_code == 404 and body(reply)):
            raise verdict
        try:
            listing = await history.page(self._line, model, limit="1")
        except StudioError:
            return "FAL's queue answers. Its platform does not, so the key is not proven."
        match listing.status_code:
            case 200:
                return "FAL's queue answers, and its platform accepts the key."
            case 401:
                raise Misconfigured(verdicts.WORDS.bad_key)
            case 403:
                return "FAL's queue answers. The key may not read the history: lost orders cannot be found."
        return "FAL's queue answers. Its platform would not say whether the key is good."

    async def _finished(self, ticket: Ticket, status: dict[str, Any]) -> RenderState:
        """The clip; an ended order whose result FAL does not show yet is as good as being filmed."""
        reply = await self._line.ask(ticket["response_url"])
        verdict = verdicts.of_result(reply, status)
        if isinstance(verdict, Unavailable) and reply.status_code in verdicts.NOT_YET:
            # It may stay so for ever: the deadline of filming counts, and FAL itself is well.
            return Filming()
        if verdict is not None:
            raise verdict
        try:
            made = reply.json()
            file: Any = next((made[name] for name in self.results if name in made), {})
            url = file["url"]
        except ValueError as error:
            raise Unavailable(UNREADABLE) from error
        except (KeyError, TypeError) as error:
            raise Failed(NO_CLIP, billed=True) from error
        if not isinstance(url, str):
            raise Failed(NO_CLIP, billed=True)
        return Finished(url)

    async def _standing(self, ticket: Ticket) -> dict[str, Any]:
        reply = await self._line.ask(ticket["status_url"])
        verdict = verdicts.of_status(reply)
        if isinstance(verdict, Unavailable):
            raise verdict
        return body(reply)

    async def _is_gone(self, ticket: Ticket) -> bool:
        """After a cancellation. What FAL says then is not documented: forgotten or ended by us will do."""
        try:
            reply = await self._line.ask(ticket["status_url"])
        except StudioError:
            return False
        return reply.status_code in (404, 410, 499) or _is_called_off(body(reply))

    def _form(self, order: Order) -> tuple[str, dict[str, Any]]:
        """Where an order goes, and with what, but for a picture."""
        model = self._model(order)
        return _app(order, model), form(order, model)

    def _model(self, order: Order) -> Model:
        if (model := self._catalogue.get(order.model)) is None:
            raise Misconfigured(verdicts.WORDS.no_model)
        return model

    def _webhook(self, render_id: str) -> str | None:
        if self._webhook_base is None:
            return None
        return f"{self._webhook_base.rstrip('/')}/{quote(render_id, safe='')}"


def _is_called_off(status: Mapping[str, Any]) -> bool:
    return status.get("error_type") == "client_cancelled" or status.get("status") == "CANCELLED"


def _app(order: Order, model: Model) -> str:
    """Where an order goes: a model that begins with a picture has another name at FAL."""
    return (model.image_model or model.id) if order.start_image is not None else model.id
