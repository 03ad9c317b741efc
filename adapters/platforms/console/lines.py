"""What is typed, line by line: with history and completion in a terminal, and from a dumb pipe alike."""

import asyncio
import codecs
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_CHUNK = 65536
_HISTORY = 1000


async def typed_lines(read: Callable[[], Iterator[str]]) -> AsyncIterator[str]:
    """The lines of a blocking reader, each read only when it is asked for.

    Read in a thread that nobody waits for when the process ends.
    """
    loop, queue, turn = asyncio.get_running_loop(), asyncio.Queue[str | None](), threading.Semaphore(0)

    def work() -> None:
        lines = read()
        # The loop may be closed by the time somebody presses Enter.
        with suppress(RuntimeError):
            while turn.acquire():
                loop.call_soon_threadsafe(queue.put_nowait, next(lines, None))

    threading.Thread(target=work, name="typing", daemon=True).start()
    while True:
        turn.release()
        line = await queue.get()
        if line is None:
            return
        yield line


def piped(descriptor: int = 0) -> Iterator[str]:
    """Lines from a pipe or a file.

    Reads the descriptor itself: the lock of Python's own buffer would be held at exit.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    begun = ""
    while data := os.read(descriptor, _CHUNK):
        *lines, begun = (begun + decoder.decode(data)).split("\n")
        yield from lines
    if begun:
        yield begun


def edited(prompt: str) -> Iterator[str]:
    """Lines that somebody types in a terminal, until Ctrl-D."""
    with suppress(EOFError):
        while True:
            yield input(prompt)


@contextmanager
def line_editor(history: Path, words: Sequence[str]) -> Iterator[None]:
    """History and completion for `edited`, as far as this Python has them; leaves the terminal as it was."""
    try:
        import readline
        import termios
    except ImportError:
        yield
        return
    with suppress(OSError):
        readline.read_history_file(history)
    readline.set_history_length(_HISTORY)
    readline.set_completer_delims(" ")
    readline.set_completer(_completer(words))
    readline.parse_and_bind("tab: complete")
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        # Whoever leaves with Ctrl-C leaves a thread that still waits for a key, with the echo off.
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
        with suppress(OSError):
            history.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(history)


def _completer(words: Sequence[str]) -> Callable[[str, int], str | None]:
    def complete(begun: str, number: int) -> str | None:
        fitting = [word for word in words if word.startswith(begun)]
        return fitting[number] if number < len(fitting) else None

    return complete
