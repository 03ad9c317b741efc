"""How long a reel will take, in words."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from bot.forecast import Forecast
from core.reel.brief import Brief
from core.reel.catalogue import WAN_25
from core.reel.job import Job, Stage
from core.reel.niche import Niche
from core.store import Store

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OWN = replace(WAN_25, id="own/model", label="Our own", usual_seconds=240)


class NewHouse:
    """Books in which no reel stands yet."""

    async def lasted(self, model: str, count: int) -> list[float]:
        del model, count
        return []


async def test_an_operators_own_model_has_a_forecast() -> None:
    """A model of MODELS_FILE is judged by what is said of it there, until its first reels were measured."""
    brief = Brief(niche=Niche(subject="tea"), topic="oolong", model=OWN.id)
    job = Job(
        id="job1", account="test:ann", requester="test:ann", address="here", request_key="k", brief=brief,
        quote=0, opened_at=NOW, stage=Stage.PLANNING, stage_at=NOW,
    )  # fmt: skip
    books = cast(Store, NewHouse())
    forecast = Forecast(books, lambda: NOW, lambda _job, _percent: "Writing.", catalogue={OWN.id: OWN})

    assert await forecast(job, None) == "Writing. Usually ready in 4 min."
