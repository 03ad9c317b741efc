"""FAL's request history: where an order whose answer was lost can be found again."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from adapters.vendors.fal.line import Line
from adapters.wire.verdicts import NOT_TOLD, UNREACHABLE, body, is_down, retry_after
from core.errors import Misconfigured, Unavailable, Unclear

_SKEW = timedelta(minutes=2)
"""So far our clock may be ahead of FAL's, and our order still be seen."""
_PAGES = 20


async def request_id_of(
    line: Line, model: str, form: Mapping[str, Any], since: datetime, *, is_settled: bool
) -> str | None:
    """The request that an order with this form became, None when there surely is none.

    FAL keeps no name of ours, so the words and, where the model takes one, the seed tell orders apart. Its
    history is documented for ended requests only (2026-11): unless `is_settled`, one that is missing
    may still be running. Raises Unclear, and Unavailable while FAL cannot be asked.
    """
    is_blank, found = False, []
    async for item in _requests(line, model, since - _SKEW):
        asked = item.get("json_input")
        if not isinstance(asked, dict):
            is_blank = True
        elif all(asked.get(name) == form[name] for name in ("prompt", "text", "seed") if name in form):
            found.append(item)
    if found:
        # Another equal order can only be an earlier attempt: ours is the newest.
        return str(max(found, key=_sent_at)["request_id"])
    if is_blank or not is_settled:
        raise Unclear(NOT_TOLD)
    return None


async def page(line: Line, model: str, **query: str) -> httpx.Response:
    """One page of the history of a model, which needs a key that may read it."""
    return await line.ask(f"{line.api_url}/models/requests/by-endpoint", {"endpoint_id": model, **query})


async def _requests(line: Line, model: str, since: datetime) -> AsyncIterator[dict[str, Any]]:
    """Everything listed for a model since then. Raises Unclear when that is not all of it, Unavailable."""
    query = {"start": _iso(since), "expand": "payloads", "limit": "100"}
    for _ in range(_PAGES):
        try:
            reply = await page(line, model, **query)
        except Misconfigured as error:
            raise Unclear(NOT_TOLD) from error
        if is_down(reply):
            raise Unavailable(UNREACHABLE, retry_in=retry_after(reply.headers))
        listed = body(reply)
        items = listed.get("items")
        if reply.status_code != 200 or not isinstance(items, list):
            raise Unclear(NOT_TOLD)
        for item in items:
            if isinstance(item, dict) and item.get("request_id"):
                yield item
        if not listed.get("has_more"):
            return
        query["cursor"] = str(listed.get("next_cursor"))
    raise Unclear(NOT_TOLD)


def _sent_at(item: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(item.get("sent_at"))).astimezone(UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
