"""Our folder beside a bucket: copies of reels, and the names of those that are to go."""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.errors import Misconfigured
from core.reel.archive import KINDS, NO_PLACE, Archive

_NAME = re.compile(rf"[a-z0-9]{{1,40}}\.({'|'.join(map(re.escape, KINDS))})")


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of the folder, its bytes, and when it was written."""

    name: str
    size: int
    at: datetime


class Folder:
    """The reels of an archive, by their stem: what the names of all files of a reel begin with."""

    def __init__(self, folder: Path) -> None:
        self._archive = Archive(folder)
        self._leaving = folder / "leaving"

    @staticmethod
    def stem(name: str) -> str:
        """What the reel of this file is called."""
        return name.partition(".")[0]

    @staticmethod
    def names(stem: str) -> tuple[str, ...]:
        """All files that a reel may have."""
        return tuple(f"{stem}.{kind}" for kind in KINDS)

    def path(self, name: str) -> Path:
        """Where a file lies, or will."""
        return self._archive.reel(name)

    def copies(self) -> dict[str, list[Copy]]:
        """What lies there of each reel."""
        found: dict[str, list[Copy]] = {}
        for file in self.path("any").parent.iterdir():
            if _NAME.fullmatch(file.name):
                with suppress(FileNotFoundError):
                    known = file.stat()
                    at = datetime.fromtimestamp(known.st_mtime, UTC)
                    found.setdefault(self.stem(file.name), []).append(Copy(file.name, known.st_size, at))
        return found

    def write(self, name: str, content: bytes) -> None:
        """Put a file there, whole or not at all."""
        path = self.path(name)
        part = path.with_name(f"{name}.part")
        try:
            part.write_bytes(content)
            os.replace(part, path)
        except OSError as error:
            raise Misconfigured(NO_PLACE) from error

    def drop(self, stem: str) -> None:
        """Let go of the copies of a reel."""
        self._archive.clear(f"{stem}.mp4")

    def leave(self, stem: str) -> None:
        """The same for good: it is noted that the reel is to go everywhere, whatever happens next."""
        try:
            self._leaving.mkdir(parents=True, exist_ok=True)
            (self._leaving / stem).touch()
        except OSError as error:
            raise Misconfigured(NO_PLACE) from error
        self.drop(stem)

    def leaving(self) -> list[str]:
        """Reels that are to go."""
        return [file.name for file in self._leaving.iterdir()] if self._leaving.is_dir() else []

    def is_leaving(self, name: str) -> bool:
        """Whether the reel of this file is to go."""
        return (self._leaving / self.stem(name)).exists()

    def has_left(self, stem: str) -> None:
        """A reel is gone everywhere."""
        (self._leaving / stem).unlink(missing_ok=True)
