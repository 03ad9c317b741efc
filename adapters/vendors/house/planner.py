"""Has ideas for a niche without asking anybody: angles, for whoever may watch, in the niche's own order."""

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from random import Random

from adapters.vendors.house.idea import read_idea
from adapters.vendors.house.tongues import Tongue, find_tongue
from core.ports import Plan
from core.reel.niche import Niche
from core.series.series import fresh

_SUBJECT = 120
"""Characters of a niche that leave room for an angle behind them."""


class HousePlanner:
    """Fills `core.ports.Planner` at no cost: nearly 300 ideas in English, some 80 in its other languages."""

    def __init__(self) -> None:
        told = tomllib.loads((files("adapters.vendors.house") / "angles.toml").read_text(encoding="utf-8"))
        self._angles: list[str] = told["angles"]
        self._audiences: list[str] = told["audiences"]

    async def ideas(self, niche: Niche, count: int, told: Sequence[str]) -> Plan:
        """The next ones; all angles are gone through for everybody, then for each who may watch."""
        read = read_idea(niche.subject, niche.language)
        tongue = find_tongue(niche.subject, niche.language, is_english=read is None or read.is_english)
        every = _abroad(niche.subject, tongue) if tongue else self._in_english(niche.subject)
        return Plan(fresh(every, told, niche.subject)[:count])

    def _in_english(self, subject: str) -> list[str]:
        rng, every = Random(subject), list[str]()
        for audience in self._audiences:
            angles = rng.sample(self._angles, len(self._angles))
            every += [f"{angle} {audience}".strip().replace("{niche}", subject) for angle in angles]
        return every


def _abroad(niche: str, tongue: Tongue) -> list[str]:
    """All angles for the niche itself, then for each occasion."""
    rng, every = Random(niche), list[str]()
    subject = niche if len(niche) <= _SUBJECT else niche[:_SUBJECT].rpartition(" ")[0] or niche[:_SUBJECT]
    subject = subject.rstrip(" .,:;!?…。、！？؟।")
    for occasion in ("{subject}", *tongue.occasions):
        angles = rng.sample(tongue.angles, len(tongue.angles))
        every += [angle.replace("{subject}", occasion).replace("{subject}", subject) for angle in angles]
    return every
