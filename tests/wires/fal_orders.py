"""FAL's books: what was ordered, how far it is, what it comes to, what it costs; kept on disk if wished."""

import json
import time
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.wires import fal_forms
from tests.wires.fal_faults import Fault
from tests.wires.fal_forms import WAN, complaints

__all__ = ["ENDED", "FILMING", "QUEUED", "WAN", "Ordered", "Orders", "Pace"]

QUEUED, FILMING, ENDED = "IN_QUEUE", "IN_PROGRESS", "COMPLETED"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long an order takes: so many checks and so many seconds, both must have passed.

    A held order is filmed until somebody says `finish`.
    """

    queue_checks: int = 0
    filming_checks: int = 0
    queue_seconds: float = 0.0
    filming_seconds: float = 0.0
    held: bool = False

    @property
    def seconds(self) -> float:
        """From order to end, as far as time decides."""
        return self.queue_seconds + self.filming_seconds


@dataclass(slots=True)
class Ordered:
    """One accepted order."""

    id: str
    app: str
    key: str
    arguments: dict[str, Any]
    sent_at: float
    hook: str | None = None
    fate: str | None = None
    hook_fate: str | None = None
    held: bool = False
    checks: int = 0
    cancelled: str | None = None
    """The phase it was in when it was taken back."""

    def phase(self, pace: Pace, now: float) -> tuple[str, int]:
        """Where it stands, and how many are before it."""
        if self.cancelled == QUEUED:
            return ENDED, 0
        if self.held:
            return FILMING, 0
        age = now - self.sent_at
        if self.checks < pace.queue_checks or age < pace.queue_seconds:
            return QUEUED, max(pace.queue_checks - self.checks - 1, 0)
        if self.checks < pace.queue_checks + pace.filming_checks or age < pace.seconds:
            return FILMING, 0
        return ENDED, 0

    @property
    def micros(self) -> int:
        """What it costs when it is made."""
        return fal_forms.micros(self.app, self.arguments)

    @property
    def is_billed(self) -> bool:
        """Whether it is charged: what runs is, a server's own failure and a bad form are not."""
        free = {Fault.RUNNER_LOST, Fault.GENERATION_TIMEOUT, Fault.HOPELESS}
        return self.cancelled != QUEUED and self.fate not in free and not complaints(self.app, self.arguments)


@dataclass
class Orders:
    """All orders of all customers. With a `file` (JSON lines, appended) they outlive the process."""

    file: Path | None = None
    by_id: dict[str, Ordered] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.file is not None and self.file.exists():
            for line in self.file.read_text().splitlines():
                self._replay(json.loads(line))
        self._log = self.file.open("ab", buffering=0) if self.file is not None else None

    def add(self, **words: Any) -> Ordered:
        """Write down an order."""
        order = Ordered(id=str(uuid.uuid4()), sent_at=time.time(), **words)
        self.by_id[order.id] = order
        self._write({"did": "order", **asdict(order)})
        return order

    def cancel(self, order: Ordered, phase: str) -> None:
        """Write down that it was taken back while in this phase."""
        order.cancelled = phase
        self._write({"did": "cancel", "id": order.id, "cancelled": phase})

    def finish(self, order: Ordered) -> None:
        """Let go of a held order."""
        order.held = False
        self._write({"did": "finish", "id": order.id})

    def close(self) -> None:
        """Let go of the file."""
        if self._log is not None:
            self._log.close()

    def _write(self, line: dict[str, Any]) -> None:
        if self._log is not None:
            self._log.write(json.dumps(line).encode() + b"\n")

    def _replay(self, line: dict[str, Any]) -> None:
        match line.pop("did"):
            case "order":
                self.by_id[line["id"]] = Ordered(**line)
            case "cancel":
                self.by_id[line["id"]].cancelled = line["cancelled"]
            case "finish":
                self.by_id[line["id"]].held = False
