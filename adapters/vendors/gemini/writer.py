"""Writes storyboards with Gemini: one request, one repair if need be, our own judgement last."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from adapters.vendors.gemini import planning
from adapters.vendors.gemini.craft import HASHTAGS, data, instructions, measure, repair
from adapters.vendors.gemini.prices import price_of
from adapters.vendors.gemini.review import review
from adapters.vendors.gemini.schema import storyboard_schema
from adapters.vendors.gemini.talk import Answer, Said
from core.errors import Failed, Misconfigured, StudioError
from core.lint import Report, lint, mended
from core.ports import Draft, Plan
from core.reel.brief import Brief
from core.reel.catalogue import CATALOGUE, WAN_25, Model
from core.reel.niche import Niche
from core.reel.shots import shot_lengths
from core.reel.storyboard import Storyboard

if TYPE_CHECKING:
    from adapters.vendors.gemini.connection import Connection

MODEL = "gemini-3.5-flash-lite"
"""Same price as gemini-2.5-flash, which ends on 2026-12-01 (Google's deprecations page, 2026-11-10)."""

_UNUSABLE = "The writer's storyboard could not be used, even at the second try."
_NO_IDEAS = "The writer's ideas could not be used."
_NO_KEY = "The writer has no usable key. The operator has to set GEMINI_API_KEY."
_BROKEN_OFF = "It broke off before its end. Be brief."
_QUOTED = 12_000
_GOOD_ENOUGH = 85
"""A storyboard that scores less, and that no rule can mend, is worth its writer's second try."""


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
        """Costs about $0.007, and twice that when it has to be repaired, which is done once.

        Raises Refused, Unavailable, Failed, Misconfigured.
        """
        connection = await self._connect()
        size = measure(brief, self._catalogue)
        schema = storyboard_schema(size.limit, HASHTAGS[brief.niche.platform])
        craft = instructions(brief, size)
        first = await connection.ask(craft, [Said("user", data(brief))], schema)
        verdict = review(first.text, brief, size, craft)
        kept: Storyboard | None = None
        if isinstance(verdict, Storyboard):
            kept, verdict = verdict, self._weaknesses(verdict, brief)
            if not verdict:
                return self._draft(kept, first)
        try:
            second = await connection.ask(craft, _mending(brief, first, verdict), schema)
        except StudioError as trouble:
            if kept is None:
                trouble.costing(self._cost(first))
                raise
            # It could have been better, but it can be filmed.
            draft = self._draft(kept, first)
            return replace(draft, micros=draft.micros + trouble.micros)
        again = review(second.text, brief, size, craft)
        found = [board for board in (again, kept) if isinstance(board, Storyboard)]
        if not found:
            raise Failed(_UNUSABLE).costing(self._cost(first, second))
        return self._draft(max(found, key=lambda board: self._score(board, brief)), first, second)

    async def ideas(self, niche: Niche, count: int, told: Sequence[str]) -> Plan:
        """Plan reels ahead, as a Planner; costs about $0.001. Raises as `write`."""
        connection = await self._connect()
        words = [Said("user", planning.data(niche, told))]
        answer = await connection.ask(planning.instructions(niche, count), words, planning.schema(count))
        ideas = planning.read(answer.text)
        if not ideas:
            raise Failed(_NO_IDEAS).costing(self._cost(answer))
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

    def _weaknesses(self, board: Storyboard, brief: Brief) -> list[str]:
        """What no rule can mend and is worth a second try; nothing when it is good enough."""
        report = self._checked(board, brief)
        if report.score >= _GOOD_ENOUGH:
            return []
        return [f"{flaw.where}: {flaw.words}" for flaw in report.flaws]

    def _score(self, board: Storyboard, brief: Brief) -> int:
        return self._checked(board, brief).score

    def _checked(self, board: Storyboard, brief: Brief) -> Report:
        model = self._catalogue.get(brief.model)
        shots = len(shot_lengths(model, brief)) if model is not None else 1
        return lint(mended(board), model or WAN_25, shots)

    def _draft(self, board: Storyboard, *answers: Answer) -> Draft:
        read, written = sum(a.read for a in answers), sum(a.written for a in answers)
        return Draft(board, self.name, self._cost(*answers), read=read, written=written)

    def _cost(self, *answers: Answer) -> int:
        read, written = sum(a.read for a in answers), sum(a.written for a in answers)
        return price_of(self._model).of(read, written)


def _mending(brief: Brief, first: Answer, complaints: list[str]) -> list[Said]:
    """The talk so far, ending with what is wrong. Current models refuse a last turn by the model."""
    opening = Said("user", data(brief))
    wrong = Said("user", repair(complaints if first.is_whole else [_BROKEN_OFF, *complaints]))
    return [opening, Said("model", first.text[:_QUOTED]), wrong] if first.text else [opening, wrong]
