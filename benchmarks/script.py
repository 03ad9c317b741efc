"""What is shown and heard when, in plain numbers, for a contestant that can import nothing of ours."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.media import captions
from adapters.media.animatic import beats
from adapters.media.captions import STYLES, Page
from adapters.media.drawing import fonts, ink
from adapters.media.drawing.icons import picture
from adapters.media.drawing.setting import compose
from adapters.media.drawing.stage import CAPTION_BASE, FPS, SPOKEN_SIZE, SPOKEN_TOP, Beat, set_words
from adapters.media.looks.cinematic import LINE, TITLE
from adapters.media.timeline import lay_out
from core.reel.brief import Look
from core.reel.edit import Edit
from core.reel.storyboard import Storyboard

_FONTS = Path(fonts.__file__).parents[1] / "fonts"
_PALETTE = {"ground": "#071318", "cool": "#0e4a55", "warm": "#c8692b", "gold": "#f4c977"}


def reel(board: Storyboard, seconds: int, folder: Path) -> dict[str, Any]:
    """The cinematic animatic of a storyboard; its icons are written into the folder as masks."""
    return {
        "seconds": seconds,
        "fonts": {"title": str(_FONTS / TITLE.fonts[0]), "line": str(_FONTS / LINE.fonts[0])},
        "palette": _PALETTE,
        "beats": [_beat(beat, folder) for beat in beats(board, seconds)],
    }


def film(edit: Edit, lengths: Sequence[int], voices: Sequence[Sequence[float]]) -> dict[str, Any]:
    """A cut: where each take begins, its captions word by word, and when its voice speaks."""
    timeline = lay_out(edit, lengths, voices, is_copy=False)
    pages = [page for line in timeline.lines for page in captions.pages(line)]
    return {
        "font": str(_FONTS / STYLES[Look.CINEMATIC].manner.fonts[0]),
        "clips": [str(piece.clip) for piece in timeline.pieces],
        "starts": [piece.start / FPS for piece in timeline.pieces],
        "fade": timeline.pieces[-1].fade / FPS,
        "words": [word for page in pages for word in _words(page)],
        "voices": [line.start for line in timeline.lines],
    }


def _beat(beat: Beat, folder: Path) -> dict[str, Any]:
    icon = folder / f"icon{beat.number}.png"
    picture(beat.icon, 230).save(icon)
    return {
        "number": beat.number, "total": beat.total, "start": beat.start / FPS, "seconds": beat.seconds,
        "icon": str(icon), "title": _title(beat), "said": _said(beat),
    }  # fmt: skip


def _title(beat: Beat) -> list[dict[str, Any]]:
    room = (130, 460, 950, 1300) if beat.is_hook else (130, 930, 950, 1330)
    block, casts = set_words(
        beat, TITLE, room, 150 if beat.is_hook else 112, lambda m, _k, _s: ink.flat(m, (0, 0, 0))
    )
    return [
        {"text": "".join(run.text for run in placed.word.runs), "size": block.size, "x": cast.box[0],
         "y": cast.box[1], "start": cast.start, "is_key": cast.is_key}
        for placed, cast in zip(block.words, casts, strict=True)
    ]  # fmt: skip


def _said(beat: Beat) -> list[dict[str, Any]]:
    block = compose(beat.said, "", beat.language, LINE, (820, CAPTION_BASE - SPOKEN_TOP), SPOKEN_SIZE, 22)
    pace = 0.85 * (beat.seconds - 0.35) / len(block.words)
    return [
        {"text": "".join(run.text for run in placed.word.runs), "size": block.size, "x": 130 + placed.x,
         "y": CAPTION_BASE - block.height + placed.baseline - 0.8 * block.size,
         "turn": 0.15 + pace * placed.turn}
        for placed in block.words
    ]  # fmt: skip


def _words(page: Page) -> list[dict[str, Any]]:
    placed = captions.placed(page, STYLES[Look.CINEMATIC], "en")
    ends = [word.start for word in page.words[1:]] + [page.end]
    return [
        {"text": word.text, "x": one.x + 48, "y": one.y + 48, "start": page.start, "end": page.end,
         "turn": word.start, "done": end}
        for word, end, one in zip(page.words, ends, placed, strict=True)
    ]  # fmt: skip
