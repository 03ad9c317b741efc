"""A dear reel is asked about before anything is filmed."""

from datetime import timedelta
from pathlib import Path

from core.books.account import Terms
from core.books.money import MICROS_PER_DOLLAR
from core.reel.job import Job, Stage
from tests.stories.parlour import ANN, Parlour, command, labels
from tests.work.house import House

DEAR = Terms(asks_above=MICROS_PER_DOLLAR)
BUTTONS = ["Make it", "Preview, free", "Edit the idea", "Another storyboard", "Drop it"]
GROUP = "test:group"
BOB = "test:bob"


async def job_of(parlour: House, job_id: str) -> Job:
    """The job as it stands, once nobody works on it."""
    await parlour.rest()
    job = await parlour.store.job(job_id)
    assert job is not None
    return job


async def test_a_dear_reel_waits_for_a_yes_and_survives_a_restart(tmp_path: Path) -> None:
    """Above the threshold nothing is ordered until “Make it” is pressed, even days of restarts later."""
    parlour = Parlour(tmp_path, terms=DEAR)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        asked = await parlour.say("/generate monks seconds=10")
        assert "I show you the storyboard before anything is filmed" in asked.text
        assert (await job_of(parlour, asked.job_id)).stage is Stage.APPROVAL
    async with parlour.open():
        parlour.clock.move(hours=23)
        card = await parlour.say(f"/status {asked.job_id}")
        assert (labels(card.choices), parlour.vendor.orders) == (BUTTONS, [])
        assert "at most $1.50" in card.text
        await parlour.say(command(card.choices, "Make it"))
        job = await parlour.ended(asked.job_id)

    assert (job.stage, len(parlour.vendor.orders), await _charged(parlour)) == (Stage.DONE, 1, 1_500_000)


async def _charged(parlour: Parlour) -> int:
    async with parlour.open():
        return (await parlour.balance())[1]


async def test_a_cheap_reel_is_made_at_once(tmp_path: Path) -> None:
    """At the threshold, and when it is drawn, nobody is asked."""
    parlour = Parlour(tmp_path, terms=Terms(asks_above=1_500_000))
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        await parlour.reel("/generate monks seconds=10")
        await parlour.reel("/generate nuns seconds=60 model=animatic")

    assert len(parlour.vendor.orders) == 1


async def test_nobody_says_yes(tmp_path: Path) -> None:
    """After a day the reel is dropped, and nothing was charged."""
    parlour = Parlour(tmp_path, terms=DEAR)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        asked = await parlour.say("/generate monks seconds=10")
        job = await parlour.ended(asked.job_id, within=timedelta(hours=25))

        assert (job.stage, parlour.vendor.orders, await parlour.balance()) == (Stage.CANCELLED, [], (0, 0))
        assert "Nobody said yes in time." in parlour.letterbox.posted[job.id].text


async def test_drop_preview_and_other_ideas_cost_nothing(tmp_path: Path) -> None:
    """The preview is the storyboard drawn at once, on no quota; dropping and other ideas end the first."""
    parlour = Parlour(tmp_path, terms=DEAR)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        first = await parlour.say("/generate monks seconds=10")
        await job_of(parlour, first.job_id)
        card = await parlour.say(f"/status {first.job_id}")
        shown = await parlour.say(command(card.choices, "Preview, free"))
        assert "costs nothing" in shown.text
        await parlour.rest()
        assert len(parlour.bench.drawn) == 1
        assert await parlour.balance() == (1, 1_500_000)
        other = await parlour.say(command(card.choices, "Another storyboard"))
        assert (await job_of(parlour, first.job_id)).stage is Stage.CANCELLED
        assert other.job_id != first.job_id
        await job_of(parlour, other.job_id)
        edited = await parlour.say(f"/edit {other.job_id}")
        assert edited.asks
        assert (await job_of(parlour, other.job_id)).stage is Stage.CANCELLED

        assert (parlour.vendor.orders, await parlour.balance()) == ([], (0, 0))


async def test_a_persons_own_threshold_counts_too(tmp_path: Path) -> None:
    """Whoever wants to be asked above a dollar is asked, although nobody else is."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        assert "asked above $1.00" in (await parlour.say("/quota ask_above=1 zone=Europe/Berlin")).text
        asked = await parlour.say("/generate monks seconds=10")

        assert (await job_of(parlour, asked.job_id)).stage is Stage.APPROVAL


async def test_in_a_group_those_who_run_it_say_yes(tmp_path: Path) -> None:
    """Above the group's threshold neither the requester nor a stranger can say yes, not even in private."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        refused = await parlour.say_in(GROUP, "/group admins_above=1")
        await parlour.say_in(GROUP, "/group admins_above=1", who=BOB, is_admin=True)
        asked = await parlour.say_in(GROUP, "/generate monks seconds=10")
        approve = f"/approve {asked.job_id}"
        waiting = await job_of(parlour, asked.job_id)
        tries = [
            await parlour.say_in(GROUP, approve),
            await parlour.say(approve),
            await parlour.say_in("test:elsewhere", approve, who=BOB, is_admin=True, owner=ANN),
            await parlour.say_in(GROUP, approve, who="test:eve"),
        ]
        still = await job_of(parlour, asked.job_id)
        await parlour.say_in(GROUP, approve, who=BOB, is_admin=True, owner=ANN)
        job = await parlour.ended(asked.job_id)

    assert "Only those who run this place" in refused.text
    assert [waiting.stage, still.stage, job.stage] == [Stage.APPROVAL, Stage.APPROVAL, Stage.DONE]
    assert all("say yes, there" in each.text or "no job" in each.text for each in tries)
