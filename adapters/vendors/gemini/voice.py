"""Speaks lines with Gemini: each order is one request, whose answer is the sound itself.

Google keeps nothing to ask again for, so the sound is on our disk before the order counts as taken.
"""

import asyncio
import os
import re
import shutil
import time
import wave
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.wire.verdicts import NOT_TOLD, TOO_LATE, Words
from core.errors import Failed, Misconfigured, Unclear
from core.ports import Finished, Order, RenderState, Ticket
from core.reel.sound import Sound

if TYPE_CHECKING:
    from adapters.vendors.gemini.recorder import Recorder

_WORDS = Words("GEMINI_API_KEY", "GEMINI_BASE_URL")
_KEPT_SECONDS = 86_400
_USUAL_RATE = 24_000
_NO_DISK = "The voice's sound could not be kept. The operator has to look at the data folder."


class GeminiVoice:
    """Gemini's speaking models as a Renderer. `folder` keeps sounds until they are fetched, for a day.

    Close it with `aclose`. `seconds` bounds one order, twice over.
    """

    vendor = "gemini-voice"

    def __init__(
        self,
        key: str,
        folder: Path,
        base_url: str | None = None,
        api_version: str = "v1",
        *,
        sounds: Mapping[str, Sound],
        seconds: float = 60.0,
    ) -> None:
        self._key, self._folder, self._sounds, self._seconds = key.strip(), folder, sounds, seconds
        self._base_url, self._api_version = base_url or None, api_version
        self._connecting = asyncio.Lock()
        self._recorders: dict[str, Recorder] = {}

    async def aclose(self) -> None:
        """Close the connections, if there ever were any."""
        for recorder in self._recorders.values():
            await recorder.aclose()

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Have one line spoken, with one POST. A second POST is a second bill."""
        if (sound := self._sounds.get(order.model)) is None:
            raise Misconfigured(_WORDS.no_model)
        recorder = await self._connect(order.model)
        style = str(sound.tones.get(order.tone, {}).get("style", ""))
        data, mime = await recorder.record(order.prompt, sound.voice(order.tone), style)
        try:
            await asyncio.to_thread(self._keep, render_id, data, mime)
        except OSError as error:
            raise Failed(_NO_DISK, billed=True) from error
        return {"file": render_id}

    async def check(self, ticket: Ticket) -> RenderState:
        """The sound is there since the order was taken. Raises Failed when it lay too long."""
        if not self._place(ticket["file"]).exists():
            raise Failed(TOO_LATE, billed=True)
        return Finished(str(ticket["file"]))

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:  # noqa: ARG002 (the port's)
        """A sound that was kept, but not noted. Raises Unclear: Google does not list its answers."""
        if self._place(render_id).exists():
            return {"file": render_id}
        raise Unclear(NOT_TOLD)

    async def cancel(self, ticket: Ticket) -> bool:  # noqa: ARG002 (the port's)
        """Never: what has a ticket was made."""
        return False

    async def download(self, url: str, to: Path) -> None:
        """Copy the sound into the file `to`, whole or not at all."""
        draft = to.with_name(f".{to.name}.part")
        try:
            await asyncio.to_thread(shutil.copyfile, self._place(url), draft)
            await asyncio.to_thread(os.replace, draft, to)
        except FileNotFoundError as error:
            raise Failed(TOO_LATE, billed=True) from error
        except OSError as error:
            raise Misconfigured(_NO_DISK) from error
        finally:
            draft.unlink(missing_ok=True)

    async def ping(self) -> str:
        """Say whether Google knows the voices and takes the key; orders nothing. Raises as `check`."""
        names = [one.id for one in self._sounds.values() if one.vendor == self.vendor]
        for name in names:
            await (await self._connect(name)).ping()
        return "Gemini answers, accepts the key and has its voices."

    def _place(self, name: str) -> Path:
        return self._folder / f"{name}.wav"

    def _keep(self, name: str, data: bytes, mime: str) -> None:
        """Write the sound so that it outlives us; and let those go that were never fetched."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob("*.wav"):
            if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
                old.unlink(missing_ok=True)
        draft = self._place(name).with_suffix(".part")
        with draft.open("wb") as file:
            if data.startswith(b"RIFF"):
                file.write(data)
            else:
                _write_pcm(file, data, mime)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._place(name))

    async def _connect(self, model: str) -> "Recorder":
        if not (self._key and self._key.isascii() and self._key.isprintable()):
            raise Misconfigured(_WORDS.bad_key)
        async with self._connecting:
            if model not in self._recorders:
                library: Any = await asyncio.to_thread(import_module, "adapters.vendors.gemini.recorder")
                self._recorders[model] = library.Recorder(
                    self._key, model, self._base_url, self._api_version, seconds=self._seconds, attempts=1
                )
        return self._recorders[model]


def _write_pcm(file: Any, data: bytes, mime: str) -> None:
    """Google sends bare samples of 16 bits, one ear, and tells their rate in the MIME type."""
    rate = re.search(r"rate=(\d{4,6})\b", mime)
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(int(rate[1]) if rate else _USUAL_RATE)
        sound.writeframes(data)
