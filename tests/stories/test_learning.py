"""What somebody says of a reel changes the next one, and they can read why and take it back."""

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.platforms.console import Console, Screen
from adapters.platforms.console.chat import REQUESTER, Chat
from adapters.vendors.house import HouseWriter
from bot.voice.learning import REASONS
from core.learning.arms import Pace, Reason, Trait, pace_of
from core.reel.job import Job
from core.reel.storyboard import HOOK_SECONDS, Storyboard
from tests.stories.parlour import ANN, Parlour, command, labels

BOB = "test:bob"
IDEA = "/generate how monks invented espresso"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Parlour]:
    """A bot that draws what the house writer writes."""
    parlour = Parlour(tmp_path, writer=HouseWriter(), has_vendor=False)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        yield parlour


async def newest(bot: Parlour, who: str = ANN) -> Job:
    return (await bot.studio.jobs(await bot.studio.requester(who)))[0]


def board(job: Job) -> Storyboard:
    assert job.storyboard is not None
    return job.storyboard


async def test_a_reason_changes_the_next_storyboard(bot: Parlour) -> None:
    """Two reels with weak hooks: the third has a short one of another kind, and says why."""
    shown = await bot.reel(IDEA)
    first = board(await newest(bot))
    asked = await bot.say(command(shown.choices, "👎"))
    assert labels(asked.choices) == list(REASONS.values())
    again = await bot.say(command(asked.choices, "hook weak"))
    assert "hook weak" in again.text
    assert labels(again.choices) == ["✓ hook weak", *list(REASONS.values())[1:]]

    second = board(await _rated(bot, f"/again {(await newest(bot)).id}", Reason.HOOK))
    answer = await bot.say(f"/again {(await newest(bot)).id}")
    await bot.ended(answer.job_id)
    third = await newest(bot)

    assert "Changed: a short hook of another kind, because you said “hook weak” twice" in answer.text
    assert "because you said “hook weak” twice" in bot.letterbox.posted[third.id].text
    assert "because you said “hook weak” twice" in (await bot.say(f"/storyboard {third.id}")).text
    assert board(third).hook.kind not in (first.hook.kind, second.hook.kind)
    assert len(board(third).hook.said.split()) <= 8


async def _rated(bot: Parlour, line: str, reason: Reason) -> Job:
    """The reel that a line orders, disliked for a reason."""
    await bot.reel(line)
    job = await newest(bot)
    await bot.say(f"/rate {job.id} reason={reason.value}")
    return job


async def test_a_hook_that_is_not_there_is_not_claimed(bot: Parlour) -> None:
    """An idea in another language is only quoted here: the finished reel boasts of no other hook."""
    idea = "/generate warum Sauerteig Zeit braucht"
    await _rated(bot, idea, Reason.HOOK)
    await _rated(bot, idea.replace("warum", "wie lange"), Reason.LOOK)
    job = await _ordered(bot, ANN, idea)

    assert board(job).hook.kind != job.brief.direction.hook
    told = bot.letterbox.posted[job.id].text
    assert "another look" in told
    assert "hook" not in told


async def test_only_what_the_reel_has_is_claimed(tmp_path: Path) -> None:
    """A writer that takes the look and the pace it always takes has changed neither, and the card says so."""
    parlour = Parlour(tmp_path, has_vendor=False)
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        job = await _rated(parlour, IDEA, Reason.LOOK)
        assert (
            board(job).style.look
            != (again := await _ordered(parlour, ANN, f"{IDEA} again")).brief.direction.look
        )
        assert board(again).style.look == board(job).style.look
        assert "look" not in parlour.letterbox.posted[again.id].text


async def test_too_slow_makes_any_reel_quicker(bot: Parlour) -> None:
    """However long it is: what was too slow has quicker scenes the next time, and the card says so."""
    slow = await _rated(bot, f"{IDEA} seconds=20", Reason.SLOW)
    job = await _ordered(bot, ANN, f"{IDEA} seconds=20")

    assert len(board(job).scenes) > len(board(slow).scenes)
    assert "quicker scenes, because you said “too slow” once" in bot.letterbox.posted[job.id].text


async def test_what_is_quick_already_is_not_made_quicker(bot: Parlour) -> None:
    """Of a reel whose scenes are quick already, less is said in each; nothing else is claimed."""
    first = await _rated(bot, IDEA, Reason.SLOW)
    assert pace_of(board(first).seconds - HOOK_SECONDS, len(board(first).scenes)) is Pace.QUICK
    job = await _ordered(bot, ANN)

    told = bot.letterbox.posted[job.id].text
    assert "less said in each scene, because you said “too slow” once" in told
    assert "quicker" not in told


async def test_a_reset_begins_anew(bot: Parlour) -> None:
    """After a reset earlier words change nothing any more: the storyboard is what it was at first."""
    await bot.reel(IDEA)
    first = await newest(bot)
    await bot.say(f"/rate {first.id} reason=slow")
    bot.clock.move(seconds=1)
    told = await bot.say("/learning")
    assert "you said “too slow” once: quicker scenes" in told.text

    asked = await bot.say(command(told.choices, "Forget what was learned"))
    assert "in every niche" in asked.text
    assert "too slow" in (await bot.say(command(asked.choices, "Keep it"))).text
    await bot.dialog((command(asked.choices, "Forget it all"), "begin anew"))
    answer = await bot.say(IDEA)
    await bot.ended(answer.job_id)

    assert "Changed:" not in answer.text
    assert board(await newest(bot)) == board(first)
    assert "Nothing yet" in (await bot.say("/learning")).text


async def test_another_take_is_no_rating(bot: Parlour) -> None:
    """What somebody only did with a reel is not shown as if they had rated it."""
    await bot.reel(IDEA)
    first = await newest(bot)
    await bot.ended((await bot.say(f"/again {first.id}")).job_id)
    told = (await bot.say("/learning")).text

    assert "Nothing yet" in told
    assert "(👍" not in told


async def test_a_thumb_up_after_all(bot: Parlour) -> None:
    """Whoever likes a reel after all has said nothing against it any more."""
    await bot.reel(IDEA)
    job = await newest(bot)
    await bot.say(f"/rate {job.id} reason=look")
    await bot.say(f"/rate {job.id} opinion=good")

    assert "wrong look" not in (await bot.say("/learning")).text
    assert list(await bot.store.opinions(job.id)) == [True]


async def test_all_that_was_said_stays_in_sight_and_can_be_taken_back(bot: Parlour) -> None:
    """Each reason that was pressed is shown as noted beside the others; pressed again it holds no more."""
    shown = await bot.reel(IDEA)
    asked = await bot.say(command(shown.choices, "👎"))
    hook = await bot.say(command(asked.choices, "hook weak"))
    slow = await bot.say(command(hook.choices, "too slow"))
    assert "Noted: hook weak and too slow." in slow.text
    assert [label for label in labels(slow.choices) if "✓" in label] == ["✓ hook weak", "✓ too slow"]
    assert labels((await bot.say(command(shown.choices, "👎"))).choices) == labels(slow.choices)

    back = await bot.say(command(slow.choices, "✓ hook weak"))
    assert back.text.startswith("Taken back: hook weak. Noted: too slow.")
    assert [label for label in labels(back.choices) if "✓" in label] == ["✓ too slow"]
    told = (await bot.say("/learning")).text
    assert "too slow" in told
    assert "hook weak" not in told
    none = await bot.say(command(back.choices, "✓ too slow"))
    assert (none.text, labels(none.choices)) == ("Taken back: too slow.", list(REASONS.values()))
    assert list(await bot.store.opinions((await newest(bot)).id)) == [False]


async def test_who_names_no_reel_means_the_last_one(bot: Parlour) -> None:
    """`/rate reason=hook` is about the newest finished reel; without any there is nothing to rate."""
    assert "You have no reel yet" in (await bot.say("/rate reason=hook")).text
    await bot.reel(IDEA)
    await bot.reel("/generate the moka pot")

    assert "Noted: hook weak." in (await bot.say("/rate reason=hook")).text
    assert list(await bot.store.opinions((await newest(bot)).id)) == [False]


@pytest.mark.parametrize(
    ("said", "told", "is_liked"),
    [
        ("{job} good", r"^Thank you, noted", True),
        ("{job} 👍🏽", r"^Thank you, noted", True),
        ("{job} 👎", r"^Noted. What was wrong with it", False),
        ("{job} bad, hook weak", r"^Noted: hook weak\. .* It counts as 👎\.", False),
        ("{job} too slow", r"^Noted: too slow\.", False),
        ("good", r"^Thank you, noted", True),
        ("👎 hook weak", r"^Noted: hook weak\.", False),
    ],
)
async def test_an_opinion_may_stand_behind_the_reel(
    bot: Parlour, said: str, told: str, is_liked: bool
) -> None:
    """`/rate abc23 bad hook weak` is understood as it stands, and so is an opinion of the last reel."""
    await bot.reel(IDEA)
    job = await newest(bot)
    await bot.dialog((f"/rate {said.format(job=job.id)}", told))

    assert list(await bot.store.opinions(job.id)) == [is_liked]


async def test_an_opinion_of_no_reel_is_no_idea(bot: Parlour) -> None:
    """Who rates a reel that there is not hears that, and where theirs are."""
    await bot.dialog(("/rate nope bad", r"^You have no job “nope”\..*/reels the finished ones"))


async def test_a_reason_after_a_thumb_up_says_what_it_counts_as(bot: Parlour) -> None:
    """The last word counts: a reason makes a dislike of a thumb up, and the answer says so."""
    shown = await bot.reel(IDEA)
    await bot.say(command(shown.choices, "👍"))
    reply = await bot.say(f"/rate {(await newest(bot)).id} reason=hook")

    assert reply.text.endswith("It counts as 👎.")
    assert list(await bot.store.opinions((await newest(bot)).id)) == [False]


async def test_liked_reels_are_examples(bot: Parlour) -> None:
    """The writer is told of a reel that was liked, and of nobody else's."""
    await bot.reel(IDEA)
    liked = board(await newest(bot))
    await bot.say(f"/rate {(await newest(bot)).id} opinion=good")
    await bot.say("/niche specialty coffee", who=BOB)
    await bot.say("/generate the moka pot")
    theirs = await bot.say("/generate the moka pot", who=BOB)
    await bot.ended(theirs.job_id)

    (example,) = (await newest(bot)).brief.direction.examples
    opening, style, *scenes = example.splitlines()
    assert "How monks invented espresso" in opening
    assert liked.hook.said in opening
    assert style.startswith(f"Style ({liked.style.look}): {liked.style.cinematography}")
    assert [scene.said in line for scene, line in zip(liked.scenes, scenes, strict=False)] == [True] * 3
    assert len(example) <= 1200
    assert (await newest(bot, BOB)).brief.direction.examples == ()


async def test_what_everybody_likes_can_be_refused(bot: Parlour) -> None:
    """What three others like is a first guess for a newcomer, unless they keep to themselves."""
    for name in ("carl", "dora", "emil"):
        await _likes(bot, f"test:{name}")
    bot.clock.move(minutes=2)
    await bot.say("/niche specialty coffee", who=BOB)
    guessed = await _ordered(bot, BOB)
    assert guessed.brief.direction.hook is not None

    assert "nameless" in (await bot.say("/learning", who=BOB)).text
    await bot.say("/learning from=own", who=BOB)
    alone = await _ordered(bot, BOB)

    assert alone.brief.direction.because == ()
    assert alone.brief.direction.hook is None


async def test_whoever_keeps_to_themselves_counts_for_nobody(bot: Parlour) -> None:
    """What somebody likes who does not share is no guess for others, not even after the fact."""
    for name in ("carl", "dora", "emil"):
        await _likes(bot, f"test:{name}")
    bot.clock.move(minutes=2)
    await bot.say("/learning from=own", who="test:carl")
    await bot.say("/niche specialty coffee", who=BOB)

    assert (await _ordered(bot, BOB)).brief.direction.hook is None


async def test_whoever_keeps_to_themselves_does_so_for_whom_they_link(bot: Parlour) -> None:
    """Who links to an account that does not share counts for others no more, nor do earlier reels."""
    for name in ("carl", "dora", "emil"):
        await _likes(bot, f"test:{name}")
    await bot.say("/learning from=own")
    code = re.search(r"/link (\w+)", (await bot.say("/link")).text)
    assert code is not None
    assert "share" in (await bot.say(f"/link {code[1]}", who="test:carl")).text
    bot.clock.move(minutes=2)
    await bot.say("/niche specialty coffee", who=BOB)

    assert (await _ordered(bot, BOB)).brief.direction.hook is None


async def test_nothing_is_learned_for_whoever_wants_that(bot: Parlour) -> None:
    """Switched off, no feedback changes anything."""
    await bot.say("/learning from=off")
    job = await _rated(bot, IDEA, Reason.LOOK)
    again = await _ordered(bot, ANN)

    assert board(again).style.look is board(job).style.look
    assert "I learn nothing" in (await bot.say("/learning")).text


async def _ordered(bot: Parlour, who: str, line: str = IDEA) -> Job:
    answer = await bot.say(line, who=who)
    await bot.ended(answer.job_id)
    return await newest(bot, who)


async def _likes(bot: Parlour, who: str) -> None:
    await bot.say("/niche specialty coffee", who=who)
    job = await _ordered(bot, who)
    await bot.say(f"/rate {job.id} opinion=good", who=who)


async def test_all_of_it_is_kept_with_the_reel(bot: Parlour) -> None:
    """With a rated reel its storyboard and choices are kept; they leave with whoever is forgotten."""
    await _rated(bot, IDEA, Reason.TEXT)
    requester = await bot.studio.requester(ANN)
    assert bot.studio.learner is not None
    (kept,) = await bot.studio.learner.notebook.trials([requester.account], None, 9)

    assert kept.reasons == {Reason.TEXT}
    assert set(kept.arms) == {Trait.HOOK, Trait.LOOK, Trait.PACE}
    assert kept.is_liked is False


async def test_no_dearer_model_is_chosen_by_learning(tmp_path: Path) -> None:
    """Whatever was liked, a reel that names no model costs no more than the usual one does."""
    parlour = Parlour(tmp_path, writer=HouseWriter())
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        usual = await parlour.say(f"{IDEA} seconds=5")
        await parlour.ended(usual.job_id)
        price = (await newest(parlour)).quote
        dear = max(parlour.studio.models, key=lambda model: model.price(10))
        for topic in ("tea", "cocoa", "mate"):
            job = await _liked_by(parlour, f"/generate {topic} seconds=5 model={dear.id}")
            assert job.quote > price
        for topic in ("one", "two", "three", "four"):
            answer = await parlour.say(f"/generate cup {topic} seconds=5")
            await parlour.ended(answer.job_id)
            assert (await newest(parlour)).quote <= price


async def _liked_by(bot: Parlour, line: str) -> Job:
    answer = await bot.say(line)
    assert answer.job_id, answer.text
    await bot.ended(answer.job_id)
    job = await newest(bot)
    await bot.say(f"/rate {job.id} opinion=good")
    return job


async def test_over_the_terminal(tmp_path: Path) -> None:
    """In the terminal a number is a reason: the next card says what was changed, until it is reset."""
    shown = io.StringIO()
    screen = Screen(shown)
    parlour = Parlour(tmp_path, writer=HouseWriter(), has_vendor=False)
    parlour.messengers["console"] = Console(tmp_path / "console", screen, parlour.clock)
    async with parlour.open():
        chat = Chat(parlour.desk.answer, parlour.desk.commands, screen, tmp_path)
        await chat.say("/niche specialty coffee")
        ordered = await chat.say(IDEA)
        await parlour.ended(ordered.job_id)
        asked = await chat.say(screen.chosen(_number(shown, "👎")))
        assert "too slow" in labels(asked.choices)
        await chat.say(screen.chosen(_number(shown, "too slow")))

        ordered = await chat.say(f"/again {ordered.job_id}")
        await parlour.ended(ordered.job_id)
        assert shown.getvalue().count("because you said “too slow” once") == 2

        parlour.clock.move(seconds=1)
        await chat.say("/learning reset=yes")
        ordered = await chat.say(f"/again {ordered.job_id}")
        assert "Changed:" not in ordered.text
        assert await parlour.studio.jobs(await parlour.studio.requester(REQUESTER))


def _number(shown: io.StringIO, label: str) -> str:
    """The last number on the screen that stands before a label."""
    line = [line for line in shown.getvalue().splitlines() if line.endswith(f"] {label}")][-1]
    return line.strip().lstrip("[").partition("]")[0]
