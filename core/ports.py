"""What the studio needs from outside, at the height of its own verbs.

Every filling raises only the errors of `core.errors`, and may be called by many jobs at once.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from core.reel.brief import Brief
from core.reel.edit import Edit
from core.reel.niche import Niche
from core.reel.sound import Part
from core.reel.storyboard import Storyboard

OnProgress = Callable[[int], None]
"""Told how far a piece of work is, in whole percent."""

Ticket = dict[str, Any]
"""What a vendor gave us to ask again with: JSON, opaque to all but the vendor's own adapter."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A storyboard as a writer hands it in. `micros` is what it cost, `note` is for the requester to know.

    `read` and `written` count the tokens of a language model, if there was one.
    """

    storyboard: Storyboard
    writer: str
    micros: int = 0
    note: str = ""
    read: int = 0
    written: int = 0


class Writer(Protocol):
    """Turns a brief into a storyboard."""

    name: str

    async def write(self, brief: Brief) -> Draft:
        """Raises Refused (unsafe brief), Unavailable, Failed (no usable storyboard), Misconfigured."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """Ideas for reels to come, one sentence each. `micros` is what they cost."""

    ideas: tuple[str, ...]
    micros: int = 0


class Planner(Protocol):
    """Has ideas for a niche."""

    async def ideas(self, niche: Niche, count: int, told: Sequence[str]) -> Plan:
        """So many ideas at most, other ones than those that were `told` before, the newest last.

        Raises Refused, Unavailable, Failed (no usable idea), Misconfigured.
        """
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """One clip, or one sound, as it is ordered. `model` is the vendor's own id, `seconds` a length it makes.

    `prompt` holds the very words of what is to be spoken, else what is to be made. `language` is a
    BCP 47 tag, `tone` how it speaks; both are for sounds. What has a default may be added to, but
    never lose it: equal orders are known by all that is not a default. `start_image` names the
    picture in our archive that a clip begins with.
    """

    model: str
    prompt: str
    negative_prompt: str
    seconds: int
    resolution: str
    seed: int
    part: Part = Part.FILM
    language: str = ""
    tone: str = ""
    start_image: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The order stands in the vendor's queue; `position` is how many are before it, if told."""

    position: int | None = None


@dataclass(frozen=True, slots=True)
class Filming:
    """The vendor is at work on it."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The footage, or the sound, is ready to be fetched from `url`."""

    url: str


RenderState = Waiting | Filming | Finished


class Renderer(Protocol):
    """Who films, speaks or composes: all are ordered alike. Never repeats a call that may cost money."""

    vendor: str

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Order one clip: one request, no retry. `render_id` travels with the order.

        Raises Refused, Unavailable (surely not ordered), Unclear (maybe ordered), Misconfigured.
        """
        ...

    async def check(self, ticket: Ticket) -> RenderState:
        """Raises Refused (content), Unavailable (ask again), Failed (no clip will come), Misconfigured."""
        ...

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:
        """Look for an order whose answer was lost; `since` is UTC, just before it was sent.

        None proves that the vendor has none like it: it may be ordered again.
        Raises Unclear when the vendor cannot tell.
        """
        ...

    async def cancel(self, ticket: Ticket) -> bool:
        """True when the clip will surely be neither made nor charged for. Raises Unavailable."""
        ...

    async def download(self, url: str, to: Path) -> None:
        """Fetch what was made into the file `to`, whole or not at all. Raises Unavailable, Failed."""
        ...


@dataclass(frozen=True, slots=True)
class Footage:
    """What a video file really holds, as measured by decoding it."""

    width: int
    height: int
    seconds: float
    fps: float
    has_sound: bool
    size: int


class CuttingRoom(Protocol):
    """Draws, cuts and measures, outside this process."""

    async def draw(
        self,
        storyboard: Storyboard,
        seconds: int,
        seed: int,
        to: Path,
        on_progress: OnProgress,
        only: Sequence[int] = (),
    ) -> Footage:
        """Draw the animatic: 1080x1920, 30 frames a second, H.264 and AAC, labelled on screen.

        `only` names the moments to draw, 0 for the hook, 1 for the first scene; none means all. Beside
        `to` it leaves a cover (`.cover.jpg`) and a thumbnail of 320 pixels (`.thumb.jpg`). Raises
        Unavailable, Failed, Misconfigured (no room on the disk). Leaves no partial file.
        """
        ...

    async def cut(self, edit: Edit, to: Path, on_progress: OnProgress) -> Footage:
        """Make one 1080x1920 reel of an edit; beside it as `draw`, and what is said (`.srt`).

        Raises as `draw`.
        """
        ...

    async def picture(self, outside: Path, to: Path) -> object:
        """Make of a picture from outside one that a clip can begin with: a JPEG of 1080x1920.

        Raises Refused with what is wrong with it, else as `draw`.
        """
        ...

    async def probe(self, clip: Path) -> Footage:
        """Measure a file from outside, within limits. Raises Failed unless it is a sound vertical video."""
        ...

    async def hear(self, sound: Path, to: Path) -> float:
        """Make a WAV file of a sound from outside, without silence around it; its length in seconds.

        Raises Failed when it is no sound or holds none, else as `draw`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """The last word on a job: the reel, or why there is none. `key` is the same at every try."""

    key: str
    text: str
    reel: Path | None = None
    footage: Footage | None = None
    choices: tuple[tuple[str, str], ...] = ()
    """Buttons under it: what each says, and the command that pressing it gives."""
    is_news: bool = True
    """Whether the requester should be called to it; not so when they ended it themselves."""
    language: str = ""
    """What the requester is spoken to in, for what a platform says beside it."""
    is_veiled: bool = False
    """Whether the reel is shown only to whoever asks to see it, where the platform can hide it."""


class Messenger(Protocol):
    """The way back to where somebody asked. An `address` is opaque to all but its platform."""

    async def deliver(self, address: str, delivery: Delivery) -> str:
        """Post the reel; returns the platform's id of the message.

        Raises Refused (the place is closed to us), Unavailable (surely not posted), Unclear.
        """
        ...

    async def find(self, address: str, delivery: Delivery) -> str | None:
        """The message id if this delivery was posted before, None if surely not. Raises Unclear."""
        ...

    async def report(
        self, address: str, job_id: str, text: str, choices: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Say how a job is doing. May be lost, may be merged with a later one. Never raises.

        `choices` are the buttons for now, in place of those that the message about the job has.
        """
        ...


class Holder(Protocol):
    """Lets one process at a time do what only one may."""

    async def hold(self, names: Sequence[str], work: Callable[[Sequence[str]], Awaitable[None]]) -> None:
        """Do the work with those names that nobody else holds, and once more with those that are left behind.

        When the hold is lost the work is cancelled, and begun again once some are held again.
        """
        ...


class Notes(Protocol):
    """What a platform has to remember across restarts: its own keys and values, opaque to all but it.

    Raises Unavailable, Misconfigured.
    """

    async def note(self, key: str, value: str) -> None:
        """Keep a value, in place of the one kept before."""
        ...

    async def noted(self, *keys: str) -> Mapping[str, str]:
        """What is kept under these keys; a key that was never noted is left out."""
        ...
