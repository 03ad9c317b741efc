"""More of a reel that is there: its draft in full resolution, or several variations of it at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.errors import Refused
from core.learning.arms import Mark
from core.people.ownkeys import on_own_key
from core.reel.brief import Brief, Quality
from core.reel.catalogue import ANIMATIC
from core.reel.job import Batch, Job, Shot, Stage
from core.reel.model import Model
from core.reel.render import order_key
from core.request import Request, job_of
from core.store import Opened, Requester
from core.studio import Studio

_RECENT = 50
_NO_DRAFT = "This is no filmed draft, so there is no final to be made of it. /again makes another take."
_NOT_WRITTEN = "There is no storyboard to draw yet."
_NO_MODEL = "The model that filmed this draft cannot be ordered here any more. /again makes it anew."


@dataclass(frozen=True, slots=True)
class Takes:
    """Orders them from a studio."""

    studio: Studio

    async def final(self, request: Request, draft: Job) -> Opened:
        """Film a draft's shots as they are in full resolution; only the clips are paid.

        Raises Refused when it is no filmed draft, or a model is gone.
        """
        if not is_draft(draft):
            raise Refused(_NO_DRAFT)
        shots = final_shots(draft, self.studio.models)
        if not shots:
            raise Refused(_NO_MODEL)
        brief = draft.brief.model_copy(update={"quality": Quality.FINAL})
        key_of = await self.studio.key_of(request, self.studio.model(brief))
        shots = tuple(on_own_key(shot, key_of) for shot in shots)
        kept = {name: getattr(draft, name) for name in ("writer", "storyboard", "voices", "music", "unheard")}
        price = sum(shot.price for shot in shots)
        filming = {"quote": price, "key_of": key_of, "stage": Stage.RENDERING, "shots": shots}
        opened = await self.studio.open(job_of(request, brief, self.studio.now, **filming, **kept))
        if opened.job is not None:
            await self.studio.hear(request.requester, draft, Mark.FINISHED)
        return opened

    async def vary(self, request: Request, briefs: Sequence[Brief]) -> Opened:
        """Open a job for each of these briefs, takes of the same idea: all of them at one price, or none.

        Raises Declined for what is not made here.
        """
        await self.studio.admit(request, briefs[0])
        key_of = await self.studio.key_of(request, self.studio.model(briefs[0]))
        price = 0 if key_of else self.studio.quote(briefs[0])
        directed = [await self.studio.directed(request.requester, brief) for brief in briefs]
        keys = [request.key, *(f"{request.key}/{number}" for number in range(1, len(briefs)))]
        jobs = [
            job_of(replace(request, key=key), brief, self.studio.now, quote=price, key_of=key_of)
            for key, brief in zip(keys, directed, strict=True)
        ]
        batch = Batch(jobs=tuple(job.id for job in jobs), quote=sum(job.quote for job in jobs))
        first, *others = (job.but(batch=batch) for job in jobs)
        return await self.studio.open(first, others)

    async def preview(self, request: Request, planned: Job) -> Opened:
        """Draw the storyboard of a job as an animatic, at once; it costs nothing and counts for nothing.

        Raises Refused when there is no storyboard yet.
        """
        if planned.storyboard is None:
            raise Refused(_NOT_WRITTEN)
        asked = replace(request, key=f"preview:{planned.id}", group="", via="")
        brief = planned.brief.naming(ANIMATIC)
        told = {"writer": planned.writer, "storyboard": planned.storyboard, "is_preview": True}
        drawn = job_of(asked, brief, self.studio.now, quote=0, stage=Stage.CUTTING, **told)
        return await self.studio.open(drawn)

    async def next_take(self, requester: Requester, brief: Brief) -> int:
        """The first take of a brief, counted on from this one, that the requester has no reel of yet."""
        recent = await self.studio.jobs(requester, _RECENT)
        return max([brief.take, *(job.brief.take for job in recent if _same(job.brief, brief))]) + 1


def is_same_idea(one: Job, other: Job) -> bool:
    """Whether two jobs are of briefs that differ in nothing but their take and resolution."""
    return _same(one.brief, other.brief)


def _same(one: Brief, other: Brief) -> bool:
    """Whether two briefs differ in nothing but their take, their resolution, and what was learned."""
    if not {one.model, one.usual} & {other.model, other.usual} - {""}:
        return False
    names = ("take", "quality", "direction", "model", "usual")
    return one.model_copy(update={name: getattr(other, name) for name in names}) == other


def is_draft(job: Job) -> bool:
    """Whether its reel is a filmed draft."""
    return job.is_filmed and job.brief.quality is Quality.DRAFT


def resolutions(job: Job) -> str:
    """In which resolution its clips were ordered: `480p`."""
    return " and ".join(dict.fromkeys(shot.order.resolution for shot in job.shots))


def final_shots(draft: Job, models: Iterable[Model]) -> tuple[Shot, ...]:
    """A draft's shots in full resolution, prompts and seeds as they are; none when a model is gone."""
    known: Mapping[str, Model] = {model.id: model for model in models}
    if any(shot.order.model not in known for shot in draft.shots):
        return ()
    return tuple(_in_full(shot, known[shot.order.model]) for shot in draft.shots)


def _in_full(shot: Shot, model: Model) -> Shot:
    order = replace(shot.order, resolution=model.resolution)
    price = model.price(order.seconds, has_picture=order.start_image is not None)
    key = order_key(model.vendor, order)
    return shot.model_copy(update={"vendor": model.vendor, "order": order, "order_key": key, "price": price})
