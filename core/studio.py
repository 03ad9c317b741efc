"""What people ask of the studio, whichever platform they ask on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.books.account import Terms
from core.books.ledger import BOT
from core.books.quota import Usage
from core.books.treasury import Treasury
from core.door import Prompt
from core.errors import Refused
from core.learning.arms import Mark, Reason
from core.learning.learner import Learner
from core.makers import Makers
from core.people.linking import Linking
from core.people.moderation import Moderation
from core.people.ownkeys import on_own_key
from core.ports import Delivery, Ticket
from core.reel.brief import Brief
from core.reel.catalogue import ANIMATIC, WAN_25, Model
from core.reel.job import Job, Stage
from core.reel.niche import Niche
from core.reel.pictures import is_kept, keep
from core.reel.prompt import prompts, seed
from core.reel.render import RenderStage
from core.reel.shots import as_wished, first_picture, shot, shot_lengths
from core.reel.sound import Sound
from core.reel.storyboard import Storyboard
from core.request import Request, job_of
from core.store import Opened, Requester, Store
from core.traffic import Traffic
from core.work.breaker import Reading
from core.work.crew import Crew
from core.work.sounds import is_spoken, sound_quote

_NOT_FILMED = "This reel was not filmed, so no scene of it can be filmed again. /again makes all of it anew."
_NOT_KEPT = (
    "The clips of this reel are not kept any more, so no scene of it can be filmed again by itself. "
    "/again makes all of it anew."
)
_NO_MODEL = "The model that filmed this reel cannot be ordered here any more. /again makes it anew."


class Studio:
    """One process's studio: orders come in here, and the makers make them."""

    def __init__(
        self,
        crew: Crew,
        makers: Makers,
        moderation: Moderation | None = None,
        traffic: Traffic | None = None,
        learner: Learner | None = None,
    ) -> None:
        self._crew = crew
        self._makers = makers
        self._moderation = moderation
        self.traffic = traffic or Traffic(crew.store, crew.clock)
        self.learner = learner
        self.linking = Linking(crew.store, crew.clock, moderation)
        self.treasury = Treasury(crew.store, crew.clock)

    @property
    def _store(self) -> Store:
        return self._crew.store

    @property
    def now(self) -> datetime:
        """The present moment, UTC."""
        return self._crew.clock()

    @property
    def terms(self) -> Terms:
        """What holds for everybody here."""
        return self._crew.terms

    @property
    def models(self) -> tuple[Model, ...]:
        """The models that can be ordered here, the default first; none means that reels are drawn."""
        known = self._crew.catalogue.values()
        return tuple(m for m in known if m.vendor in self._crew.renderers and m.is_offered)

    @property
    def is_understudied(self) -> bool:
        """Whether nobody writes here but the understudy, who knows English alone."""
        return self._crew.writer is self._crew.understudy

    @property
    def passed_over(self) -> Mapping[str, datetime]:
        """The vendors that keep failing and are left alone, each until when, UTC."""
        open_until = {name: breaker.open_until for name, breaker in self._crew.breakers.items()}
        return {name: until for name, until in open_until.items() if until is not None}

    @property
    def readings(self) -> tuple[Reading, ...]:
        """How each vendor does, for whoever measures."""
        return tuple(breaker.reading for breaker in self._crew.breakers.values())

    def model(self, brief: Brief) -> Model | None:
        """The model that films this brief, in the resolution that it wants; None when it is drawn."""
        return None if brief.model == ANIMATIC else as_wished(self._crew.catalogue[brief.model], brief)

    def length(self, brief: Brief) -> int:
        """How long its reel will be, in seconds: models make clips of certain lengths only."""
        model = self.model(brief)
        return brief.seconds if model is None else sum(shot_lengths(model, brief))

    def quote(self, brief: Brief) -> int:
        """What this brief costs at most, in micro-dollars."""
        model = self.model(brief)
        if model is None:
            return 0
        saved = model.image_saves if first_picture(model, brief) else 0
        films = sum(map(model.price, shot_lengths(model, brief))) - saved
        return films + sound_quote(brief, model, self._crew)

    def voice(self, brief: Brief) -> Sound | None:
        """Who speaks its lines, None when nobody of ours does."""
        is_wanted = is_spoken(brief, self.model(brief), self._crew.voice)
        return self._crew.voice_for(brief.niche.language) if is_wanted else None

    def prompts(self, brief: Brief, board: Storyboard) -> tuple[str, ...]:
        """What a video model is given for each shot; for a reel that is drawn, what WAN would be given."""
        model = self.model(brief) or WAN_25
        return prompts(board, model, len(shot_lengths(model, brief)), brief.direction.phrasing)

    async def requester(self, key: str) -> Requester:
        """Whoever asks, by `platform:id`."""
        return await self._store.requester(key)

    async def keep_niche(self, requester: Requester, niche: Niche) -> None:
        """Remember what this requester's videos are about."""
        await self._store.keep_niche(requester.key, niche)

    async def keep_language(self, requester: Requester, language: str) -> None:
        """Remember which language this requester is spoken to in; none leaves it to their platform."""
        await self._store.keep_language(requester.key, language)

    async def keep_picture(self, outside: bytes) -> str:
        """Keep a picture that a reel shall begin with; returns our name for it, the same for the same one.

        Raises Refused with what is wrong with it, Unavailable, Misconfigured.
        """
        return await keep(outside, self._crew.archive, self._crew.room)

    def has_picture(self, name: str) -> bool:
        """Whether we keep a picture of that name."""
        return is_kept(name, self._crew.archive)

    async def order(self, request: Request, brief: Brief, prompt: Prompt | None = None) -> Opened:
        """Open a job for this brief, if the quota allows; it starts at once. A `prompt` is its storyboard.

        Raises Declined for what is not made here.
        """
        await self.admit(request, brief)
        if prompt is None:
            brief = await self.directed(request.requester, brief)
        now, key_of = self._crew.clock(), await self.key_of(request, self.model(brief))
        job = job_of(
            request,
            brief,
            now,
            quote=0 if key_of else self.quote(brief),
            key_of=key_of,
            storyboard=prompt.storyboard if prompt else None,
            writer=prompt.writer if prompt else "",
            note=prompt.note if prompt else "",
        )
        return await self.open(job)

    async def directed(self, requester: Requester, brief: Brief) -> Brief:
        """The brief with what was learned of this requester's taste."""
        return await self.learner.directed(requester, brief) if self.learner is not None else brief

    async def admit(self, request: Request, brief: Brief) -> None:
        """Let an idea pass before anything is spent on it. Raises Declined."""
        if self._moderation is not None:
            await self._moderation.admit(request.requester, request.group, brief, request.key)

    async def key_of(self, request: Request, model: Model | None) -> str:
        """The account on whose own key a model films for it; empty when it films on ours."""
        account, keys = request.requester.account, self._crew.keys
        if model is None or keys is None or not await keys.has(account, model.vendor):
            return ""
        return account

    async def redo(self, request: Request, earlier: Job, moment: int) -> Opened:
        """Film the shot of one moment (0 is the hook) again and cut the reel anew; only that is paid.

        Raises Refused when the reel was not filmed, has no such moment, or its model is gone.
        """
        now, number = self._crew.clock(), _shot_of(earlier, moment)
        model = self._crew.catalogue.get(earlier.brief.model)
        if model is None or model.vendor not in self._crew.renderers:
            raise Refused(_NO_MODEL)
        key_of = await self.key_of(request, model)
        model = as_wished(model, earlier.brief)
        chance = seed(earlier.brief.digest, number, request.key)
        known = earlier.shots[number].order
        again = on_own_key(shot(known.prompt, known.seconds, chance, model, known.start_image), key_of)
        job = job_of(
            request,
            earlier.brief,
            now,
            quote=0 if key_of else again.price,
            key_of=key_of,
            stage=Stage.RENDERING,
            writer=earlier.writer,
            storyboard=earlier.storyboard,
            shots=(*earlier.shots[:number], again, *earlier.shots[number + 1 :]),
            drawn=tuple(n for n in earlier.drawn if n != number),
            lack=earlier.lack,
            voices=earlier.voices,
            music=earlier.music,
            unheard=earlier.unheard,
        )
        if not await self._has_all_but(job, again.order_key):
            raise Refused(_NOT_KEPT)
        return await self.open(job)

    async def _has_all_but(self, job: Job, order_key: str) -> bool:
        """Whether our copies of all that a job needs are there, but for one."""
        needed = {shot.order_key for n, shot in enumerate(job.shots) if n not in job.drawn}
        needed |= {sound.order_key for sound in job.sounds if sound.price}
        clips = {
            r.order_key: r.clip for r in await self._store.renders_for(job) if r.stage is RenderStage.READY
        }
        names = [clips.get(key) for key in needed - {order_key}]
        return all(name is not None and self._crew.archive.clip(name).exists() for name in names)

    async def open(self, job: Job, also: Sequence[Job] = ()) -> Opened:
        """Enter a job, and those that come with it: all or none. Raises Unavailable when too busy."""
        await self.traffic.admit()
        opened = await self._store.open(job, self._crew.terms, also)
        self._makers.nudge(job.stage)
        return opened

    async def approve(self, job: Job) -> bool:
        """Agree to the price of a job and its batch: they are filmed then. Harmless when none waits.

        False, and nothing is agreed to, when the job is being cancelled.
        """
        if not await self._store.approve(job.id, self.now):
            return False
        for job_id in job.batch.jobs if job.batch else ():
            await self._store.approve(job_id, self.now)
        self._makers.nudge(Stage.APPROVAL)
        return True

    def expires_at(self, job: Job) -> datetime:
        """Until when a job waits for somebody to agree to its price, UTC."""
        return job.stage_at + self._crew.policy.approval

    async def any_job(self, job_id: str) -> Job | None:
        """A job of anybody; for those who run the bot."""
        return await self._store.job(job_id)

    async def queue(self) -> tuple[Mapping[Stage, int], Sequence[tuple[str, int]]]:
        """How many jobs stand in each stage, and the accounts with most of them."""
        return await self._store.queue()

    async def cancel(self, job: Job) -> None:
        """Ask for a job's end; it comes as its last word. Harmless when it has ended."""
        await self._store.cancel(job.id, self._crew.clock())
        self._makers.give_up(job.id)
        self._makers.nudge()

    async def job(self, requester: Requester, job_id: str) -> Job | None:
        """One of this requester's jobs, None when there is none of that id, or it is another's."""
        job = await self._store.job(job_id)
        return job if job is not None and job.requester == requester.key else None

    async def jobs(self, requester: Requester, limit: int = 10) -> tuple[Job, ...]:
        """This requester's jobs, the newest first."""
        return tuple(await self._store.jobs_of(requester.key, limit))

    async def usage(self, requester: Requester) -> Usage:
        """What the requester's account has used today and this month, and the rule for it."""
        return await self._crew.used(requester.account, requester.key)

    async def used_by_all(self) -> Usage:
        """What everybody together has used, the house included, and the rule for it."""
        rule = self.terms.of_bot(await self.treasury.standing(BOT))
        return replace(await self._store.usage(BOT, self.now), rule=rule)

    async def rate(self, requester: Requester, job: Job, is_good: bool | None, sign: str = "") -> None:
        """Keep what somebody says of a reel, or shows by a sign under it; None when that is taken back."""
        if self.learner is not None:
            await self.learner.rated(requester, job, takes_reasons_back=is_good is not False and not sign)
        await self._store.keep_opinion(job.id, requester.key, is_good, self._crew.clock(), sign)

    async def counted(self, job_id: str, place: str, liked: int, disliked: int) -> None:
        """Keep how many nameless signs stand under a reel in one place by now."""
        job = await self._store.job(job_id)
        if self.learner is not None and job is not None and job.reel is not None:
            await self.learner.counted(job, place, liked, disliked)

    async def hear(self, requester: Requester, job: Job, what: Reason | Mark) -> None:
        """Keep why somebody did not like a reel, or what they did with it; a reason is a dislike."""
        if self.learner is not None and job.reel is not None:
            await self.learner.heard(requester, job, what)
        if isinstance(what, Reason):
            await self._store.keep_opinion(job.id, requester.key, False, self._crew.clock())

    async def shared(self, key: str, job_id: str) -> None:
        """Somebody has shown a reel of theirs to others, where a platform tells us so."""
        requester = await self.requester(key)
        if (job := await self.job(requester, job_id)) is not None:
            await self.hear(requester, job, Mark.SHARED)

    async def unsay(self, requester: Requester, job: Job, reason: Reason) -> None:
        """Somebody takes back why they did not like a reel; that they did not stays."""
        if self.learner is not None:
            await self.learner.notebook.unsay(job.id, requester.key, reason)

    async def reasons(self, requester: Requester, job: Job) -> frozenset[Reason]:
        """Why somebody does not like a reel."""
        return await self.learner.reasons(requester, job) if self.learner is not None else frozenset()

    async def shown(self, job: Job, language: str) -> Delivery | None:
        """A finished reel with its last words, to be shown again; None when there is none any more.

        Raises Unavailable when it cannot be had just now.
        """
        if job.reel is None or (file := await self._crew.archive.at_hand(job.reel.file)) is None:
            return None
        text, choices = self._crew.last_words(job, None)
        return Delivery(
            job.id, text, file, job.reel.footage, choices, language=language, is_veiled=job.is_veiled
        )  # fmt: skip

    async def discard(self, job: Job) -> None:
        """Throw a closed job's reel away, with all that lies beside it."""
        if job.reel is not None:
            await self._crew.archive.discard(job.reel.file)

    async def look(self, job_id: str) -> None:
        """Something may have happened to a job: look now. Harmless at any time."""
        await self._store.wake(job_id, self._crew.clock())
        self._makers.nudge()

    async def heard(self, render_id: str, ticket: Ticket) -> None:
        """A vendor told us of an order: look now."""
        await self._store.heard(render_id, ticket, self._crew.clock())
        self._makers.nudge(Stage.RENDERING)


def _shot_of(job: Job, moment: int) -> int:
    """Which shot shows a moment. Raises Refused."""
    if job.storyboard is None or not job.is_filmed:
        raise Refused(_NOT_FILMED)
    groups = job.storyboard.shared_out(len(job.shots))
    found = next((number for number, group in enumerate(groups) if moment in group), None)
    if found is None:
        shown = max(max(group) for group in groups)
        raise Refused(f"This reel has the scenes 1 to {shown}; 0 is the hook.")
    return found
