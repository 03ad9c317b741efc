"""What feedback teaches: which arms are chosen, what is heeded, and why it is said to be so."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from core.learning.arms import BLAMED, HookKind, Mark, Pace, Phrasing, Reason, Trait, pace_of
from core.learning.bandit import NOBODY, Belief, Everybody, Tally, pick, prior
from core.learning.directing import beliefs, chosen_model, directed, heeded
from core.learning.learner import niche_of
from core.learning.trials import Trial
from core.reel.brief import UNDIRECTED, Brief, Direction, Look
from core.reel.catalogue import ANIMATIC, WAN_25
from core.reel.niche import Niche
from core.reel.prompt import prompts
from tests.players import storyboard

COFFEE = Niche(subject="specialty coffee")
NICHE = niche_of(COFFEE)
START = datetime(2026, 11, 22, tzinfo=UTC)
ARMS = {Trait.HOOK: "mystery", Trait.LOOK: "neon", Trait.PACE: "steady", Trait.PHRASING: "labelled"}


def brief(**wishes: Any) -> Brief:
    return Brief(**{"niche": COFFEE, "topic": "monks", "model": WAN_25.id, **wishes})


def trial(number: int = 0, arms: dict[Trait, str] | None = None, **told: Any) -> Trial:
    at = START - timedelta(hours=number)
    return Trial(**{"job_id": f"job{number}", "niche": NICHE, "arms": arms or ARMS, "at": at, **told})


def test_nothing_heard_changes_nothing() -> None:
    """Where nobody has said anything the writer is left alone, and the reel is the same as ever."""
    direction = directed(brief(), NICHE, (), {})

    assert direction == UNDIRECTED
    assert brief(direction=direction).digest == brief().digest


def test_the_same_past_gives_the_same_direction() -> None:
    """Asked twice for the same reel, with nothing said in between, a person gets the same storyboard."""
    past = [trial(n, opinion=n % 2 == 0) for n in range(6)]

    assert directed(brief(), NICHE, past, {}) == directed(brief(), NICHE, past, {})
    assert directed(brief(), NICHE, past, {}) != directed(brief(take=1), NICHE, past, {})


def test_a_reason_puts_the_blame_where_it_belongs() -> None:
    """Whoever says that the hook was weak says little against the look."""
    blame = trial(reasons=frozenset({Reason.HOOK})).credit

    assert blame[Trait.HOOK].bad > 4 * blame[Trait.LOOK].bad


@pytest.mark.parametrize("reason", [Reason.HOOK, Reason.LOOK, Reason.SLOW])
def test_what_was_blamed_is_not_chosen_next(reason: Reason) -> None:
    """The very next reel has another hook, another look or another pace than the one that was disliked."""
    past = [trial(reasons=frozenset({reason}))]

    for take in range(30):
        direction = directed(brief(take=take), NICHE, past, {})
        assert direction.heeds == (reason,)
        match reason:
            case Reason.HOOK:
                assert direction.hook is not HookKind.MYSTERY
            case Reason.LOOK:
                assert direction.look is not Look.NEON
            case _:
                assert direction.pace is Pace.QUICK


def test_what_is_liked_comes_more_often() -> None:
    """After many liked mysteries most hooks are mysteries, and the card says so."""
    past = [trial(n, opinion=True) for n in range(12)]
    past += [trial(20 + n, {**ARMS, Trait.HOOK: "list"}, opinion=False) for n in range(6)]

    found = [directed(brief(take=take), NICHE, past, {}) for take in range(40)]

    assert sum(one.hook is HookKind.MYSTERY for one in found) > 15
    because = next(c for one in found for c in one.because if c.trait is Trait.HOOK and c.arm == "mystery")
    assert (because.times, because.of) == (12, 12)


def test_the_cause_is_counted() -> None:
    """Said twice, it is told as said twice."""
    past = [trial(n, reasons=frozenset({Reason.HOOK})) for n in range(2)]

    (first, *_) = directed(brief(), NICHE, past, {}).because

    assert (first.trait, first.reason, first.times) == (Trait.HOOK, Reason.HOOK, 2)


@pytest.mark.parametrize("reason", [Reason.HOOK, Reason.LOOK, Reason.SLOW])
def test_no_change_is_claimed_that_was_not_made(reason: Reason) -> None:
    """A reason is told of another arm alone, however often what it blamed long ago comes back."""
    trait = BLAMED[reason][0]
    past = [trial(n, opinion=True) for n in range(3)] + [trial(3, reasons=frozenset({reason}))]

    for take in range(100):
        direction = directed(brief(take=take), NICHE, past, {})
        claims = [one for one in direction.because if one.reason is reason and one.arm]
        arm = {Trait.HOOK: direction.hook, Trait.LOOK: direction.look, Trait.PACE: direction.pace}[trait]
        assert arm is not None
        assert bool(claims) is (arm != ARMS[trait] and arm is not Pace.UNHURRIED)


def test_of_a_look_that_was_asked_for_nothing_is_claimed() -> None:
    """Whoever names a look gets it, blamed or not, and is not told that it was changed."""
    past = [trial(reasons=frozenset({Reason.LOOK}))]

    for look in (Look.NEON, Look.NOIR):
        assert all(
            one.reason is not Reason.LOOK for one in directed(brief(look=look), NICHE, past, {}).because
        )


def test_what_writers_put_right_is_always_claimed() -> None:
    """A calmer camera comes whatever is chosen, and is said once."""
    past = [trial(reasons=frozenset({Reason.MOTION, Reason.TOPIC}))]

    because = directed(brief(), NICHE, past, {}).because

    assert sorted(one.reason for one in because if one.reason) == [Reason.MOTION, Reason.TOPIC]
    assert {one.arm for one in because} == {""}


def test_wishes_win() -> None:
    """A look that was asked for stays, whatever was learned; a drawn reel has no prompts to phrase."""
    past = [trial(n, opinion=True) for n in range(9)]

    told = brief(look=Look.NOIR, model=ANIMATIC)
    direction = directed(told, NICHE, past, {})

    assert (direction.look, direction.phrasing) == (None, Phrasing.LABELLED)
    assert told.model_copy(update={"direction": Direction(look=Look.NEON)}).wished_look is Look.NOIR


def test_another_niche_says_less() -> None:
    """What was liked about gardening counts a little for coffee, and its reasons are not heeded there."""
    own, other = trial(opinion=True), trial(1, niche="gardening", opinion=True)

    here = beliefs([own], NICHE)[Trait.HOOK]["mystery"].good
    there = beliefs([other], NICHE)[Trait.HOOK]["mystery"].good
    assert 0 < there < here / 2
    assert heeded([trial(niche="gardening", reasons=frozenset({Reason.SLOW}))], NICHE) == {}


def test_three_accounts_must_agree_before_it_counts() -> None:
    """Nobody's taste can be read off what others are offered: two accounts are too few to count."""
    few, enough = Everybody({"pov": Tally(2, 2.0)}), Everybody({"pov": Tally(3, 3.0)})

    assert directed(brief(), NICHE, (), {Trait.HOOK: few}) == UNDIRECTED
    assert directed(brief(), NICHE, (), {Trait.HOOK: enough}).hook is not None


def test_what_others_like_is_a_first_guess() -> None:
    """For a newcomer what most accounts like is tried most; own words soon outweigh it."""
    liked, disliked = Tally(20, 18.0), Tally(20, 4.0)
    everybody = Everybody({"pov": liked, "list": disliked})
    first = [pick(("pov", "list"), {}, everybody, Random(n)) for n in range(200)]
    own = {"pov": Belief(0, 15), "list": Belief(12, 1)}
    later = [pick(("pov", "list"), own, everybody, Random(n)) for n in range(200)]

    assert first.count("pov") > 180
    assert later.count("list") > 180
    assert prior("pov", 0.5, everybody).weight < 10


def test_the_model_is_chosen_among_those_alone_that_are_offered() -> None:
    """Learning never names a model that it was not given: who gives them has looked at the price."""
    past = [trial(n, {Trait.MODEL: "dear"}, opinion=True) for n in range(9)]
    past += [trial(20 + n, {Trait.MODEL: "good"}, opinion=True) for n in range(9)]

    chosen = {chosen_model(("usual", "good"), "usual", NICHE, past, {}, str(n))[0] for n in range(50)}

    assert "good" in chosen
    assert chosen <= {"usual", "good"}


def test_an_arm_that_nobody_knows_can_be_drawn() -> None:
    """Any weight of belief can be drawn from, none of them raises."""
    for own in ({}, {"a": Belief(0, 0.01)}, {"a": Belief(400, 0)}, {"a": Belief(0, 400)}):
        assert pick(("a", "b"), own, NOBODY, Random(1)) in ("a", "b")


def test_weak_signs_count_little() -> None:
    """A reel that was kept, shared and watched counts as liked, but a thumb down outweighs that."""
    kept = trial(marks=frozenset({Mark.KEPT}), views=10, likes=1)
    both = trial(marks=frozenset({Mark.KEPT}), opinion=False)

    assert 0 < kept.credit[Trait.HOOK].good < 1
    assert both.credit[Trait.HOOK].bad > both.credit[Trait.HOOK].good


def test_the_pace_of_a_storyboard() -> None:
    """Few seconds for each scene are quick, many are unhurried."""
    assert [pace_of(12, n) for n in (6, 4, 2)] == [Pace.QUICK, Pace.STEADY, Pace.UNHURRIED]


def test_each_phrasing_is_another_prompt() -> None:
    """The same storyboard is told in three ways, with the same words."""
    board = storyboard()
    told = [prompts(board, WAN_25, 1, phrasing)[0] for phrasing in Phrasing]

    assert len(set(told)) == 3
    assert told[0].startswith("Opening:")
    assert ":" not in told[1]
    assert told[2].startswith("Style:")
    assert all("Warm window light." in each for each in told)
