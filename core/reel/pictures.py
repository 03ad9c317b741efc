"""Pictures that people send along, kept as a reel can begin with them."""

import asyncio
import hashlib
import re

from core.errors import Misconfigured
from core.ports import CuttingRoom
from core.reel.archive import Archive
from core.reel.job import new_id

_NAME = re.compile(r"[0-9a-f]{40}\.jpg")
_NO_PLACE = "The data folder is full or cannot be written to. Whoever runs the bot must see to it."


async def keep(outside: bytes, archive: Archive, room: CuttingRoom) -> str:
    """Have the cutting room make one of ours of a picture; its name follows from what was sent.

    So the same picture is kept once, and nobody can guess another's. Raises as `CuttingRoom.picture`.
    """
    name = f"{hashlib.sha256(outside).hexdigest()[:40]}.jpg"
    to = archive.picture(name)
    if to.exists():
        return name
    # The same picture may come from several people at once.
    mine = to.with_stem(f"{to.stem}-{new_id()}")
    raw = mine.with_suffix(".raw")
    try:
        await asyncio.to_thread(raw.write_bytes, outside)
        await room.picture(raw, mine)
        mine.replace(to)
    except OSError as error:
        raise Misconfigured(_NO_PLACE) from error
    finally:
        raw.unlink(missing_ok=True)
    return name


def is_kept(name: str, archive: Archive) -> bool:
    """Whether there is a picture of ours by that name."""
    return _NAME.fullmatch(name) is not None and archive.picture(name).exists()
