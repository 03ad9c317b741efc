"""What the fake video vendors other than FAL share: an order book, a pace, the same few troubles."""

import base64
import io
import itertools
import json
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import web
from PIL import Image

from tests.wires.footage import footage
from tests.wires.server import Wire

SUBMIT, CHECK, LIST, MEDIA, FATE = "submit", "check", "list", "media", "fate"

QUEUED, FILMING, DONE, FAILED, CANCELLED = "queued", "filming", "done", "failed", "cancelled"


class Fault(StrEnum):
    """One thing going wrong, once."""

    # At `submit`, nothing is ordered but for CUT, GARBLED and HANG.
    BAD_KEY = "bad key"
    LOCKED = "locked"
    BUSY = "busy"
    INVALID = "invalid"
    CRASHED = "crashed"
    LOST = "lost"
    CUT = "cut"
    GARBLED = "garbled"
    HANG = "hang"
    # What becomes of the next order.
    REFUSED = "refused"
    BROKE = "broke"
    NO_CLIP = "no clip"


@dataclass(slots=True)
class Ordered:
    """One accepted order."""

    id: str
    asked: dict[str, Any]
    sent_at: float
    fate: str | None = None
    checks: int = 0
    is_cancelled: bool = False
    was_filming: bool = False
    """Whether it was being made when it was taken back."""


@dataclass
class Pace:
    """For how many checks an order waits, and for how many it is filmed."""

    queue: int = 0
    filming: int = 0


class JobServer(Wire):
    """A vendor with its books open. A subclass says how it speaks."""

    faults = Fault
    key = "test-key-0123456789"

    def __init__(self) -> None:
        super().__init__()
        self.orders: dict[str, Ordered] = {}
        self.pace = Pace()
        self.posts = 0
        """How many POSTs asked for an order, whatever came of them."""
        self.media_headers: list[dict[str, str]] = []
        self._numbers = itertools.count(1)

    def door_of(self, fault: Any) -> str:
        return FATE if fault in (Fault.REFUSED, Fault.BROKE, Fault.NO_CLIP) else SUBMIT

    def books(self) -> dict[str, Any]:
        return {"posts": self.posts, "orders": len(self.orders)}

    def trouble(self, fault: StrEnum | None) -> web.Response | None:
        """What this vendor answers in place of the right thing, None for what is no answer."""
        answers: dict[StrEnum | None, int] = {
            Fault.BAD_KEY: 401,
            Fault.LOCKED: 403,
            Fault.BUSY: 429,
            Fault.INVALID: 422,
            Fault.CRASHED: 500,
        }
        status = answers.get(fault)
        if status is None:
            return None
        return self.said(status, self.error(status), {"Retry-After": "7"} if status == 429 else None)

    def error(self, status: int) -> dict[str, Any]:
        """The body of an error."""
        return {"error": f"trouble {status}"}

    def said(self, status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
        """An answer in JSON."""
        return web.Response(
            status=status, body=json.dumps(body).encode(), content_type="application/json", headers=headers
        )

    async def ordered(
        self, request: web.Request, asked: dict[str, Any], name: str, card: Any, *, is_valid: bool = True
    ) -> web.StreamResponse:
        """Take an order as far as the fault at the door lets it come; `card` makes the answer."""
        self.posts += 1
        fault = self.fault(SUBMIT)
        if fault == Fault.LOST:
            return self.cut(request)
        if fault is None and not is_valid:
            fault = Fault.INVALID
        if (refusal := self.trouble(fault)) is not None:
            return refusal
        order = self.orders[name] = Ordered(name, asked, time.time(), self.fault(FATE))
        match fault:
            case Fault.CUT:
                return self.cut(request)
            case Fault.HANG:
                return await self.hang(request)
            case Fault.GARBLED:
                return self.said(200, "accepted, more or less")
        return self.said(200, card(order))

    def phase(self, order: Ordered, *, looks: bool = True) -> str:
        """Where an order stands; each look brings it on."""
        if order.is_cancelled:
            return CANCELLED
        checks = order.checks
        order.checks += looks
        if checks < self.pace.queue:
            return QUEUED
        if checks < self.pace.queue + self.pace.filming:
            return FILMING
        return FAILED if order.fate in (Fault.REFUSED, Fault.BROKE) else DONE

    def take_back(self, order: Ordered) -> None:
        """Cancel an order, and remember whether it was being made."""
        order.was_filming = self.phase(order, looks=False) == FILMING
        order.is_cancelled = True

    def clip(self, request: web.Request) -> web.Response:
        """A small real video."""
        self.media_headers.append(dict(request.headers))
        return web.Response(body=footage(), content_type="video/mp4")


def picture(width: int = 768, height: int = 1344) -> bytes:
    """A still, as image models make them."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(file, "PNG")
    return file.getvalue()


def is_shown(address: str) -> bool:
    """Whether a data URI really holds an upright JPEG."""
    header, _, data = address.partition(",")
    return header == "data:image/jpeg;base64" and is_upright(base64.b64decode(data))


def is_upright(jpeg: bytes) -> bool:
    """Whether these are the bytes of an upright JPEG."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as shown:
        return shown.height > shown.width


async def form(request: web.Request) -> dict[str, Any]:
    """The fields of a multipart form; files as bytes."""
    told: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        told[name] = value.file.read() if isinstance(value, web.FileField) else value
    return told
