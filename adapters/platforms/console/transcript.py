"""What was posted to the terminal, one JSON line each: the memory behind exactly-once delivery."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any


class Transcript:
    """An append-only file. A line is there whole or does not count, whenever the process dies."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def append(self, line: dict[str, Any]) -> None:
        """Write one line and see it to the disk.

        Raises OSError; then it may be half there, which counts as not at all.
        """
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            data = _mend(handle) + json.dumps(line, ensure_ascii=False).encode() + b"\n"
            if os.write(handle, data) != len(data):
                raise OSError("The line was written in part only.")
            os.fsync(handle)
        finally:
            os.close(handle)

    def find(self, key: str, value: str) -> dict[str, Any] | None:
        """The first whole line that has this value at this key, None when there is none. Raises OSError."""
        return next((line for line in self._lines(value) if line.get(key) == value), None)

    def _lines(self, needle: str) -> Iterator[dict[str, Any]]:
        """The lines that hold a text and are whole: nothing shorter than an object is one in JSON."""
        part = json.dumps(needle, ensure_ascii=False).encode()
        with suppress(FileNotFoundError), self._file.open("rb") as lines:
            for line in lines:
                if part in line:
                    with suppress(ValueError):
                        yield json.loads(line)


def _mend(handle: int) -> bytes:
    """What must come first: a line break when an earlier life died in the middle of a line."""
    size = os.fstat(handle).st_size
    return b"\n" if size and os.pread(handle, 1, size - 1) != b"\n" else b""
