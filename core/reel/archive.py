"""Where clips and reels lie: a folder of our own copies, since a vendor's links expire."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.errors import Misconfigured

KINDS = ("mp4", "cover.jpg", "thumb.jpg", "srt")
"""How the files of a reel end; not every reel has all of them."""

NO_PLACE = "The data folder is full or cannot be written to. Whoever runs the bot must see to it."


class Beyond(Protocol):
    """Where reels are kept beyond our folder, which holds mere copies of them then."""

    async def bring(self, name: str) -> None:
        """Put a reel into our folder again, and what belongs to it; harmless when it is nowhere.

        Raises Unavailable, Misconfigured.
        """
        ...

    async def discard(self, name: str) -> None:
        """Throw away a reel there and in our folder; if need be, again and again until it is done.

        Raises Misconfigured.
        """
        ...


@dataclass(frozen=True, slots=True)
class Archive:
    """Files are named after the render or the job they belong to; `folder` is made when needed.

    All raise Misconfigured when it cannot be made. `beyond` has the reels if the folder has not.
    """

    folder: Path
    beyond: Beyond | None = None

    def clip(self, name: str) -> Path:
        """Where a clip lies, or will."""
        return self._place("clips", name)

    def reel(self, name: str) -> Path:
        """Where a reel lies, or will."""
        return self._place("reels", name)

    def picture(self, name: str) -> Path:
        """Where a picture lies that a reel begins with, or will."""
        return self._place("pictures", name)

    async def at_hand(self, name: str) -> Path | None:
        """Where a reel or what belongs to it lies now; None when there is no such file any more.

        Raises Unavailable when it cannot be brought back just now.
        """
        path = self.reel(name)
        if self.beyond is not None and not path.exists():
            await self.beyond.bring(name)
        return path if path.exists() else None

    async def discard(self, name: str) -> None:
        """Throw away a reel, and its pictures and captions, wherever they lie."""
        if self.beyond is not None:
            await self.beyond.discard(name)
        else:
            await asyncio.to_thread(self.clear, name)

    def clear(self, name: str) -> None:
        """Take them out of our folder."""
        try:
            for file in self.reel(name).parent.glob(f"{Path(name).stem}.*"):
                file.unlink(missing_ok=True)
        except OSError as error:
            raise Misconfigured(NO_PLACE) from error

    def _place(self, kind: str, name: str) -> Path:
        folder = self.folder / kind
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Misconfigured(NO_PLACE) from error
        return folder / name
