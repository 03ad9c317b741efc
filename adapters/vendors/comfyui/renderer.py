"""Orders shots from a ComfyUI server: the operator's workflow, queued under a name that we choose."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from adapters.vendors.comfyui.workflow import Workflow
from adapters.wire import verdicts
from adapters.wire.line import Line
from adapters.wire.renderer import HttpRenderer
from adapters.wire.verdicts import Words, body
from core.errors import Failed, Misconfigured, StudioError, Unavailable, Unclear
from core.ports import Filming, Finished, Order, RenderState, Ticket, Waiting
from core.reel.catalogue import CATALOGUE, Model

_WORDS = Words("COMFYUI_BASE_URL", "COMFYUI_BASE_URL")
_BAD_WORKFLOW = "ComfyUI does not accept the workflow. The operator has to check COMFYUI_WORKFLOW."
_HOUSE = uuid.UUID("5d0c8f0e-6d0b-4d1e-9f57-2f8a6b1c9e42")
"""The name space of our renders' ids."""
_TRIES = 8


class ComfyRenderer(HttpRenderer):
    """ComfyUI as a Renderer.

    ComfyUI keeps the id that we give, so an order whose answer was lost is surely found again, or
    surely was never taken.
    """

    vendor = "comfyui"

    def __init__(
        self,
        base_url: str,
        workflow: Workflow,
        *,
        http: httpx.AsyncClient | None = None,
        catalogue: Mapping[str, Model] = CATALOGUE,
        submit_seconds: float = 75.0,
        ask_seconds: float = 30.0,
    ) -> None:
        def line(client: httpx.AsyncClient) -> Line:
            return Line(client, _WORDS, None, order_seconds=submit_seconds, ask_seconds=ask_seconds)

        super().__init__(line, base_url, http=http, catalogue=catalogue)
        self._workflow = workflow

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Queue the workflow, under the first name of this render that ComfyUI does not know yet."""
        graph = self._workflow.filled(order, self._model(order))
        name = await self._free_name(render_id)
        reply = await self._line.order(
            f"{self._base}/prompt", json={"prompt": graph, "client_id": str(_HOUSE), "prompt_id": name}
        )
        if reply.status_code in (400, 422):
            raise Misconfigured(_BAD_WORKFLOW)
        if (verdict := verdicts.of_order(reply, _WORDS)) is not None:
            raise verdict
        # Whatever the answer says: an older ComfyUI may have chosen a name of its own.
        given = body(reply).get("prompt_id")
        if not isinstance(given, str) or not given:
            raise Unclear(verdicts.LOST_ANSWER)
        return {"id": given}

    async def check(self, ticket: Ticket) -> RenderState:
        """Ask for the order's history, and look in the queue while there is none."""
        name = ticket["id"]
        if (made := await self._history(name)) is None:
            running, pending = await self._queue()
            if name in running:
                return Filming()
            if name in pending:
                return Waiting(pending.index(name) + len(running))
            # It may have ended between the two questions.
            if (made := await self._history(name)) is None:
                raise Failed(verdicts.TOO_LATE)
        return self._finished(made)

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:  # noqa: ARG002 (the name says it all)
        """Look for the render's latest name in the history and the queue. Its None can be trusted."""
        try:
            known = await self._known(render_id)
        except Unavailable:
            raise
        except StudioError as error:
            raise Unclear(verdicts.NOT_TOLD) from error
        return {"id": known[-1]} if known else None

    async def cancel(self, ticket: Ticket) -> bool:
        """Take it out of the queue, or stop it; nothing is ever charged."""
        name = ticket["id"]
        for path, words in (("queue", {"delete": [name]}), ("interrupt", {"prompt_id": name})):
            reply = await self._line.ask(f"{self._base}/{path}", method="POST", json=words)
            if (verdict := verdicts.of_question(reply, _WORDS)) is not None:
                raise verdict
        return True

    async def ping(self) -> str:
        """Say whether ComfyUI answers, and how much stands in its queue."""
        running, pending = await self._queue()
        return f"ComfyUI answers; {len(running) + len(pending)} in its queue."

    async def _free_name(self, render_id: str) -> str:
        names, known = list(_names(render_id)), await self._known(render_id)
        return names[min(len(known), len(names) - 1)]

    async def _known(self, render_id: str) -> list[str]:
        """The names of this render that ComfyUI knows, in order."""
        known: list[str] = []
        for name in _names(render_id):
            if not await self._knows(name):
                break
            known.append(name)
        return known

    async def _knows(self, name: str) -> bool:
        if await self._history(name) is not None:
            return True
        running, pending = await self._queue()
        return name in running or name in pending or await self._history(name) is not None

    async def _history(self, name: str) -> dict[str, Any] | None:
        reply = await self._line.ask(f"{self._base}/history/{name}")
        if (verdict := verdicts.of_question(reply, _WORDS)) is not None:
            raise Misconfigured(_WORDS.no_address) if isinstance(verdict, Failed) else verdict
        made = body(reply).get(name)
        return made if isinstance(made, dict) else None

    async def _queue(self) -> tuple[list[str], list[str]]:
        """The names of what runs and of what waits, each in the order of its turn."""
        reply = await self._line.ask(f"{self._base}/queue")
        if (verdict := verdicts.of_question(reply, _WORDS)) is not None:
            raise Misconfigured(_WORDS.no_address) if isinstance(verdict, Failed) else verdict
        told = body(reply)
        if not isinstance(told.get("queue_running"), list) or not isinstance(told.get("queue_pending"), list):
            raise Unavailable(verdicts.UNREADABLE)
        return _in_turn(told["queue_running"]), _in_turn(told["queue_pending"])

    def _finished(self, made: Mapping[str, Any]) -> Finished:
        status = made.get("status")
        status = status if isinstance(status, dict) else {}
        if status.get("status_str") == "error":
            happened = {event[0] for event in status.get("messages", []) if event}
            raise Failed(verdicts.CALLED_OFF if "execution_interrupted" in happened else verdicts.BROKE_DOWN)
        for file in _files(made.get("outputs")):
            if str(file["filename"]).lower().endswith(".mp4"):
                query = {name: str(file.get(name, "")) for name in ("filename", "subfolder", "type")}
                return Finished(f"{self._base}/view?{urlencode(query)}")
        raise Failed(verdicts.NO_CLIP)


def _names(render_id: str) -> Iterator[str]:
    """The ids of a render's tries, in order: ComfyUI keeps the failed ones, so each has its own."""
    return (str(uuid.uuid5(_HOUSE, f"{render_id}/{number}")) for number in range(_TRIES))


def _in_turn(items: list[Any]) -> list[str]:
    lines = [item for item in items if isinstance(item, list) and len(item) > 1]
    return [str(item[1]) for item in sorted(lines, key=lambda item: item[0])]


def _files(outputs: Any) -> Iterator[Mapping[str, Any]]:
    """Every file that any node put out, under whatever name the node uses for its list."""
    for node in outputs.values() if isinstance(outputs, dict) else ():
        for items in node.values() if isinstance(node, dict) else ():
            for item in items if isinstance(items, list) else ():
                if isinstance(item, dict) and "filename" in item and item.get("type", "output") == "output":
                    yield item
