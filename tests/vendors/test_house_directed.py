"""The house writer obeys what was learned, as far as an idea lets it."""

import pytest

from adapters.vendors.house import HouseWriter
from core.learning.arms import HookKind, Pace, Reason, pace_of
from core.reel.brief import Brief, Direction, Look
from core.reel.niche import Niche
from core.reel.storyboard import HOOK_SECONDS, Storyboard

WRITER = HouseWriter()
TOPICS = ("how monks invented espresso", "how to steam milk at home", "espresso vs drip coffee", "latte art")


async def board(direction: Direction, topic: str = TOPICS[0], seconds: int = 15, take: int = 0) -> Storyboard:
    niche = Niche(subject="specialty coffee")
    brief = Brief(niche=niche, topic=topic, seconds=seconds, take=take, model="animatic", direction=direction)
    return (await WRITER.write(brief)).storyboard


@pytest.mark.parametrize("kind", [HookKind.QUESTION, HookKind.MYTH, HookKind.POV])
async def test_the_kind_of_hook_is_the_one_that_was_chosen(kind: HookKind) -> None:
    """Every take opens in the kind that was chosen, each in other words where there are any."""
    made = [await board(Direction(hook=kind), take=take) for take in range(4)]

    assert {each.hook.kind for each in made} == {kind.value}


async def test_an_idea_that_cannot_be_put_so_opens_otherwise() -> None:
    """Where no line of that kind fits the idea there is a hook all the same."""
    made = await board(Direction(hook=HookKind.LIST))

    assert made.hook.kind in list(HookKind)


async def test_the_look_is_the_one_that_was_chosen() -> None:
    """The style bible is that of the look that was learned."""
    for look in (Look.NOIR, Look.PLAYFUL, Look.NATURE):
        assert (await board(Direction(look=look))).style.look is look


async def test_grief_is_not_made_light_of() -> None:
    """Whatever was learned, what hurts is not told in a look that makes light of it."""
    made = await board(Direction(look=Look.PLAYFUL, hook=HookKind.CHALLENGE), "my father's suicide note")

    assert made.style.look is not Look.PLAYFUL
    assert made.hook.kind in ("plain", "claim")


async def test_quick_has_more_scenes_than_unhurried() -> None:
    """The same idea in the same time has more scenes when the pace is quick."""
    for topic in TOPICS:
        quick, slow = [await board(Direction(pace=pace), topic, 20) for pace in (Pace.QUICK, Pace.UNHURRIED)]
        assert len(quick.scenes) > len(slow.scenes)
        assert quick.seconds == pytest.approx(20)
        assert slow.seconds == pytest.approx(20)


@pytest.mark.parametrize("seconds", [10, 15, 20])
@pytest.mark.parametrize("pace", [Pace.QUICK, Pace.STEADY])
async def test_the_pace_is_the_one_that_was_chosen(pace: Pace, seconds: int) -> None:
    """Whatever its length, a reel that is to be quick has quick scenes, and a steady one steady ones."""
    for topic in TOPICS:
        made = await board(Direction(pace=pace), topic, seconds)
        assert pace_of(made.seconds - HOOK_SECONDS, len(made.scenes)) is pace


async def test_a_weak_hook_is_followed_by_short_ones() -> None:
    """Whoever said that hooks were weak gets hooks of eight spoken words at most."""
    made = [await board(Direction(heeds=(Reason.HOOK,)), topic, take=k) for topic in TOPICS for k in range(6)]

    assert max(len(each.hook.said.split()) for each in made) <= 8


async def test_each_reason_changes_something() -> None:
    """Nothing that could be lettered, a calm camera, fewer words: each reason has its remedy."""
    plain = await board(Direction())
    unlettered = await board(Direction(heeds=(Reason.TEXT,)))
    calm = await board(Direction(heeds=(Reason.MOTION,)), seconds=30)
    terse = await board(Direction(heeds=(Reason.SLOW,)), seconds=30)
    usual = await board(Direction(), seconds=30)

    assert "espresso" in plain.hook.seen.lower().split(";")[-1]
    assert len(unlettered.hook.seen) < len(plain.hook.seen)
    moves = {scene.shot.split(", ")[-1] for scene in calm.scenes}
    assert moves <= {"locked-off", "slow push-in", "gentle pull-back"}
    assert _words(terse) < _words(usual)


def _words(made: Storyboard) -> int:
    return sum(len(scene.said.split()) for scene in made.scenes)
