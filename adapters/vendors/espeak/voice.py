"""Speaks lines with espeak-ng: one process for each, which is given so many seconds and no more."""

import asyncio
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from core.errors import Failed, Misconfigured, Unavailable
from core.ports import Finished, Order, RenderState, Ticket
from core.reel.sound import Sound

_PROGRAM = "espeak-ng"
_SECONDS = 30.0
_BROKE = "espeak-ng could not speak this line."
_GONE = (
    "espeak-ng cannot be started any more. The operator has to install it again, or to choose another voice."
)
_NO_SOUND = "espeak-ng does not know this voice."
_ORDER = TypeAdapter(Order)


def installed() -> Path | None:
    """Where the program is, None when it is not on the PATH."""
    found = shutil.which(_PROGRAM)
    return Path(found) if found else None


class EspeakVoice:
    """espeak-ng as a Renderer. Nothing is made before it is fetched, so a ticket is the order itself."""

    vendor = "espeak"

    def __init__(self, program: Path, sounds: Mapping[str, Sound], *, seconds: float = _SECONDS) -> None:
        self._program, self._sounds, self._seconds = str(program), sounds, seconds

    async def aclose(self) -> None:
        """Nothing stays open."""

    async def submit(self, order: Order, render_id: str) -> Ticket:  # noqa: ARG002 (the port's)
        """Take an order down; it costs nothing."""
        if order.model not in self._sounds:
            raise Misconfigured(_NO_SOUND)
        return {"order": _ORDER.dump_json(order).decode()}

    async def check(self, ticket: Ticket) -> RenderState:
        """Always ready to be spoken."""
        return Finished(str(ticket["order"]))

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:  # noqa: ARG002 (the port's)
        """An order is found by being what it is."""
        return await self.submit(order, render_id)

    async def cancel(self, ticket: Ticket) -> bool:  # noqa: ARG002 (the port's)
        """What was never paid for can always be taken back."""
        return True

    async def download(self, url: str, to: Path) -> None:
        """Speak the order into the file `to`, whole or not at all."""
        order = _ORDER.validate_json(url)
        if (sound := self._sounds.get(order.model)) is None:
            raise Misconfigured(_NO_SOUND)
        how = {**sound.sends, **sound.tones.get(order.tone, {})}
        draft = to.with_name(f".{to.name}.part")
        try:
            await self._speak(
                order.prompt,
                *("-v", order.language, "-s", str(how["speed"]), "-p", str(how["pitch"])),
                *("-w", str(draft), "-b", "1", "--stdin"),
            )
            await asyncio.to_thread(os.replace, draft, to)
        except FileNotFoundError as error:
            raise Failed(_BROKE) from error
        finally:
            draft.unlink(missing_ok=True)

    async def ping(self) -> str:
        """Say which version answers. Raises Unavailable, Misconfigured, Failed."""
        words = await self._speak("", "--version")
        return f"{words.partition('  ')[0].strip()} speaks here, at no cost."

    async def _speak(self, text: str, *options: str) -> str:
        try:
            process = await asyncio.create_subprocess_exec(
                self._program,
                *options,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            )
        except OSError as error:
            raise Misconfigured(_GONE) from error
        try:
            async with asyncio.timeout(self._seconds):
                said, _ = await process.communicate(text.encode())
        except TimeoutError as error:
            raise Unavailable(_BROKE) from error
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            raise Failed(_BROKE)
        return said.decode(errors="replace")
