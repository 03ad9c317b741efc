"""Working stand-ins for everything outside: they do the job in memory, and keep their own books."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.errors import StudioError, Unavailable, Unclear
from core.ports import (
    Delivery,
    Draft,
    Filming,
    Finished,
    Footage,
    OnProgress,
    Order,
    RenderState,
    Ticket,
    Waiting,
)
from core.reel.brief import Brief, Look
from core.reel.catalogue import Model
from core.reel.edit import Edit
from core.reel.storyboard import Hook, Scene, Social, Storyboard, VisualStyle
from core.talk import Choice
from tests.leaks import overhear

FOOTAGE = Footage(width=1080, height=1920, seconds=5.0, fps=30.0, has_sound=True, size=1000)

QUICK = Model(
    id="test/quick",
    vendor="test",
    label="Quick",
    clip_seconds=(5, 10),
    resolution="1080p",
    prompt_limit=1500,
    negative_limit=500,
    micros_per_second=150_000,
    usual_seconds=0,
    deadline_seconds=600,
)


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Move on by so much, as `timedelta` takes it."""
        self.now += timedelta(**by)


def storyboard(topic: str = "how monks invented espresso") -> Storyboard:
    """A storyboard about a topic, with two scenes."""
    return Storyboard(
        title=topic.capitalize(),
        hook=Hook(seen=f"A close view of {topic}.", said="Watch this.", written="Watch this", keyword="this"),
        scenes=tuple(
            Scene(
                seen=f"{number} of {topic}.",
                said="Then this.",
                written="Then this",
                icon="coffee",
                seconds=3.5,
            )
            for number in ("The first scene", "The second scene")
        ),
        style=VisualStyle(
            cinematography="Handheld close-ups.",
            lighting="Warm window light.",
            colour_grade="Deep browns.",
            mood="Curious.",
            look=Look.CINEMATIC,
        ),
        social=Social(caption=f"All about {topic}.", hashtags=("#coffee",)),
    )


@dataclass
class Scribe:
    """A writer; `troubles` are raised first, one a call."""

    name: str = "scribe"
    troubles: list[StudioError] = field(default_factory=list)
    briefs: list[Brief] = field(default_factory=list)
    micros: int = 0

    async def write(self, brief: Brief) -> Draft:
        """A storyboard about the brief's topic."""
        self.briefs.append(brief)
        if self.troubles:
            raise self.troubles.pop(0)
        return Draft(storyboard(brief.topic), self.name, self.micros)


@dataclass
class Vendor:
    """A video vendor with an order book and a bill; `plot` says what each check of an order answers.

    `fails` are the orders that no clip will come of, by number. `troubles` are raised by
    submissions, one a call; with `accepts_anyway` the order is entered all
    the same, as when only the answer is lost.
    """

    vendor: str = "test"
    troubles: list[StudioError] = field(default_factory=list)
    check_troubles: list[StudioError] = field(default_factory=list)
    find_troubles: list[StudioError] = field(default_factory=list)
    fetch_troubles: list[StudioError] = field(default_factory=list)
    fails: dict[str, StudioError] = field(default_factory=dict)
    accepts_anyway: bool = False
    lists_orders: bool = True
    can_cancel: bool = False
    waits: int = 0
    is_filming: bool = False
    on_submit: Callable[[], None] = lambda: None
    may_check: Callable[[], bool] = lambda: True
    may_fetch: Callable[[], bool] = lambda: True
    entered: list[tuple[str, Order]] = field(default_factory=list)
    taken_back: set[int] = field(default_factory=set)
    submits: int = 0
    finds: int = 0
    checks: int = 0
    fetches: int = 0

    @property
    def calls(self) -> int:
        """How often it was asked for anything that matters."""
        return self.submits + self.finds + self.checks + self.fetches

    @property
    def orders(self) -> list[tuple[str, Order]]:
        """The orders that stand."""
        return [order for number, order in enumerate(self.entered, 1) if number not in self.taken_back]

    @property
    def bill(self) -> int:
        """What this vendor charges, in micro-dollars."""
        return sum(QUICK.price(order.seconds) for _, order in self.orders)

    async def submit(self, order: Order, render_id: str) -> Ticket:
        """Enter an order."""
        self.submits += 1
        if self.troubles:
            trouble = self.troubles.pop(0)
            if self.accepts_anyway:
                self.entered.append((render_id, order))
            raise trouble
        self.entered.append((render_id, order))
        self.on_submit()
        return {"number": len(self.entered)}

    async def check(self, ticket: Ticket) -> RenderState:
        """Waiting first, as often as told, then at work, then done."""
        self.checks += 1
        if not self.may_check():
            raise Unavailable("The vendor cannot be reached.")
        if trouble := self.fails.get(str(ticket["number"])):
            raise trouble
        if self.check_troubles:
            raise self.check_troubles.pop(0)
        if self.waits:
            self.waits -= 1
            return Waiting(self.waits)
        return Filming() if self.is_filming else Finished(f"memory://{ticket['number']}")

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:
        """Look the order up in the book, if this vendor lists its orders."""
        del order, since
        self.finds += 1
        if self.find_troubles:
            raise self.find_troubles.pop(0)
        if not self.lists_orders:
            raise Unclear("The vendor does not list its orders.")
        numbers = [n for n, (known, _) in enumerate(self.entered, 1) if known == render_id]
        return {"number": numbers[-1]} if numbers else None

    async def cancel(self, ticket: Ticket) -> bool:
        """Strike an order off the bill, if this vendor does that."""
        if self.can_cancel:
            self.taken_back.add(ticket["number"])
        return self.can_cancel

    async def download(self, url: str, to: Path) -> None:
        """Write a clip."""
        self.fetches += 1
        if not self.may_fetch():
            raise Unavailable("The clip cannot be had.")
        if self.fetch_troubles:
            raise self.fetch_troubles.pop(0)
        to.write_text(url)


@dataclass
class Bench:
    """A cutting room that writes down what it was given; `gate` keeps it busy until set."""

    troubles: list[StudioError] = field(default_factory=list)
    probe_troubles: list[StudioError] = field(default_factory=list)
    picture_troubles: list[StudioError] = field(default_factory=list)
    cuts: list[Sequence[Path]] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    drawn: list[Storyboard] = field(default_factory=list)
    gate: asyncio.Event | None = None
    footage: Footage = FOOTAGE
    hear_troubles: list[StudioError] = field(default_factory=list)
    spoken_seconds: float = 1.5
    started: asyncio.Event = field(default_factory=asyncio.Event)

    async def draw(
        self,
        storyboard: Storyboard,
        seconds: int,
        seed: int,
        to: Path,
        on_progress: OnProgress,
        only: Sequence[int] = (),
    ) -> Footage:
        """Write the title where the reel should be."""
        del seconds, seed, only
        await self._work(on_progress)
        self.drawn.append(storyboard)
        to.write_text(storyboard.title)
        return self.footage

    async def cut(self, edit: Edit, to: Path, on_progress: OnProgress) -> Footage:
        """Write all clips into one file."""
        await self._work(on_progress)
        clips = [take.clip for take in edit.takes]
        self.cuts.append(clips)
        self.edits.append(edit)
        to.write_bytes(b"".join(clip.read_bytes() for clip in clips))
        return self.footage

    async def picture(self, outside: Path, to: Path) -> None:
        """Keep it as it is."""
        if self.picture_troubles:
            raise self.picture_troubles.pop(0)
        to.write_bytes(outside.read_bytes())

    async def probe(self, clip: Path) -> Footage:
        """Believe it."""
        del clip
        if self.probe_troubles:
            raise self.probe_troubles.pop(0)
        return self.footage

    async def hear(self, sound: Path, to: Path) -> float:
        """Copy it, and say that it lasts as long as was told."""
        if self.hear_troubles:
            raise self.hear_troubles.pop(0)
        to.write_bytes(sound.read_bytes())
        return self.spoken_seconds

    async def _work(self, on_progress: OnProgress) -> None:
        self.started.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.troubles:
            raise self.troubles.pop(0)
        on_progress(100)


@dataclass
class Letterbox:
    """A platform that keeps what it was given; it can tell what was posted unless `forgets`."""

    troubles: list[StudioError] = field(default_factory=list)
    posts_anyway: bool = False
    posted: dict[str, Delivery] = field(default_factory=dict)
    posts: int = 0
    on_post: Callable[[Delivery], None] = lambda _: None

    async def deliver(self, address: str, delivery: Delivery) -> str:
        """Keep it."""
        del address
        if self.troubles:
            trouble = self.troubles.pop(0)
            if self.posts_anyway:
                self._post(delivery)
            raise trouble
        self._post(delivery)
        return f"message-{self.posts}"

    async def find(self, address: str, delivery: Delivery) -> str | None:
        """Look whether it was posted."""
        del address
        return "message-found" if delivery.key in self.posted else None

    async def report(self, address: str, job_id: str, text: str, choices: tuple[Choice, ...] = ()) -> None:
        """Nobody looks."""

    def _post(self, delivery: Delivery) -> None:
        overhear(delivery.text)
        self.posts += 1
        self.posted[delivery.key] = delivery
        self.on_post(delivery)
