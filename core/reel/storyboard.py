"""The reel on paper: what is seen, said and written, moment by moment."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from core.learning.arms import HookKind
from core.reel.brief import Look

HOOK_SECONDS = 3.0
HOOK_SHARE = 0.4
"""Of a short reel or clip the hook takes at most this part."""
MOST_SCENES = 8
SCENES_PER_CLIP = 3
"""A single clip shows so many scenes after the hook, at most."""

_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Picture = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Hashtag = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^#[^\s#]{1,60}$")]


def _kind(told: str) -> str:
    return told if told in list(HookKind) else ""


class Frozen(BaseModel):
    """A part of a storyboard; what a writer adds beyond it is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Hook(Frozen):
    """The first three seconds: what stops the thumb.

    `seen` is for the video model (no words on screen in it), and is written in English whatever
    the reel's language: WAN reads English and Chinese only (FAL's published types, 2026-08-02).
    `said` is spoken, `written` stands on screen in at most seven words, of which `keyword`, one of
    its own words, is accented. `kind` is how it begins, empty when nobody said so.
    """

    seen: Picture
    said: Line
    written: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    keyword: str = ""
    kind: Annotated[str, AfterValidator(_kind)] = ""


class Scene(Frozen):
    """One thing that happens. `seconds` is its share of the reel, the hook not counted.

    `seen`, `said`, `written` and `keyword` are as in the hook, `seen` always in English. `shot`
    names size, angle and movement of the camera. `icon` is a plain English noun that a drawn reel
    can show ("coffee", "mountains").
    """

    seen: Picture
    said: Line
    written: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    keyword: str = ""
    shot: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    icon: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    seconds: float = Field(gt=0, le=30)


class VisualStyle(Frozen):
    """The style bible: how every shot of the reel looks, repeated in each shot's prompt.

    `cast` describes who or what recurs, `place` where it happens; both empty when nothing recurs.
    """

    cinematography: Line
    lighting: Line
    colour_grade: Line
    mood: Line
    cast: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    place: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    look: Look = Look.CINEMATIC


def _language(tag: str) -> str:
    return tag if _TAG.fullmatch(tag) else "en"


class Social(Frozen):
    """What to post beside the reel. `hashtags` carry their `#`."""

    caption: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2200)]
    hashtags: tuple[Hashtag, ...] = Field(default=(), max_length=15)


class Storyboard(Frozen):
    """A whole reel on paper: the hook, then one to eight scenes.

    `language` is a BCP 47 tag; what is none reads as English.
    """

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    language: Annotated[str, AfterValidator(_language)] = "en"
    hook: Hook
    scenes: tuple[Scene, ...] = Field(min_length=1, max_length=MOST_SCENES)
    style: VisualStyle
    social: Social

    @property
    def seconds(self) -> float:
        """How long the reel is, hook and scenes together."""
        return HOOK_SECONDS + sum(scene.seconds for scene in self.scenes)

    @property
    def moments(self) -> tuple[Hook | Scene, ...]:
        """The hook, then the scenes: number 0, then their own numbers."""
        return self.hook, *self.scenes

    def shared_out(self, shots: int) -> tuple[tuple[int, ...], ...]:
        """Which moments each of so many shots films, by number; every shot has at least one.

        A single clip gets the hook and up to three scenes. Of several shots each gets its own
        neighbours. With more shots than moments, the last scene is filmed again.
        """
        scenes = len(self.scenes)
        if shots == 1:
            return (tuple(range(min(scenes, SCENES_PER_CLIP) + 1)),)
        if shots <= scenes:
            first, *others = _split(range(1, scenes + 1), shots)
            return (0, *first), *others
        return _split([*range(scenes + 1), *[scenes] * (shots - scenes - 1)], shots)


def _split(numbers: Sequence[int], groups: int) -> tuple[tuple[int, ...], ...]:
    """Neighbours stay together; group sizes differ by one at most."""
    bounds = [len(numbers) * n // groups for n in range(groups + 1)]
    return tuple(tuple(numbers[bounds[n] : bounds[n + 1]]) for n in range(groups))


def moment_lengths(moments: Sequence[Hook | Scene], seconds: float) -> list[float]:
    """How long each of them lasts in a reel, or a clip, of so many seconds."""
    if len(moments) == 1:
        return [seconds]
    hook = min(HOOK_SECONDS, HOOK_SHARE * seconds) if isinstance(moments[0], Hook) else 0.0
    told = sum(moment.seconds for moment in moments if isinstance(moment, Scene))
    return [
        (seconds - hook) * moment.seconds / told if isinstance(moment, Scene) else hook for moment in moments
    ]
