"""How the reel is filmed: the look, the camera that never repeats itself, the light in each shot."""

from dataclasses import dataclass
from random import Random

from adapters.vendors.house.library import Library, World
from core.brief import Brief, Look
from core.storyboard import VisualStyle


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
        return f"{self.shot}: {picture[0].lower()}{picture[1:]}{light}."


def choose_style(brief: Brief, world: World, library: Library, rng: Random) -> VisualStyle:
    """The style bible; a look left open follows world and tone."""
    look = brief.look
    if look is Look.AUTO:
        look = _fitting_look(world.looks, library.looks_of_tones[brief.niche.tone], brief.take)
    book = library.looks[look]
    return VisualStyle(
        cinematography=f"{rng.choice(book.cinematography)}.",
        lighting=f"{rng.choice(book.lighting)}.",
        colour_grade=f"{rng.choice(book.colour_grade)}.",
        mood=f"{rng.choice(library.moods[brief.niche.tone])}.",
        look=look,
    )


def set_up(sizes: list[str], look: Look, library: Library, rng: Random) -> list[Setup]:
    """One set-up per shot for shots `wide`, `medium` or `close`; no part of it comes twice in a reel."""
    camera = library.camera
    left = {size: rng.sample(camera[size], len(camera[size])) for size in ("wide", "medium", "close")}
    angles = rng.sample(camera["angles"], len(sizes))
    moves = rng.sample(camera["moves"], len(sizes))
    accents = rng.sample(library.looks[look].accents, len(sizes))
    return [
        Setup(left[size].pop(), angle, move, accent)
        for size, angle, move, accent in zip(sizes, angles, moves, accents, strict=True)
    ]


def _fitting_look(of_world: tuple[Look, ...], of_tone: tuple[Look, ...], take: int) -> Look:
    """Best first: what both like, then what the world likes; takes alternate between the best two."""
    ranked = sorted(
        of_world, key=lambda look: (of_tone.index(look) if look in of_tone else 3) + of_world.index(look)
    )
    return ranked[take % 2]
