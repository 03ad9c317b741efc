"""What is offered to somebody who is still typing."""

from pathlib import Path

from core.reel.catalogue import ANIMATIC, WAN_25
from core.talk import Said
from tests.stories.parlour import ANN, Parlour


async def test_models_are_offered_with_what_they_cost(tmp_path: Path) -> None:
    """Only models of vendors that are set up are offered, each with lengths and price, and the free one."""
    parlour = Parlour(tmp_path)
    async with parlour.open():
        said = Said(ANN, "here", "1", command="generate")
        found = dict(await parlour.desk.suggest(said, "model", "wan 2.5"))
        everything = {model for _, model in await parlour.desk.suggest(said, "model", "")}

        assert found == {"WAN 2.5 · clips of 5/10 s · $0.75 for 5 s": WAN_25.id}
        assert everything == {ANIMATIC, *(model.id for model in parlour.studio.models)}


async def test_an_edited_idea_keeps_its_niche(tmp_path: Path) -> None:
    """A reel about another niche than one's own is changed, or drawn instead, within that niche."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        await parlour.say("/niche tea")
        order = await parlour.say('/generate dice niche="board games"')
        await parlour.say(f"/edit {order.job_id}")
        again = await parlour.say("chess")

        job = await parlour.store.job(again.job_id)
        assert job is not None
        assert (job.brief.topic, job.brief.niche.subject) == ("chess", "board games")
