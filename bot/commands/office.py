"""What commands work with, and the few things that several of them do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.voice import cards, groups, limits, lines, orders, pictures, standing, takes
from bot.voice.asking import short
from core.clock import Clock
from core.errors import Refused
from core.people.moderation import Moderation
from core.reel.brief import TOPIC_LIMIT, Brief, Look, Quality
from core.reel.catalogue import ANIMATIC
from core.reel.job import Job, Stage
from core.reel.niche import Habit
from core.request import Request
from core.series.showrunner import Showrunner
from core.store import Opened, Requester
from core.studio import Studio
from core.takes import Takes
from core.talk import PICTURE, Asked, Choice, Command, Kind, Option, Reply

RECENT = 50
"""How many of the newest jobs are looked through; whoever wants an older one names it in full."""

_SURE_BEGINNING = 4
"""With so many letters no word of an idea is likely to begin the id of a job."""


@dataclass(frozen=True, slots=True)
class Office:
    """The studio and what is needed to speak about it; `menu` holds all commands once they are declared.

    `drafts_first` has reels filmed as drafts unless somebody says otherwise. Without a `showrunner` there are
    no series.
    """

    studio: Studio
    clock: Clock
    default_model: str
    menu: Sequence[Command]
    drafts_first: bool = False
    moderation: Moderation | None = None
    showrunner: Showrunner | None = None

    @property
    def admins(self) -> frozenset[str]:
        """The requesters who run the bot."""
        return self.studio.terms.admins

    async def recent(self, requester: Requester, wanted: Callable[[Job], bool]) -> list[Job]:
        """The newest jobs that are wanted, the newest first."""
        return [job for job in await self.studio.jobs(requester, RECENT) if wanted(job)]

    async def named(self, asked: Asked, typed: str) -> Job:
        """The job of that id, or of an id that begins like this. Raises Refused when there is none.

        Whoever runs the place finds the job of the owner too whose button they press.
        """
        wanted = typed.partition(" ")[0].lstrip("#").lower()
        if job := await self.studio.job(asked.requester, wanted):
            return job
        if asked.said.owner:
            owner = await self.studio.requester(asked.said.owner)
            if job := await self.studio.job(owner, wanted):
                return job
        is_wordy = " " in typed
        if is_wordy and len(wanted) < _SURE_BEGINNING:
            raise Refused(standing.an_idea(typed))
        alike = await self.recent(asked.requester, lambda job: job.id.startswith(wanted))
        if len(alike) != 1 or not wanted:
            raise Refused(standing.an_idea(typed) if is_wordy else standing.no_such_job(typed).text)
        return alike[0]

    async def check_any(self, asked: Asked) -> None:
        """Raises Refused for whoever names no reel, and has none."""
        if not asked.text("job") and not await self.recent(asked.requester, lambda _: True):
            raise Refused(standing.NO_REEL)

    async def meant(self, asked: Asked, wanted: Callable[[Job], bool], none: str = standing.NO_REEL) -> Job:
        """The job that was named, or else the newest that is wanted.

        Raises Refused when there is none: with `none` for whoever has finished reels of another sort.
        """
        if typed := asked.text("job"):
            return await self.named(asked, typed)
        jobs = await self.recent(asked.requester, wanted)
        if not jobs:
            others = await self.recent(asked.requester, is_done)
            raise Refused(none if others else standing.NO_REEL)
        return jobs[0]

    async def order(self, asked: Asked, brief: Brief) -> Reply:
        """Open a job for this brief, and tell what will happen, or what stands in the way."""
        brief = self._looked(asked, brief)
        self._check_place(asked, brief)
        if brief.start_image and not self.studio.has_picture(brief.start_image):
            raise Refused(pictures.GONE)
        if not asked.may_spend and self.studio.quote(brief):
            return orders.may_not_spend(lines.order(brief.naming(ANIMATIC)))
        opened = await self.studio.order(request_of(asked), brief)
        if opened.job is None:
            return self.refused(brief, self.studio.quote(brief), opened)
        if opened.is_repeat:
            return orders.repeated(opened.job, self.clock())
        model = self.studio.model(brief)
        reply = orders.accepted(opened.job, model, self.studio.length(brief), opened.usage)
        reply = orders.spoken(reply, self.studio.voice(brief))
        wait = await self.studio.traffic.newcomers_wait()
        return reply if wait is None else orders.busy(reply, wait)

    async def with_wait(self, reply: Reply, job: Job) -> Reply:
        """The answer about a job, and how long it has to wait for us when the studio is busy."""
        wait = await self.studio.traffic.wait(job)
        return reply if wait is None else orders.busy(reply, wait)

    def begun(self, asked: Asked, brief: Brief) -> Brief:
        """The brief with the picture that came along, where its model can begin with one."""
        model = self.studio.model(brief)
        is_taken = model is not None and model.takes_picture
        return brief.model_copy(update={"start_image": asked.text(PICTURE)}) if is_taken else brief

    def graded(self, brief: Brief, told: str) -> Brief:
        """The brief as a draft where that was told, or is usual here, and its model makes drafts."""
        model = self.studio.model(brief)
        wished = Quality(told) if told else Quality.DRAFT if self._drafts(brief) else Quality.FINAL
        is_made = model is not None and model.draft is not None
        quality = wished if is_made else Quality.FINAL
        return brief if brief.quality is quality else brief.model_copy(update={"quality": quality})

    def _drafts(self, brief: Brief) -> bool:
        """Whether a draft comes first, unless something else is said: by the person, the group, or here."""
        return self.drafts_first if brief.niche.drafts is Habit.USUAL else brief.niche.drafts is Habit.ON

    def with_picture(self, asked: Asked, brief: Brief, reply: Reply) -> Reply:
        """The answer to an order, and what becomes of the picture if one came along."""
        if not reply.job_id or not (asked.said.has_picture or asked.text(PICTURE)):
            return reply
        able = [model for model in self.studio.models if model.takes_picture]
        return pictures.told(reply, self.studio.model(brief), able, is_taken=bool(brief.start_image))

    async def redo(self, asked: Asked, job: Job, scene: int) -> Reply:
        """Open a job that films one scene again, and tell what it costs, or what stands in the way."""
        self._check_place(asked, job.brief)
        if not asked.may_spend:
            return orders.may_not_spend("")
        opened = await self.studio.redo(request_of(asked), job, scene)
        if opened.job is None:
            return self.refused(job.brief, self.studio.quote(job.brief), opened)
        if opened.is_repeat:
            return orders.repeated(opened.job, self.clock())
        return await self.with_wait(orders.filmed_again(opened.job, scene, opened.usage), opened.job)

    async def final(self, asked: Asked, draft: Job) -> Reply:
        """Film a draft in full resolution, and tell what it costs, or what stands in the way."""
        self._check_place(asked, draft.brief)
        if not asked.may_spend:
            return orders.may_not_spend("")
        opened = await Takes(self.studio).final(request_of(asked), draft)
        if opened.job is None:
            return self.refused(draft.brief, takes.final_price(draft, self.studio.models), opened)
        if opened.is_repeat:
            return orders.repeated(opened.job, self.clock())
        return await self.with_wait(takes.filmed_in_full(opened.job, opened.usage), opened.job)

    async def vary(self, asked: Asked, earlier: Brief, count: int) -> Reply:
        """Open several further takes of a brief, all or none, and tell what they cost together."""
        brief = self._looked(asked, earlier)
        self._check_place(asked, brief)
        price = count * self.studio.quote(brief)
        if not asked.may_spend and price:
            return orders.may_not_spend(lines.order(brief.naming(ANIMATIC)))
        further = Takes(self.studio)
        first = await further.next_take(asked.requester, brief)
        briefs = [brief.model_copy(update={"take": first + number}) for number in range(count)]
        opened = await further.vary(request_of(asked), briefs)
        if opened.job is None:
            return self.refused(brief, price, opened)
        if opened.is_repeat:
            return orders.repeated(opened.job, self.clock())
        model, seconds = self.studio.model(brief), self.studio.length(brief)
        return await self.with_wait(takes.several(opened.job, model, seconds, opened.usage), opened.job)

    def same_model(self, brief: Brief) -> Brief:
        """The brief, with the model that films here if its own cannot be ordered any more."""
        known = {ANIMATIC, *(model.id for model in self.studio.models)}
        return brief if brief.model in known else self.usual(brief)

    def usual(self, brief: Brief) -> Brief:
        """The brief of somebody who named no model."""
        return brief.model_copy(update={"model": self.default_model, "usual": self.default_model})

    def _looked(self, asked: Asked, brief: Brief) -> Brief:
        """The brief in one of the looks that the group has. Raises Refused for any other."""
        if not asked.looks or brief.look in asked.looks:
            return brief
        if brief.look is not Look.AUTO:
            raise Refused(groups.other_looks(asked.looks))
        return brief.model_copy(update={"look": Look(asked.looks[0])})

    def _check_place(self, asked: Asked, brief: Brief) -> None:
        """Raises Refused where nothing may be ordered now, and for what is for adults where others may be."""
        if asked.bars:
            raise Refused(asked.bars)
        if self.moderation is not None:
            self.moderation.check_place(brief, is_among_adults=asked.said.is_among_adults)

    async def models(self, requester: Requester) -> list[Choice]:
        """Who can film here, with lengths and prices."""
        del requester
        filmed = [(cards.model(model), model.id) for model in self.studio.models]
        return [*filmed, (cards.drawn(), ANIMATIC)]

    async def niches(self, requester: Requester) -> list[Choice]:
        """What this requester's reels were about so far, the newest first."""
        known = [requester.niche, *(job.brief.niche for job in await self.studio.jobs(requester, RECENT))]
        subjects = dict.fromkeys(niche.subject for niche in known if niche is not None)
        return [(subject, subject) for subject in subjects]

    def runs(self, asked: Asked, group: str) -> bool:
        """Whether the speaker runs the bot, or the group, and speaks there."""
        said = asked.said
        return said.requester in self.admins or (said.is_admin and bool(group) and said.group == group)

    async def dropped(self, job: Job) -> None:
        """What still waits for a yes is not wanted when something else is."""
        if job.stage is Stage.APPROVAL:
            await self.studio.cancel(job)

    def wishes(self, brief: Brief) -> str:
        """The command that orders another idea just like this brief."""
        niche = brief.niche
        told = f"platform={niche.platform} tone={niche.tone} goal={niche.goal} seconds={brief.seconds}"
        shots = f" shots={brief.shots}" if brief.shots > 1 else ""
        shots += f" {PICTURE}={brief.start_image}" if brief.start_image else ""
        shots += f" quality={brief.quality}" if self._drafts(brief) or brief.quality is Quality.DRAFT else ""
        return f"/generate {lines.about(brief)} {told} look={brief.look}{lines.filmed_by(brief)}{shots}"

    def refused(self, brief: Brief, quote: int, opened: Opened) -> Reply:
        """Why nothing was opened."""
        if opened.barred is not None:
            return limits.barred(opened.barred, self.clock())
        drawn = lines.order(brief.naming(ANIMATIC))
        reply = limits.over_quota(opened, quote, self.clock(), drawn)
        sells = any(command.name == "buy" for command in self.menu)
        return limits.with_shop(reply, opened, quote) if sells else reply

    def job_option(self, words: str, wanted: Callable[[Job], bool], *, question: str = "") -> Option:
        """An option that names one of the requester's jobs; with a `question` it is required."""

        async def suggest(requester: Requester) -> list[Choice]:
            jobs = await self.recent(requester, wanted)
            return [(f"{job.id} {short(job.brief.topic, 60)}", job.id) for job in jobs]

        return Option(
            "job",
            words,
            Kind.WORD,
            is_required=bool(question),
            is_rest=True,
            question=question,
            keeps_words=True,
            most=TOPIC_LIMIT,
            suggest=suggest,
        )


def request_of(asked: Asked) -> Request:
    """Where an order comes from."""
    said = asked.said
    return Request(asked.requester, said.address, said.key, said.group, said.via, asked.is_veiled)


def is_done(job: Job) -> bool:
    """Whether its reel was delivered."""
    return job.stage is Stage.DONE
