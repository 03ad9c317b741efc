"""Orders shots from Runway: each order is one POST, each look one GET."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from adapters.wire import verdicts
from adapters.wire.addresses import is_https_under
from adapters.wire.line import Line
from adapters.wire.pictures import Pictures, as_uri, nowhere
from adapters.wire.renderer import HttpRenderer
from adapters.wire.verdicts import Words, body
from core.errors import Failed, Refused, StudioError, Unavailable, Unclear
from core.ports import Filming, Finished, Order, RenderState, Ticket, Waiting
from core.reel.catalogue import CATALOGUE, Model

BASE_URL = "https://api.dev.runwayml.com"
_VERSION = "2024-11-06"
_WORDS = Words("RUNWAYML_API_SECRET", "RUNWAYML_BASE_URL")
_MEDIA = (".cloudfront.net", ".runwayml.com")
"""Where clips lie for a day or two, without a key (Runway's documentation, 2026)."""


class RunwayRenderer(HttpRenderer):
    """Runway as a Renderer."""

    vendor = "runway"

    def __init__(
        self,
        key: str,
        base_url: str = BASE_URL,
        *,
        http: httpx.AsyncClient | None = None,
        catalogue: Mapping[str, Model] = CATALOGUE,
        submit_seconds: float = 75.0,
        ask_seconds: float = 30.0,
        pictures: Pictures = nowhere,
    ) -> None:
        def line(client: httpx.AsyncClient) -> Line:
            version = {"X-Runway-Version": _VERSION}
            return Line(
                client,
                _WORDS,
                key.strip(),
                headers=version,
                order_seconds=submit_seconds,
                ask_seconds=ask_seconds,
            )

        super().__init__(
            line,
            base_url,
            http=http,
            catalogue=catalogue,
            may_fetch=lambda url: is_https_under(url, _MEDIA),
            pictures=pictures,
        )

    async def submit(self, order: Order, render_id: str) -> Ticket:  # noqa: ARG002 (Runway takes no id of ours)
        """Order one clip with one POST. A second POST is a second bill."""
        model = self._model(order)
        told, door = _form(order, model), "text_to_video"
        if order.start_image is not None:
            told[model.start_image] = await as_uri(order.start_image, self._pictures)
            door = "image_to_video"
        reply = await self._line.order(f"{self._base}/v1/{door}", json=told)
        if (verdict := verdicts.of_order(reply, _WORDS)) is not None:
            raise verdict
        task = body(reply).get("id")
        if not isinstance(task, str) or not task:
            raise Unclear(verdicts.LOST_ANSWER)
        return {"id": task}

    async def check(self, ticket: Ticket) -> RenderState:
        """Ask once where the order stands."""
        task = await self._task(ticket)
        match task.get("status"):
            case "PENDING" | "THROTTLED":
                return Waiting()
            case "RUNNING":
                return Filming()
            case "SUCCEEDED":
                return _finished(task)
            case "FAILED":
                raise _failure(task)
            case "CANCELLED":
                raise Failed(verdicts.CALLED_OFF, billed=_is_billed(task))
        raise Unavailable(verdicts.UNREADABLE)

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:  # noqa: ARG002 (the port's)
        """Runway does not list its tasks (2026-11), so a lost order stays lost. Always raises Unclear."""
        raise Unclear(verdicts.NOT_TOLD)

    async def cancel(self, ticket: Ticket) -> bool:
        """Take the order back. What runs is charged for, so only a waiting one counts as taken back."""
        before = await self._task(ticket)
        if _is_called_off(before):
            return True
        if before.get("status") not in ("PENDING", "THROTTLED"):
            return False
        reply = await self._line.ask(self._url(ticket), method="DELETE")
        if reply.status_code != 404 and (verdict := verdicts.of_question(reply, _WORDS)) is not None:
            raise verdict
        try:
            return _is_called_off(await self._task(ticket))
        except Failed:
            return True

    async def ping(self) -> str:
        """Say whether Runway answers, takes the key, and what credit is left. Orders nothing."""
        reply = await self._line.ask(f"{self._base}/v1/organization")
        if (verdict := verdicts.of_question(reply, _WORDS)) is not None:
            raise verdict
        credit = body(reply).get("creditBalance")
        # One credit is one cent (Runway's price list, 2026-11).
        left = f" Credit left: ${credit / 100:.2f}." if isinstance(credit, int) else ""
        return f"Runway answers and accepts the key.{left}"

    async def _task(self, ticket: Ticket) -> dict[str, Any]:
        reply = await self._line.ask(self._url(ticket))
        if (verdict := verdicts.of_question(reply, _WORDS)) is not None:
            raise verdict
        return body(reply)

    def _url(self, ticket: Ticket) -> str:
        return f"{self._base}/v1/tasks/{ticket['id']}"


def _form(order: Order, model: Model) -> dict[str, Any]:
    """The form of one model (types of runwayml 5.24.0). `ratio` is in pixels."""
    told: dict[str, Any] = {
        "model": order.model,
        "promptText": order.prompt,
        "ratio": model.size.replace("x", ":"),
        "duration": model.duration(order.seconds),
    }
    if model.negative_limit:
        told["negativePrompt"] = order.negative_prompt
    if model.has_seed:
        told["seed"] = order.seed
    if model.audio_field:
        told[model.audio_field] = True
    return told | dict(model.sends)


def _finished(task: Mapping[str, Any]) -> Finished:
    match task.get("output"):
        case [str(url), *_]:
            return Finished(url)
    raise Failed(verdicts.NO_CLIP, billed=True)


def _failure(task: Mapping[str, Any]) -> StudioError:
    """`SAFETY.` codes ask the person for other words, the others are Runway's own trouble."""
    if str(task.get("failureCode", "")).startswith("SAFETY."):
        return Refused(verdicts.FLAGGED, billed=_is_billed(task))
    return Failed(verdicts.BROKE_DOWN, billed=_is_billed(task))


def _is_called_off(task: dict[str, Any]) -> bool:
    """Whether it was taken back for nothing, now or before."""
    return task.get("status") == "CANCELLED" and not _is_billed(task)


def _is_billed(task: Mapping[str, Any]) -> bool:
    """Whether Runway charged for it, which its tasks say themselves; not said counts as yes."""
    cost = task.get("cost")
    return not isinstance(cost, dict) or bool(cost.get("credits", 1))
