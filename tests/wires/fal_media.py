"""How FAL's media host hands out a clip, or fails to."""

import asyncio

from aiohttp import web

from tests.wires.fal_faults import Fault
from tests.wires.fal_orders import Ordered
from tests.wires.fal_sounds import SOUNDS, recording
from tests.wires.footage import footage


async def clip(request: web.Request, order: Ordered, fault: str | None) -> web.StreamResponse:
    """The clip of an order, as long as ordered; upright unless its fate says otherwise. Or its sound."""
    if order.app in SOUNDS and fault is None:
        return web.Response(body=recording(), content_type="audio/wav")
    tall = (270, 480) if order.fate != Fault.LANDSCAPE else (480, 270)
    film = await asyncio.to_thread(footage, *tall, int(order.arguments.get("duration", 5)))
    match fault:
        case Fault.MISSING:
            return web.Response(status=404)
        case Fault.FORBIDDEN:
            return web.Response(status=403)
        case Fault.GONE:
            return web.Response(status=410)
        case Fault.TRUNCATED:
            return await _half(request, film)
        case Fault.WRONG_TYPE:
            return web.Response(body=film, content_type="text/html")
        case Fault.NOT_VIDEO:
            return web.Response(body=b"<html>sorry</html>" * 99, content_type="video/mp4")
        case Fault.EMPTY:
            return web.Response(body=b"", content_type="video/mp4")
        case Fault.REDIRECT_AWAY:
            return web.Response(status=302, headers={"Location": "https://evil.example/x.mp4"})
        case Fault.REDIRECT_HOME:
            return web.Response(status=302, headers={"Location": request.path})
    return web.Response(body=film, content_type="video/mp4")


async def _half(request: web.Request, film: bytes) -> web.StreamResponse:
    """Promise the whole film, send half of it, and hang up."""
    reply = web.StreamResponse(headers={"Content-Length": str(len(film)), "Content-Type": "video/mp4"})
    await reply.prepare(request)
    await reply.write(film[: len(film) // 2])
    if request.transport is not None:
        request.transport.close()
    return reply
