"""What a video model is told: everything that matters, in order, within its limit."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reel.catalogue import WAN_25
from core.reel.prompt import UNWANTED, negative_prompt, prompts, seed
from core.reel.storyboard import Hook, Scene, Social, Storyboard, VisualStyle

STYLE = VisualStyle(
    cinematography="Slow lateral moves on a long lens.",
    lighting="Window light from the left.",
    colour_grade="Warm umber with cream highlights.",
    mood="Hushed and curious.",
)


def storyboard(*seen: str, hook: str = "A drop falls.  It bursts\nin slow motion.") -> Storyboard:
    """A reel with one scene for each picture."""
    scenes = tuple(
        Scene(seen=s, said="Look.", written="Look", shot="Wide shot, low", seconds=2) for s in seen
    )
    return Storyboard(
        title="Espresso",
        hook=Hook(seen=hook, said="Ever wondered?", written="Ever wondered?"),
        scenes=scenes,
        style=STYLE,
        social=Social(caption="Coffee."),
    )


BOARD = storyboard("Beans pour.", "Steam curls. It fades.", "A cup is set down.", "A hand waves.")


def test_single_clip_order() -> None:
    """A single clip is told its opening, up to three scenes, the style and the mood, in that order."""
    (prompt,) = prompts(BOARD, WAN_25, 1)

    assert prompt == (
        "Opening: A drop falls. It bursts in slow motion. Then: Wide shot, low. Beans pour. "
        "Then: Wide shot, low. Steam curls. It fades. Then: Wide shot, low. A cup is set down. "
        "Style: Slow lateral moves on a long lens. Lighting: Window light from the left. "
        "Colour: Warm umber with cream highlights. Mood: Hushed and curious."
    )


def test_every_shot_has_its_scenes_and_the_whole_style() -> None:
    """Of three shots each films its own scenes in the same style, and the first opens with the hook."""
    first, second, third = prompts(BOARD, WAN_25, 3)

    assert first.startswith("Opening: A drop falls.")
    assert "Beans pour." in first
    assert second.startswith("Scene: Wide shot, low. Steam curls.")
    assert third.startswith("Scene: Wide shot, low. A cup is set down.")
    assert "A hand waves." in third
    assert all(
        STYLE.lighting in shot and shot.endswith("Mood: Hushed and curious.")
        for shot in (first, second, third)
    )


@pytest.mark.parametrize("shots", [1, 2, 3])
@pytest.mark.parametrize("scenes", [1, 2, 3, 4, 5])
def test_no_shot_is_empty(scenes: int, shots: int) -> None:
    """However few scenes there are, every clip that is paid for films something."""
    made = prompts(storyboard(*["Beans pour."] * scenes), WAN_25, shots)

    assert len(made) == shots
    assert all("A drop falls." in prompt or "Beans pour." in prompt for prompt in made)


def test_what_gives_way_first() -> None:
    """Style details give way before scenes, late scenes before early ones; hook and mood stay longest."""
    limits = range(len(prompts(BOARD, WAN_25, 1)[0]), 60, -1)
    order = [
        "Warm umber",
        "Window light",
        "Slow lateral",
        "A cup is",
        "Steam curls",
        "Beans pour",
        "It bursts",
    ]

    gone = [
        next(
            limit
            for limit in limits
            if phrase not in prompts(BOARD, replace(WAN_25, prompt_limit=limit), 1)[0]
        )
        for phrase in order
    ]

    assert gone == sorted(gone, reverse=True)
    shortest = prompts(BOARD, replace(WAN_25, prompt_limit=61), 1)[0]
    assert shortest == "Opening: A drop falls. Mood: Hushed and curious."


@given(limit=st.integers(60, 900), shots=st.integers(1, 3))
def test_never_cut_in_mid_sentence(limit: int, shots: int) -> None:
    """Whatever the limit, the prompt keeps within it and ends with a whole sentence."""
    for prompt in prompts(BOARD, replace(WAN_25, prompt_limit=limit), shots):
        assert len(prompt) <= limit
        assert prompt.endswith(".")
        assert set(prompt.replace(": ", ". ").split(". ")) <= _sentences()


def _sentences() -> set[str]:
    whole = {
        "Opening",
        "Then",
        "Scene",
        "Style",
        "Lighting",
        "Colour",
        "Mood",
        "Wide shot, low",
        "A drop falls",
    }
    whole |= {
        "It bursts in slow motion",
        "Beans pour",
        "Steam curls",
        "It fades",
        "A cup is set down",
        "A hand waves",
    }
    whole |= {s.rstrip(".") for s in (STYLE.cinematography, STYLE.lighting, STYLE.colour_grade, STYLE.mood)}
    return whole | {f"{sentence}." for sentence in whole}


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=600), st.integers(30, 400))
def test_any_words_fit(words: str, limit: int) -> None:
    """Even one endless sentence is closed within the limit, with single spaces."""
    hook = words.strip() or "A door."
    for prompt in prompts(storyboard("Beans.", hook=hook), replace(WAN_25, prompt_limit=limit), 2):
        assert 0 < len(prompt) <= limit
        assert prompt == " ".join(prompt.split())


def test_no_lettering() -> None:
    """A sentence that asks for words in the picture is not passed on, since models garble them."""
    board = storyboard(
        'A sign that reads "OPEN" glows. Rain falls.',
        "Text appears above the cup. Light keeps every texture.",
    )

    (prompt,) = prompts(board, WAN_25, 1)

    assert "OPEN" not in prompt
    assert "Text" not in prompt
    assert "Rain falls." in prompt
    assert "Light keeps every texture." in prompt


def test_negative_prompt() -> None:
    """What nobody wants to see is named whole term by whole term within the model's limit."""
    assert negative_prompt(WAN_25) == UNWANTED
    assert negative_prompt(replace(WAN_25, negative_limit=20)) == "text, words, letters"
    assert negative_prompt(replace(WAN_25, negative_limit=0)) == ""


@given(st.text(), st.integers(1, 3))
def test_seed(digest: str, shot: int) -> None:
    """Equal briefs get equal clips; the shots of one reel differ."""
    assert seed(digest, shot) == seed(digest, shot)
    assert 0 <= seed(digest, shot) < 2**31
    assert seed(digest, shot) != seed(digest, shot + 1)
