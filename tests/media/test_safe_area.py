"""Nothing that is to be read lies where TikTok, Reels or Shorts put their own buttons and words."""

import numpy as np
import numpy.typing as npt
import pytest

from adapters.media.animatic import Animatic
from adapters.media.captions import Captions, Said
from adapters.media.drawing.canvas import Canvas
from adapters.media.drawing.stage import SAFE
from core.reel.brief import Look
from tests.media.boards import board

LOOKS = [look for look in Look if look is not Look.AUTO]
SEEN = 60
"""Steps of luma that a letter's edge has at least; shadows and glows have fewer."""
EDGE = 8


def picture(look: Look, written: str, language: str) -> npt.NDArray[np.int16]:
    """The first scene in a look, when all its words have come."""
    canvas, animatic = Canvas.empty(), Animatic(board(look, written, language), 10, 3)
    animatic.paint(canvas, animatic.beats[1].start + 75)
    return canvas.luma.astype(np.int16)


def is_safe(shown: npt.NDArray[np.bool_]) -> bool:
    """Whether all that is marked lies inside the safe area; something has to be."""
    rows, columns = np.nonzero(shown)
    left, top, right, bottom = SAFE
    return bool(
        left - EDGE <= columns.min()
        and columns.max() < right + EDGE
        and top - EDGE <= rows.min()
        and rows.max() < bottom + EDGE
    )


@pytest.mark.parametrize("look", LOOKS)
def test_words_stand_where_no_platform_covers_them(look: Look) -> None:
    """From the left or from the right: all letters in which two scenes differ are in the safe area."""
    one = picture(look, "Donaudampfschifffahrtsgesellschaft", "de")
    other = picture(look, "ثلاث دقائق من الهدوء كل صباح", "ar")

    assert is_safe(np.abs(one - other) > SEEN)


@pytest.mark.parametrize("look", LOOKS)
def test_captions_stand_there_too(look: Look) -> None:
    """Captions of the widest words end before the buttons on the right and the words below."""
    captions = Captions([Said("Donaudampfschifffahrtsgesellschaft WWWWWWWWWW MMMMMMMM.", 0, 3)], look, "de")
    for time in (0.5, 2.5):
        canvas = Canvas.empty()
        captions.paint(canvas, time)

        assert is_safe(canvas.luma > 16 + SEEN)
