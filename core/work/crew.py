"""Everybody a step may need, and the rules they work by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from core.books.account import PLAIN, Terms
from core.books.quota import Usage
from core.clock import Clock
from core.people.ownkeys import Keys
from core.ports import CuttingRoom, Messenger, Order, Renderer, Writer
from core.reel.archive import Archive
from core.reel.catalogue import Model
from core.reel.job import Job
from core.reel.sound import Part, Sound
from core.store import Store
from core.talk import Choice
from core.work.breaker import Breaker
from core.work.pace import Lookout


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient we are, and when.

    `patience` is how long a vendor may be down before we draw the reel instead. `search` is how
    long a lost order is looked for. `reorders` allows to order once more, at the house's cost,
    when the vendor's list then proves that it has none. `queue` is how long an
    order may stand in the vendor's queue, `silence` how long a vendor may not answer that has an
    order of ours, or not give us its clip. `deliveries` is how often posting is tried. `look_again`
    is how soon we look for what no vendor announces: a lost order, another job's clip. `approval` is how
    long a dear reel waits for a yes, `reminder` when that is asked for once more. `sound` is how
    long a voice or music is waited for when all clips are there.
    """

    patience: timedelta = timedelta(minutes=30)
    search: timedelta = timedelta(minutes=15)
    reorders: bool = True
    queue: timedelta = timedelta(hours=6)
    silence: timedelta = timedelta(hours=6)
    attempts: int = 3
    deliveries: int = 8
    look_again: timedelta = timedelta(seconds=20)
    approval: timedelta = timedelta(hours=24)
    reminder: timedelta = timedelta(minutes=1)
    checks_per_second: int = 4
    sound: timedelta = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Crew:
    """The fillings of all ports. `understudy` writes when the writer is down: for drawn reels only.

    `last_words` puts a finished job into words and buttons for its requester, with what its account
    will have used once it is closed; None when that is no news any more. `watch` is told of
    every job that changed, with percent while the reel is being cut; it must not wait or raise.
    `failover` names the models that take over, in order; `breakers` are the vendors'. `handle` is
    written small on every cut reel, and on its card; nothing when it is empty. `sounds` are all
    that may have been ordered by id, `voice` speaks in new reels, `spare_voice` for nothing in the
    languages that it does not know, and `composer` writes their music. `lookout` says when to ask
    vendors how they are doing.
    """

    store: Store
    clock: Clock
    archive: Archive
    writer: Writer
    understudy: Writer
    renderers: Mapping[str, Renderer]
    room: CuttingRoom
    messengers: Mapping[str, Messenger]
    catalogue: Mapping[str, Model]
    last_words: Callable[[Job, Usage | None], tuple[str, tuple[Choice, ...]]]
    watch: Callable[[Job, int | None], None]
    policy: Policy = field(default_factory=Policy)
    failover: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms)
    breakers: Mapping[str, Breaker] = field(default_factory=dict)
    handle: str = ""
    sounds: Mapping[str, Sound] = field(default_factory=dict)
    voice: Sound | None = None
    spare_voice: Sound | None = None
    composer: Sound | None = None
    keys: Keys | None = None
    lookout: Lookout = field(default_factory=Lookout)

    async def used(self, account: str, requester: str, group: str = "") -> Usage:
        """What an account has used, with the rule for it; it is the group's, or the requester's own."""
        standing = (await self.store.standings(account)).get(account, PLAIN)
        is_group = bool(group) and account == group
        rule = self.terms.of_group(standing) if is_group else self.terms.of_person(standing, requester)
        return replace(await self.store.usage(account, self.clock()), rule=rule)

    async def writer_for(self, job: Job) -> Writer:
        """Who writes for this job: on its requester's own key, if there is one."""
        if self.keys is None:
            return self.writer
        return await self.keys.writer((await self.store.requester(job.requester)).account) or self.writer

    def voice_for(self, language: str) -> Sound | None:
        """Who speaks this language, a BCP 47 tag; the chosen voice where nobody does, so that it is named."""
        if self.voice is None or self.voice.speaks(language):
            return self.voice
        return self.spare_voice if self.spare_voice and self.spare_voice.speaks(language) else self.voice

    def passes_over(self, vendor: str) -> bool:
        """Whether a vendor keeps failing and is left alone for now."""
        breaker = self.breakers.get(vendor)
        return breaker is not None and breaker.open_until is not None

    def maker(self, order: Order) -> Model | Sound:
        """The model that an order is for."""
        return self.catalogue[order.model] if order.part is Part.FILM else self.sounds[order.model]
