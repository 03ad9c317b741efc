"""How the reel is filmed: the look, the camera that never repeats itself, the light in each shot."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from adapters.vendors.house.desk import Desk
from adapters.vendors.house.library import Library
from core.reel.brief import Look
from core.reel.storyboard import VisualStyle

_LIGHT = (Look.PLAYFUL, Look.NEON)
"""Looks that make light of what hurts."""

_CALM = ("locked-off", "slow push-in", "gentle pull-back")


@dataclass(frozen=True, slots=True)
class Setup:
    """Camera and light of one shot."""

    size: str
    angle: str
    move: str
    accent: str

    @property
    def shot(self) -> str:
        """The camera in words, as a storyboard notes it."""
        return f"{self.size}, {self.angle}, {self.move}"

    def film(self, picture: str, *, is_lit: bool = False) -> str:
        """One sentence for a video model: camera, action, and light unless the picture has its own."""
        light = "" if is_lit else f"; {self.accent}"
        first, *rest = picture.split(" ")
        # An acronym and a name like "McQueen" stay what they are.
        begun = first if any(letter.isupper() for letter in first[1:]) else f"{first[0].lower()}{first[1:]}"
        return f"{self.shot}: {' '.join([begun, *rest])}{light}."


def choose_style(desk: Desk) -> VisualStyle:
    """The style bible; a look left open follows world and tone."""
    look, library, rng = desk.brief.wished_look, desk.library, desk.rng
    is_tactless = desk.is_grave and look in _LIGHT and desk.brief.look is Look.AUTO
    if look is Look.AUTO or is_tactless:
        look = _fitting_look(desk)
    book = library.looks[look]
    return VisualStyle(
        cinematography=f"{rng.choice(book.cinematography)}.",
        lighting=f"{rng.choice(book.lighting)}.",
        colour_grade=f"{rng.choice(book.colour_grade)}.",
        mood=f"{rng.choice(library.moods[desk.tone])}.",
        look=look,
    )


def set_up(
    sizes: list[str], look: Look, library: Library, rng: Random, *, is_calm: bool = False
) -> list[Setup]:
    """One set-up per shot for shots `wide`, `medium` or `close`; no part comes again before all have come.

    `is_calm` keeps the camera to moves that video models make well.
    """
    camera, count = library.camera, len(sizes)
    left = {size: _dealt(camera[size], count, rng) for size in ("wide", "medium", "close")}
    angles = _dealt(camera["angles"], count, rng)
    moves = _dealt(_CALM if is_calm else camera["moves"], count, rng)
    accents = _dealt(library.looks[look].accents, count, rng)
    return [
        Setup(left[size].pop(0), angle, move, accent)
        for size, angle, move, accent in zip(sizes, angles, moves, accents, strict=True)
    ]


def _dealt(things: Sequence[str], count: int, rng: Random) -> list[str]:
    """So many of them from a shuffled pack, over and over: what comes again has been away longest."""
    pack = rng.sample(things, len(things))
    return [pack[number % len(pack)] for number in range(count)]


def _fitting_look(desk: Desk) -> Look:
    """What world and tone both like best, if they agree; else any of what either likes, take by take."""
    of_world, of_tone = desk.subject.world.looks, desk.library.looks_of_tones[desk.tone]
    if desk.subject.is_at_home and of_world[0] is of_tone[0]:
        return of_world[desk.brief.take % len(of_world)]
    liked = sorted({*of_world[:3], *of_tone}) if desk.subject.is_at_home else sorted({*of_world, *of_tone})
    if desk.is_grave:
        liked = [look for look in liked if look not in _LIGHT]
    return desk.order.sample(liked, len(liked))[desk.brief.take % len(liked)]
