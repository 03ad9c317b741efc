"""The way back to the terminal: posts exactly once, because it remembers what it posted."""

from datetime import datetime
from pathlib import Path

from adapters.platforms.console.screen import Screen
from adapters.platforms.console.transcript import Transcript
from core.clock import Clock, system_clock
from core.errors import Unavailable, Unclear
from core.ports import Delivery, Footage
from core.talk import Choice

PLATFORM = "console"
_NOT_WRITTEN = "The terminal's transcript cannot be written to. Is the disk full, or the folder read-only?"
_NOT_READ = "The terminal's transcript cannot be read."


class Console:
    """Fills `core.ports.Messenger` with an append-only transcript in `folder`, shown on `screen`."""

    def __init__(self, folder: Path, screen: Screen, clock: Clock = system_clock) -> None:
        self._transcript = Transcript(folder / "transcript.jsonl")
        self._screen = screen
        self._clock = clock

    async def deliver(self, address: str, delivery: Delivery) -> str:
        """Write it down, then show it: killed in between, it counts as posted and is in the list of reels."""
        receipt = f"{PLATFORM}-{delivery.key}"
        line = {
            "at": _stamp(self._clock()),
            "address": address,
            "delivery": delivery.key,
            "receipt": receipt,
            "text": delivery.text,
            "reel": str(delivery.reel) if delivery.reel else None,
            "choices": delivery.choices,
        }
        try:
            self._transcript.append(line)
        except OSError as error:
            raise Unavailable(_NOT_WRITTEN) from error
        self._screen.say("\n".join([delivery.text, *_file(delivery)]), delivery.choices)
        return receipt

    async def find(self, address: str, delivery: Delivery) -> str | None:  # noqa: ARG002 (one terminal)
        """Looks into the transcript, which knows for sure."""
        try:
            line = self._transcript.find("delivery", delivery.key)
        except OSError as error:
            raise Unclear(_NOT_READ) from error
        return str(line["receipt"]) if line else None

    async def report(self, address: str, job_id: str, text: str, choices: tuple[Choice, ...] = ()) -> None:
        """One dim line, or a question with its choices; it is nowhere kept."""
        del address
        if choices:
            self._screen.say(f"{job_id}  {text}", choices)
        else:
            self._screen.murmur(f"{job_id}  {text}")


def _file(delivery: Delivery) -> list[str]:
    if delivery.reel is None:
        return []
    return ["", f"▶ {delivery.reel.resolve()}{_measures(delivery.footage)}"]


def _measures(footage: Footage | None) -> str:
    if footage is None:
        return ""
    return f" ({footage.width}x{footage.height}, {footage.seconds:.1f} s, {footage.size / 1_000_000:.1f} MB)"


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
