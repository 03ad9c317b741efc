"""Has ideas for a niche without asking anybody: angles, for whoever may watch, in the niche's own order."""

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from random import Random

from core.ports import Plan
from core.reel.niche import Niche
from core.series.series import fresh


class HousePlanner:
    """Fills `core.ports.Planner` in English, at no cost: nearly 300 ideas for a niche, then none."""

    def __init__(self) -> None:
        told = tomllib.loads((files("adapters.vendors.house") / "angles.toml").read_text(encoding="utf-8"))
        self._angles: list[str] = told["angles"]
        self._audiences: list[str] = told["audiences"]

    async def ideas(self, niche: Niche, count: int, told: Sequence[str]) -> Plan:
        """The next ones; all angles are gone through for everybody, then for each who may watch."""
        rng, every = Random(niche.subject), list[str]()
        for audience in self._audiences:
            angles = rng.sample(self._angles, len(self._angles))
            every += [f"{angle} {audience}".strip().replace("{niche}", niche.subject) for angle in angles]
        return Plan(fresh(every, told, niche.subject)[:count])
