"""The render host: a process that keeps the libraries warm and forks one child for each errand.

Lines in: `{"errand": 1, "do": "draw", ...}` and `{"cancel": 1}`. Lines out: `{"errand": 1, "percent": 40}`,
then one of `"footage"`, `"error"` with `"message"`, or neither when the errand was cancelled. When the
pipe to the bot closes, everything ends. The host itself must never use PyAV or start a thread, because
its children are forks of it.
"""

import json
import os
import selectors
import shutil
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.media import leash
from adapters.media.errands import run
from adapters.media.picture import UNREADABLE
from adapters.media.probe import UNSOUND

NICE = 10
EXCUSES: Mapping[str, Mapping[str, Any]] = {
    "probe": {"error": "Failed", "message": UNSOUND},
    "picture": {"error": "Refused", "message": UNREADABLE},
}
"""What is said of a stranger's file on which an errand died."""
CHUNK = 65536


@dataclass(slots=True)
class Child:
    """A running errand: its process group, the pipe it reports on, and what it said so far."""

    number: int
    group: int
    pipe: int
    part: Path | None
    excuse: Mapping[str, Any]
    """What to answer when the errand dies without a word."""
    heard: bytes = b""
    answer: dict[str, Any] = field(default_factory=dict)
    is_cancelled: bool = False


class Host:
    """Reads wishes from `inbox`, forks, and relays what the children report to `outbox`."""

    def __init__(self, inbox: int, outbox: int) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._heard = b""
        self._children: dict[int, Child] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(inbox, selectors.EVENT_READ, None)

    def serve(self) -> None:
        """Work until the bot hangs up."""
        while True:
            for key, _ in self._selector.select():
                child: Child | None = key.data
                if child is not None:
                    self._hear(child)
                elif not self._obey():
                    return

    def end(self) -> None:
        """Kill every errand and remove what it left."""
        for child in list(self._children.values()):
            self._kill(child)
            self._bury(child)

    def _obey(self) -> bool:
        heard = os.read(self._inbox, CHUNK)
        *lines, self._heard = (self._heard + heard).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "cancel" in message:
                self._cancel(message["cancel"])
            else:
                self._start(message)
        return bool(heard)

    def _start(self, wish: Mapping[str, Any]) -> None:
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._be_child(wish, theirs)
        os.close(theirs)
        # Both sides set the group, so that it exists whoever runs first.
        with suppress(PermissionError, ProcessLookupError):
            os.setpgid(pid, pid)
        part = Path(wish["part"]) if "part" in wish else None
        child = Child(wish["errand"], pid, ours, part, EXCUSES.get(wish["do"], {}))
        self._children[child.number] = child
        self._selector.register(ours, selectors.EVENT_READ, child)

    def _be_child(self, wish: Mapping[str, Any], pipe: int) -> None:
        os.setpgid(0, 0)
        # Only the work is modest: whoever ends it must not have to queue behind it.
        os.nice(NICE)
        leash.die_with_parent()
        os.close(self._inbox)
        os.close(self._outbox)
        for sibling in self._children.values():
            os.close(sibling.pipe)
        leash.finish(lambda: run(wish, lambda message: _say(pipe, message)))

    def _hear(self, child: Child) -> None:
        heard = os.read(child.pipe, CHUNK)
        if not heard:
            # The pipe closes when the last process of the errand is gone.
            self._finish(child)
            return
        *lines, child.heard = (child.heard + heard).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "percent" in message:
                _say(self._outbox, {"errand": child.number, **message})
            else:
                child.answer = message

    def _finish(self, child: Child) -> None:
        self._bury(child)
        answer = {} if child.is_cancelled else child.answer or child.excuse
        _say(self._outbox, {"errand": child.number, **answer})

    def _cancel(self, number: int) -> None:
        if child := self._children.get(number):
            child.is_cancelled = True
            self._kill(child)

    def _kill(self, child: Child) -> None:
        with suppress(ProcessLookupError):
            os.killpg(child.group, signal.SIGKILL)

    def _bury(self, child: Child) -> None:
        with suppress(ChildProcessError):
            while True:
                os.waitpid(-child.group, 0)
        if child.part is not None:
            # A folder that refuses us was reported by the child already.
            shutil.rmtree(child.part, ignore_errors=True)
        self._selector.unregister(child.pipe)
        os.close(child.pipe)
        del self._children[child.number]


def _say(pipe: int, message: Mapping[str, Any]) -> None:
    # Short enough (below PIPE_BUF) to arrive whole, even from several processes.
    os.write(pipe, json.dumps(message).encode() + b"\n")


def _private(descriptor: int, replacement: int) -> int:
    """Move a standard stream out of the libraries' reach."""
    copy = os.dup(descriptor)
    os.dup2(replacement, descriptor)
    return copy


def main() -> None:
    """Serve the bot on the other end of the standard streams until it hangs up."""
    # Not on the leash itself: when the bot dies the pipe closes, and what is unfinished is removed first.
    leash.adopt_orphans()
    nothing = os.open(os.devnull, os.O_RDWR)
    host = Host(_private(sys.stdin.fileno(), nothing), _private(sys.stdout.fileno(), nothing))
    with suppress(BrokenPipeError):
        host.serve()
    host.end()


if __name__ == "__main__":
    main()
