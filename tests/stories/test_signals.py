"""What people do with a reel says a little about it, without a word of theirs."""

from pathlib import Path

from core.books.quota import Quota
from core.learning.arms import Mark
from core.learning.trials import Trial
from tests.stories.parlour import ANN, Parlour


async def _heard(bot: Parlour, job_id: str) -> Trial:
    """What is known of one reel of Ann's."""
    assert bot.studio.learner is not None
    trials = await bot.studio.learner.notebook.trials([ANN], None, 9)
    return next(one for one in trials if one.job_id == job_id)


async def test_keeping_and_making_anew_are_heard(tmp_path: Path) -> None:
    """Who keeps a reel as a file likes it a little; who films a scene again, or all of it, a little less."""
    bot = Parlour(tmp_path)
    async with bot.open():
        await bot.say("/niche specialty coffee")
        kept, redone, remade = [(await bot.reel(f"/generate monks {n}")).key for n in ("a", "b", "c")]
        await bot.say(f"/reels {kept} as=file")
        await bot.say(f"/redo {redone} 1")
        await bot.say(f"/again {remade}")

        found = [await _heard(bot, job_id) for job_id in (kept, redone, remade)]
    assert [one.marks for one in found] == [{Mark.KEPT}, {Mark.REDONE}, {Mark.REMADE}]
    likes = [next(iter(one.credit.values())) for one in found]
    assert [one.good > one.bad for one in likes] == [True, False, False]
    assert all(0 < one.weight < 0.5 for one in likes)


async def test_a_draft_that_is_finished_was_good(tmp_path: Path) -> None:
    """Who has a draft filmed in full likes what was seen of it."""
    bot = Parlour(tmp_path)
    async with bot.open():
        await bot.say("/niche specialty coffee")
        draft = (await bot.reel("/generate monks quality=draft")).key
        await bot.say(f"/final {draft}")

        found = await _heard(bot, draft)
    assert found.marks == {Mark.FINISHED}
    assert all(one.good > one.bad == 0 for one in found.credit.values())


async def test_what_could_not_be_ordered_says_nothing(tmp_path: Path) -> None:
    """Where the quota is used up, a redo, another take and a final that were asked for are no sign."""
    bot = Parlour(tmp_path, quota=Quota(reels_per_day=1))
    async with bot.open():
        await bot.say("/niche specialty coffee")
        draft = (await bot.reel("/generate monks quality=draft")).key
        for line in (f"/redo {draft} 1", f"/again {draft}", f"/final {draft}"):
            assert not (await bot.say(line)).job_id

        assert bot.studio.learner is not None
        assert not await bot.studio.learner.notebook.trials([ANN], None, 9)
