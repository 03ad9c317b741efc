"""What the cutting room is given to cut: the takes in their order, and all that is laid over them."""

from dataclasses import dataclass
from pathlib import Path

from core.reel.brief import Captions, Look


@dataclass(frozen=True, slots=True)
class Line:
    """What is said from `start` on, in seconds of its take; `seconds` is the time there is for it.

    `voice` is a WAV file with the words spoken, None when they are only read; it is played `tempo`
    times as fast, at the same pitch. `share` is the part of the letters that it speaks, where it cannot
    read the others.
    """

    text: str
    start: float
    seconds: float
    voice: Path | None = None
    tempo: float = 1.0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Take:
    """A clip as it is used: whole, with the lines that belong to it. `is_mute` leaves its sound out.

    It lasts at least `seconds`: its last picture stands still for what is missing.
    """

    clip: Path
    lines: tuple[Line, ...] = ()
    is_mute: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Edit:
    """One reel to be cut. `language` is a BCP 47 tag, `mood` says in free words how the music sounds.

    `look` decides over type, colours and transitions. `handle` is shown small all the time, and on
    the card at the end when there is one; empty for none. With `has_music` a music bed lies under
    everything; a reel whose takes are all silent gets one anyway. `music` is a WAV file with that bed,
    None for one made here. `is_drawn` says that the takes are drawings of ours, and no film.
    """

    takes: tuple[Take, ...]
    title: str
    mood: str
    look: Look = Look.CINEMATIC
    language: str = "en"
    captions: Captions = Captions.OFF
    handle: str = ""
    has_music: bool = False
    music: Path | None = None
    is_drawn: bool = False
    has_end_card: bool = False
    seed: int = 0
