"""When everything happens in a cut reel, to the frame: takes, transitions, lines, the card at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.media.captions import Said
from adapters.media.drawing.stage import FPS
from adapters.media.music import beat_for
from core.reel.brief import Look
from core.reel.edit import Edit, Take

FADE = 12
"""Frames that two takes share in a crossfade: 0.4 s."""
CARD = 66
"""Frames of the card at the end: 2.2 s."""
DISSOLVING = (Look.AUTO, Look.CINEMATIC, Look.MINIMAL, Look.VINTAGE, Look.NATURE)
"""Looks whose takes melt into each other; the others cut hard, on the beat of the music."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A take in its place, in frames of the reel; its first `fade` frames overlap with the one before."""

    take: Take
    start: int
    frames: int
    fade: int = 0

    @property
    def clip(self) -> Path:
        return self.take.clip

    @property
    def end(self) -> int:
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole reel. `beat` is the length of the music's beat in seconds."""

    pieces: tuple[Piece, ...]
    lines: tuple[Said, ...]
    beat: float
    card: int

    @property
    def film(self) -> int:
        """Frames before the card."""
        return self.pieces[-1].end

    @property
    def frames(self) -> int:
        return self.film + self.card

    @property
    def cuts(self) -> tuple[float, ...]:
        """When a new picture begins, in seconds; in a crossfade, its middle."""
        starts = [(piece.start + piece.fade / 2) / FPS for piece in self.pieces[1:]]
        return (*starts, self.film / FPS) if self.card else tuple(starts)


def lay_out(
    edit: Edit, lengths: Sequence[int], voices: Sequence[Sequence[float]], *, is_copy: bool
) -> Timeline:
    """Place takes of so many frames; a copy keeps them whole, one after the other.

    `voices` are the seconds that each line's voice takes, 0 for none.
    """
    ends = [sum(lengths[: number + 1]) / FPS for number in range(len(lengths) - 1)]
    beat = beat_for(edit.mood, ends)
    pieces: list[Piece] = []
    start = 0
    for number, (take, length, told) in enumerate(zip(edit.takes, lengths, voices, strict=True)):
        is_last = number == len(lengths) - 1
        fade = 0
        if not is_copy and edit.look in DISSOLVING and pieces:
            fade = min(FADE, length // 2, pieces[-1].frames // 2)
        elif not is_copy and edit.look not in DISSOLVING and not is_last:
            length = max(_to_the_beat(start, length, beat), _told(take, told))
        pieces.append(Piece(take, start - fade, length, fade))
        start = pieces[-1].end
    lines: list[Said] = []
    for piece, times in zip(pieces, voices, strict=True):
        lines += _lines(piece, times, lines[-1].end if lines else 0.0)
    return Timeline(tuple(pieces), tuple(lines), beat, CARD if edit.has_end_card else 0)


def _told(take: Take, voices: Sequence[float]) -> int:
    """How many frames a take needs to let everybody finish; none when nobody speaks."""
    ends = [line.start + voice for line, voice in zip(take.lines, voices, strict=True) if voice]
    return round(max(ends, default=0.0) * FPS)


def _to_the_beat(start: int, length: int, beat: float) -> int:
    """A length that ends on a beat, at most one beat shorter; whole when that would take too much."""
    last = int((start + length) / FPS / beat + 1e-6)
    shorter = round(last * beat * FPS) - start
    return shorter if shorter >= length * 0.8 else length


def _lines(piece: Piece, voices: Sequence[float], free: float) -> list[Said]:
    """The lines of a piece in the reel; a voice waits until the one before it is done, at `free`."""
    found: list[Said] = []
    is_stretched, spoken = False, free
    for line, voice in zip(piece.take.lines, voices, strict=True):
        start = piece.start / FPS + line.start
        if voice:
            start = max(start, free)
            free = start + voice
            # Words that nobody speaks are read as fast as the others are heard, if there is room for that.
            end = max(free, min(start + voice / line.share, piece.end / FPS))
        else:
            end = min(start + line.seconds, piece.end / FPS)
        if is_stretched and found[-1].end > start:
            found[-1] = Said(found[-1].text, found[-1].start, max(start, spoken))
        is_stretched, spoken = bool(voice) and end > free, free
        found.append(Said(line.text, start, end))
    return [line for line in found if line.text.strip() and line.end > line.start]
