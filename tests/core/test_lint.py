"""A storyboard is held against the craft before money is spent on it, and mended where a rule can."""

from typing import Any

import pytest

from core.lint import Rule, lint, mended
from core.reel.brief import Look
from core.reel.catalogue import WAN_25
from core.reel.storyboard import Hook, Scene, Social, Storyboard, VisualStyle

HOOK = "Close-up, low angle: a white cup tips over the edge of a dark table in warm lamplight."
SEEN = "Medium shot: a barista wipes the steel counter with a red cloth as steam rises."


def board(hook: str = HOOK, seen: str = SEEN, **told: Any) -> Storyboard:
    style = {
        "cinematography": "Handheld 35 mm, shallow focus.",
        "lighting": "Low window light from the left.",
        "colour_grade": "Amber highlights, teal shadows.",
        "mood": "Quiet wonder.",
        **told.pop("style", {}),
    }
    scene = {"seen": seen, "said": "Then it falls.", "written": "It falls", "seconds": 3.5, **told}
    return Storyboard(
        title="The cup",
        hook=Hook(seen=hook, said=told.get("hook_said", "Watch the cup."), written="Watch the cup"),
        scenes=(Scene.model_validate(scene),) * 2,
        style=VisualStyle.model_validate(style),
        social=Social(caption="Did you see it?"),
    )


def broken(made: Storyboard) -> tuple[Rule, ...]:
    return lint(made, WAN_25, 1).rules


def test_a_sound_storyboard_keeps_all_its_points() -> None:
    """Nothing is found where nothing is wrong, and nothing is changed."""
    report = lint(board(), WAN_25, 1)

    assert (report.flaws, report.score) == ((), 100)
    assert mended(board()) == board()


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        (board(hook="Establishing shot: a city in the morning light, nothing moves."), Rule.HOOK),
        (board(hook="Fade in on our logo over a dark background."), Rule.HOOK),
        (board(hook_said=" ".join(["word"] * 20)), Rule.HOOK),
        (board(seen="Medium shot: he fills the cup, and then he carries it out to the garden."), Rule.ACTION),
        (board(seen="Medium shot: a montage of cups, plates and spoons being washed."), Rule.ACTION),
        (board(seen="Wide shot of success and happiness and the power of dreams."), Rule.NOUNS),
        (board(seen="A barista wipes the steel counter with a red cloth as steam rises."), Rule.CAMERA),
        (
            board(seen="Close-up of a red door in the rain, white text above it."),
            Rule.LETTERING,
        ),
        (
            board(seen="Wide shot at midnight: children run through broad daylight on a beach."),
            Rule.CONTRADICTION,
        ),
        (
            board(seen="Locked-off wide shot, handheld: a barista wipes the steel counter."),
            Rule.CONTRADICTION,
        ),
        (board(style={"look": Look.AUTO}), Rule.STYLE),
        (board(style={"cast": "Zebra-striped robots, copper arms."}), Rule.STYLE),
        (board(said=" ".join(["word"] * 40)), Rule.LIMITS),
        (board(written=" ".join(["word"] * 14)), Rule.LIMITS),
        (board(seen="Close-up of blood running over naked skin under a hard lamp."), Rule.SAFE),
        (board(seen="Close-up of a Starbucks cup on a wooden table near a window."), Rule.SAFE),
    ],
)
def test_each_rule_finds_what_it_is_for(made: Storyboard, rule: Rule) -> None:
    """What breaks a rule of the craft is found by that rule, and costs points."""
    assert rule in broken(made)
    assert lint(made, WAN_25, 1).score < 100


def test_no_light_anywhere() -> None:
    """A light must be named in the style or in the picture; the rule adds one where there is none."""
    dim = board(hook="Close-up: a white cup tips over the edge of a table.", style={"lighting": "As usual."})

    assert Rule.LIGHT in broken(dim)
    assert Rule.LIGHT not in broken(mended(dim))


def test_the_first_seconds_weigh_most() -> None:
    """A weak hook costs more than a slip in the style."""
    weak = lint(board(hook="Fade in on our logo over a dark background."), WAN_25, 1).score
    slip = lint(board(style={"look": Look.AUTO}), WAN_25, 1).score

    assert weak < slip


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        (board(seen="Medium shot: he fills the cup, and then he carries it out to the garden."), Rule.ACTION),
        (board(seen="A barista wipes the steel counter with a red cloth as steam rises."), Rule.CAMERA),
        (board(hook="A white cup tips over the edge of a dark table in warm lamplight."), Rule.CAMERA),
        (
            board(seen="Close-up of a red door in the rain at dusk, white lettering above it."),
            Rule.LETTERING,
        ),
        (board(style={"look": Look.AUTO}), Rule.STYLE),
    ],
)
def test_what_a_rule_can_mend_is_mended(made: Storyboard, rule: Rule) -> None:
    """A second action, a missing camera and lettering go, and mending again changes nothing more."""
    assert rule in broken(made)
    assert rule not in broken(mended(made))
    assert mended(mended(made)) == mended(made)
    assert lint(mended(made), WAN_25, 1).score > lint(made, WAN_25, 1).score


def test_the_first_action_keeps_its_light() -> None:
    """Of two actions the first is filmed, in the light that was meant for both."""
    made = mended(
        board(seen="Macro shot: fingers drum on a wooden table and then lie still; low sun comes in.")
    )

    assert made.scenes[0].seen == "Macro shot: fingers drum on a wooden table; low sun comes in."
