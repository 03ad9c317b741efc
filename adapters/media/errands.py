"""One errand, done inside a forked child: here the libraries' errors become the studio's."""

import errno
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av

from adapters.media.animatic import draw
from adapters.media.cut import cut
from adapters.media.probe import fence, probe
from adapters.media.still import still
from core.errors import Failed, Misconfigured, StudioError, Unavailable
from core.ports import Footage
from core.storyboard import Storyboard

Say = Callable[[Mapping[str, Any]], None]
Wish = Mapping[str, Any]

SPARE_BYTES = 64 << 20
"""What must stay free on the disk beside the reel: the database and others write there too."""
BYTES_PER_SECOND = 2 << 20
"""Twice what a second of our video has needed at most."""
NO_ROOM = "There is not enough room on the disk for a reel. The operator has to make some."
NO_WRITE = "The folder for reels cannot be written to. The operator has to look at it."


def run(wish: Wish, say: Say) -> None:
    """Do what is wished for and say how it ended: `footage`, or `error` and `message`."""
    try:
        say({"footage": asdict(_do(wish, say))})
    except StudioError as error:
        say({"error": type(error).__name__, "message": error.message})


def _do(wish: Wish, say: Say) -> Footage:
    if wish["do"] == "probe":
        fence()
        return probe(Path(wish["clip"]))
    try:
        return _make(wish, lambda percent: say({"percent": percent}))
    except OSError as error:
        raise _disk_error(error) from error
    except MemoryError as error:
        raise Unavailable("The cutting room ran out of memory.") from error
    except av.FFmpegError as error:
        raise Failed("The footage could not be cut.") from error


def _make(wish: Wish, on_progress: Callable[[int], None]) -> Footage:
    to, part, workers = Path(wish["to"]), Path(wish["part"]), wish["workers"]
    if wish["do"] == "draw":
        board = Storyboard.model_validate(wish["storyboard"])
        _check_room(to.parent, wish["seconds"] * BYTES_PER_SECOND)
        draw(board, wish["seconds"], wish["seed"], part, on_progress, workers)
    elif wish["do"] == "still":
        picture = still(Path(wish["reel"]), wish["at"], wish["side"], part)
        os.replace(part, to)
        return picture
    else:
        clips = [Path(clip) for clip in wish["clips"]]
        _check_room(to.parent, 2 * sum(clip.stat().st_size for clip in clips))
        cut(clips, wish["mood"], part, on_progress)
    footage = probe(part)
    os.replace(part, to)
    return footage


def _check_room(folder: Path, needed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < needed + SPARE_BYTES:
        raise Misconfigured(NO_ROOM)


def _disk_error(error: OSError) -> StudioError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Misconfigured(NO_ROOM)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return Misconfigured(NO_WRITE)
    if error.errno == errno.ENOENT:
        return Failed("A clip that should be cut is no longer there.")
    return Unavailable("The disk did not answer.")
