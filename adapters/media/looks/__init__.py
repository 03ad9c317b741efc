"""The eight looks: each its own layout, type, motion, palette and curtain."""

import random

from adapters.media.drawing.stage import Look
from adapters.media.looks.cinematic import Cinematic
from adapters.media.looks.documentary import Documentary
from adapters.media.looks.minimal import Minimal
from adapters.media.looks.nature import Nature
from adapters.media.looks.neon import Neon
from adapters.media.looks.noir import Noir
from adapters.media.looks.playful import Playful
from adapters.media.looks.vintage import Vintage
from core.reel.brief import Look as Name

LOOKS: dict[Name, type[Cinematic | Documentary | Minimal | Nature | Neon | Noir | Playful | Vintage]] = {
    Name.AUTO: Cinematic,
    Name.CINEMATIC: Cinematic,
    Name.NOIR: Noir,
    Name.DOCUMENTARY: Documentary,
    Name.PLAYFUL: Playful,
    Name.NEON: Neon,
    Name.MINIMAL: Minimal,
    Name.VINTAGE: Vintage,
    Name.NATURE: Nature,
}


def make(name: Name, seed: int) -> Look:
    """A look for one reel; the seed chooses among its palettes and lays its small things out."""
    return LOOKS[name](random.Random(seed))
