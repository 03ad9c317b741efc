"""FAL says that a clip is done, and never gives it: nobody waits for hours, and nobody else suffers."""

from datetime import timedelta

from core.reel.catalogue import WAN_25
from core.reel.job import Stage
from tests.stories.street import Street
from tests.wires.fal_faults import Fault


async def test_a_clip_that_is_never_ready_is_given_up_at_the_deadline(street: Street) -> None:
    """Past the model's deadline the reel is drawn and free, and FAL goes on filming for others."""
    street.fal.next(Fault.TOO_EARLY)
    began = street.house.clock()

    job, text = await street.told()

    reading = street.house.breakers["fal"].reading
    assert street.house.clock() - began < timedelta(seconds=2 * WAN_25.deadline_seconds)
    assert (job.stage, bool(job.fallback), street.fal.posts) == (Stage.DONE, True, 1)
    assert "did not finish in time" in text
    assert "It costs you nothing." in text
    assert (await street.house.balance())[1] == 0
    assert (reading.opened, reading.stumbles) == (0, 0)
