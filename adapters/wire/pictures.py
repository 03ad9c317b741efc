"""The pictures that clips begin with, read from our own archive for the orders that carry them."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from core.errors import Failed

Pictures = Callable[[str], Path]
"""Where a picture of ours lies, by its name."""

KIND = "image/jpeg"
_GONE = "The picture that the reel should begin with is no longer there."


def nowhere(name: str) -> Path:
    """Where pictures lie for whoever has no archive. Always raises Failed."""
    del name
    raise Failed(_GONE)


async def read(name: str, pictures: Pictures) -> bytes:
    """The JPEG of that name. Raises Failed when it is gone; nothing was ordered then."""
    try:
        return await asyncio.to_thread(pictures(name).read_bytes)
    except OSError as error:
        raise Failed(_GONE) from error


async def as_uri(name: str, pictures: Pictures) -> str:
    """The picture itself as an address, which FAL and Runway take in place of one (2026)."""
    return f"data:{KIND};base64,{b64encode(await read(name, pictures)).decode()}"
