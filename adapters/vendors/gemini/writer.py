"""Writes storyboards with Gemini: one request, one repair if need be, our own judgement last."""

import asyncio
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from adapters.vendors.gemini import planning
from adapters.vendors.gemini.craft import HASHTAGS, data, instructions, measure, repair
from adapters.vendors.gemini.prices import price_of
from adapters.vendors.gemini.review import review
from adapters.vendors.gemini.schema import storyboard_schema
from adapters.vendors.gemini.talk import Answer, Said
from core.brief import Brief
from core.catalogue import CATALOGUE, Model
from core.errors import Failed, Misconfigured
from core.niche import Niche
from core.ports import Draft, Plan
from core.storyboard import Storyboard

if TYPE_CHECKING:
    from adapters.vendors.gemini.connection import Connection

MODEL = "gemini-3.5-flash-lite"
"""Same price as gemini-2.5-flash, which ends on 2026-12-01 (Google's deprecations page, 2026-11-10)."""

_UNUSABLE = "The writer's storyboard could not be used, even at the second try."
_NO_IDEAS = "The writer's ideas could not be used."
_NO_KEY = "The writer has no usable key. The operator has to set GEMINI_API_KEY."
_BROKEN_OFF = "It broke off before its end. Be brief."
_QUOTED = 12_000


class GeminiWriter:
    """Gemini as a Writer. Close it with `aclose`.

    `base_url` None is Google's own; `api_version` is `v1`, or `v1beta` for gateways that know only
    that. `seconds` bounds one try, `attempts` counts tries after failures of the server or the line.
    """

    name = "gemini"

    def __init__(
        self,
        key: str,
        model: str = MODEL,
        base_url: str | None = None,
        api_version: str = "v1",
        *,
        catalogue: Mapping[str, Model] = CATALOGUE,
        seconds: float = 60.0,
        attempts: int = 2,
    ) -> None:
        self._key, self._model = key.strip(), model.strip().removeprefix("models/")
        self._base_url, self._api_version = base_url or None, api_version
        self._catalogue, self._seconds, self._attempts = catalogue, seconds, attempts
        self._connecting = asyncio.Lock()
        self._connection: Connection | None = None

    async def aclose(self) -> None:
        """Close the connection, if there ever was one."""
        if self._connection is not None:
            await self._connection.aclose()

    async def write(self, brief: Brief) -> Draft:
        """Costs about $0.007, and twice that when it has to be repaired.

        Raises Refused, Unavailable, Failed, Misconfigured.
        """
        connection = await self._connect()
        size = measure(brief, self._catalogue)
        schema = storyboard_schema(size.limit, HASHTAGS[brief.niche.platform])
        craft = instructions(brief, size)
        first = await connection.ask(craft, [Said("user", data(brief))], schema)
        verdict = review(first.text, brief, size, craft)
        if isinstance(verdict, Storyboard):
            return Draft(verdict, self.name, self._cost(first))
        second = await connection.ask(craft, _mending(brief, first, verdict), schema)
        verdict = review(second.text, brief, size, craft)
        if isinstance(verdict, Storyboard):
            return Draft(verdict, self.name, self._cost(first, second))
        raise Failed(_UNUSABLE)

    async def ideas(self, niche: Niche, count: int, told: Sequence[str]) -> Plan:
        """Plan reels ahead, as a Planner; costs about $0.001. Raises as `write`."""
        connection = await self._connect()
        words = [Said("user", planning.data(niche, told))]
        answer = await connection.ask(planning.instructions(niche, count), words, planning.schema(count))
        ideas = planning.read(answer.text)
        if not ideas:
            raise Failed(_NO_IDEAS)
        return Plan(ideas[:count], self._cost(answer))

    async def ping(self) -> str:
        """Say whether Google answers, takes the key and has the model; costs nothing. Raises as `write`."""
        await (await self._connect()).ping()
        return f"Gemini answers, accepts the key and has the model {self._model}."

    async def _connect(self) -> "Connection":
        if not (self._key and self._key.isascii() and self._key.isprintable()):
            raise Misconfigured(_NO_KEY)
        async with self._connecting:
            if self._connection is None:
                # Over a second of importing; in a thread, so that nobody else has to wait.
                library: Any = await asyncio.to_thread(import_module, "adapters.vendors.gemini.connection")
                self._connection = library.Connection(
                    self._key,
                    self._model,
                    self._base_url,
                    self._api_version,
                    seconds=self._seconds,
                    attempts=self._attempts,
                )
        return self._connection

    def _cost(self, *answers: Answer) -> int:
        read, written = sum(a.read for a in answers), sum(a.written for a in answers)
        return price_of(self._model).of(read, written)


def _mending(brief: Brief, first: Answer, complaints: list[str]) -> list[Said]:
    """The talk so far, ending with what is wrong. Current models refuse a last turn by the model."""
    opening = Said("user", data(brief))
    wrong = Said("user", repair(complaints if first.is_whole else [_BROKEN_OFF, *complaints]))
    return [opening, Said("model", first.text[:_QUOTED]), wrong] if first.text else [opening, wrong]
