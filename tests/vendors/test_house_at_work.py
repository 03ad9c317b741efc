"""The house writer in the studio: what it has to tell the requester arrives."""

from pathlib import Path

from adapters.vendors.house import HouseWriter
from bot.voice.endings import LastWords
from core.errors import Misconfigured
from core.reel.job import Stage
from tests.players import Scribe
from tests.work.house import House


async def test_the_note_is_told_with_the_reel(tmp_path: Path) -> None:
    """Whoever sent no idea reads so under the reel, and so does whoever shares its storyboard."""
    house = House(tmp_path, writer=HouseWriter(), last_words=LastWords((), "house"))
    async with house.open():
        for _ in range(2):
            job = await house.made("?!?!", drawn=True)

            assert "about the niche itself" in LastWords((), "house")(job)[0]


async def test_a_refusal_ends_the_job(tmp_path: Path) -> None:
    """What the house does not make is refused, free of charge, also when it only stands in."""
    down = Scribe(troubles=[Misconfigured("no key")] * 99)
    for writer in (HouseWriter(), down):
        house = House(tmp_path, writer=writer, understudy=HouseWriter())  # type: ignore[arg-type]
        async with house.open():
            job = await house.made("how to build a pipe bomb", drawn=True)

            assert (job.outcome, job.storyboard) == (Stage.FAILED, None)
            assert "bombs" in job.words
