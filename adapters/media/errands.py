"""One errand, done inside a forked child: here the libraries' errors become the studio's."""

import errno
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av
from pydantic import TypeAdapter

from adapters.media.animatic import draw
from adapters.media.cut import cut
from adapters.media.fit import fit
from adapters.media.hearing import FENCE as SOUND_FENCE
from adapters.media.hearing import hear
from adapters.media.picture import FENCE as PICTURE_FENCE
from adapters.media.picture import picture
from adapters.media.probe import Fence, probe
from adapters.media.still import still
from core.errors import Failed, Misconfigured, StudioError, Unavailable
from core.ports import Footage
from core.reel.edit import Edit
from core.reel.storyboard import Storyboard

Say = Callable[[Mapping[str, Any]], None]
Wish = Mapping[str, Any]

SPARE_BYTES = 64 << 20
"""What must stay free on the disk beside the reel: the database and others write there too."""
BYTES_PER_SECOND = 2 << 20
"""Twice what a second of our video has needed at most."""
FENCE = Fence(memory=4 << 30, cpu_seconds=900, wall_seconds=1800, file_bytes=1 << 30, open_files=128)
"""What cutting strangers' footage may use, each process of it."""
OWN_FRAMES = 5
"""What is decoded of a reel that was just made here, to see that it can be."""
EDIT = TypeAdapter(Edit)
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
        Fence().close()
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
    """Make everything in the folder `part`, and move it to its place once it is whole."""
    to, part = Path(wish["to"]), Path(wish["part"])
    _check_room(to.parent, _needed(wish))
    part.mkdir()
    made = part / to.name
    if wish["do"] == "still":
        FENCE.close()
        footage = still(Path(wish["reel"]), wish["at"], wish["side"], made, wish["most_bytes"])
    elif wish["do"] == "picture":
        PICTURE_FENCE.close()
        footage = picture(Path(wish["outside"]), made)
    elif wish["do"] == "hear":
        SOUND_FENCE.close()
        footage = hear(Path(wish["sound"]), made)
    else:
        _film(wish, made, on_progress)
        footage = probe(made, OWN_FRAMES)
    for file in part.iterdir():
        if file.name.startswith(made.stem):
            os.replace(file, to.with_name(file.name))
    shutil.rmtree(part)
    return footage


def _film(wish: Wish, made: Path, on_progress: Callable[[int], None]) -> None:
    match wish["do"]:
        case "draw":
            board = Storyboard.model_validate(wish["storyboard"])
            draw(board, wish["seconds"], wish["seed"], made, on_progress, wish["workers"], wish["only"])
        case "cut":
            FENCE.close()
            cut(EDIT.validate_python(wish["edit"]), made, on_progress, wish["workers"])
        case "fit":
            FENCE.close()
            fit(Path(wish["video"]), wish["limit"], made, on_progress)


def _needed(wish: Wish) -> int:
    """How many bytes the work may need on the disk, with room to spare."""
    match wish["do"]:
        case "draw":
            return int(wish["seconds"]) * BYTES_PER_SECOND
        case "cut":
            takes = wish["edit"]["takes"]
            return 2 * sum(Path(take["clip"]).stat().st_size for take in takes)
        case "fit":
            return 2 * Path(wish["video"]).stat().st_size
    return 0


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
