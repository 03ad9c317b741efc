"""Where clips and reels lie: a folder of our own copies, since a vendor's links expire."""

from dataclasses import dataclass
from pathlib import Path

from core.errors import Misconfigured

_NO_PLACE = "The data folder is full or cannot be written to. Whoever runs the bot must see to it."


@dataclass(frozen=True, slots=True)
class Archive:
    """Files are named after the render or the job they belong to; `folder` is made when needed.

    All raise Misconfigured when it cannot be made.
    """

    folder: Path

    def clip(self, name: str) -> Path:
        """Where a clip lies, or will."""
        return self._place("clips", name)

    def reel(self, name: str) -> Path:
        """Where a reel lies, or will."""
        return self._place("reels", name)

    def picture(self, name: str) -> Path:
        """Where a picture lies that a reel begins with, or will."""
        return self._place("pictures", name)

    def discard(self, name: str) -> None:
        """Throw away a reel, and its pictures and captions. Raises Misconfigured when that is not allowed."""
        try:
            for file in self.reel(name).parent.glob(f"{Path(name).stem}.*"):
                file.unlink(missing_ok=True)
        except OSError as error:
            raise Misconfigured(_NO_PLACE) from error

    def _place(self, kind: str, name: str) -> Path:
        folder = self.folder / kind
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Misconfigured(_NO_PLACE) from error
        return folder / name
