"""One order of a job, brought as far as it goes without waiting: intent first, then the vendor."""

from dataclasses import dataclass, replace

from core.errors import Misconfigured, StudioError
from core.ports import Renderer
from core.reel.job import Job, Shot, new_id
from core.reel.render import Render, RenderStage, settled
from core.store import Change, Claim, LeaseLost
from core.work.crew import Crew
from core.work.orders import call_off, look, place, seek


@dataclass(frozen=True, slots=True)
class Shooting:
    """The orders of one job while a step works on them: what is saved goes through here."""

    claim: Claim
    crew: Crew

    @property
    def job(self) -> Job:
        return self.claim.job

    def renderer(self, ordered: Shot | Render) -> Renderer:
        """Raises Misconfigured when the vendor's key was taken away since the job was opened."""
        found = self.crew.renderers.get(ordered.vendor)
        if found is None:
            raise Misconfigured(f"The vendor {ordered.vendor} is no longer set up.")
        return found

    async def advance(self, number: int, shot: Shot, live: Render | None) -> Render:
        """Order it, look after it, or use what is there; `live` is its render that may bear fruit.

        Raises OrderTaken when somebody else did the same just now.
        """
        if live is not None and live.stage is RenderStage.READY:
            if live.clip is not None and self.crew.archive.clip(live.clip).exists():
                return live
            await self._keep(live.but(stage=RenderStage.LOST, clip=None))
            live = None
        if live is None:
            return await self._order(number, shot)
        if live.job_id != self.job.id:
            if not live.is_orphan:
                return live
            live = live.but(job_id=self.job.id)
            await self._save(Change(self.job, due_at=None, adopted=(live,)))
        looked = await self._look_after(live)
        if not (live.is_booked and looked.is_over_for(self.job.id)) or looked.is_refused:
            return looked
        # What a closed job paid for is taken if it has turned up; who asks again need not do without it.
        await self._keep(looked.but(stage=RenderStage.LOST))
        return await self._order(number, shot)

    async def called_off(self, render: Render) -> Render:
        """Take one of our renders back, unless somebody else waits for the same clip: then it is theirs."""
        # What was ordered from a vendor that is no longer set up can neither be found nor taken back.
        renderer = self.crew.renderers.get(render.vendor)
        if render.stage in (RenderStage.INTENDED, RenderStage.UNCLEAR) and not render.is_missed:
            render = await seek(render.but(stage=RenderStage.UNCLEAR), renderer, self.crew)
        if render.stage is RenderStage.WANTED:
            return render.but(stage=RenderStage.CANCELLED)
        if render.stage is not RenderStage.ORDERED:
            return render
        heirs = await self.crew.store.waiting_for(render.order_key)
        if heirs:
            return render.but(job_id=heirs[0])
        return render if renderer is None else await call_off(render, renderer)

    async def _order(self, number: int, shot: Shot) -> Render:
        renderer = self.renderer(shot)
        intended = Render(
            id=new_id(),
            job_id=self.job.id,
            shot=number,
            order_key=shot.order_key,
            vendor=shot.vendor,
            order=shot.order,
            price=shot.price,
            stage=RenderStage.INTENDED,
            intended_at=self.crew.clock(),
        )
        await self._save(Change(self.job, due_at=None, ordered=(intended,)))
        return await self._placed(intended, renderer)

    async def _placed(self, intended: Render, renderer: Renderer) -> Render:
        """Send an order whose intent is saved, and save the ticket the instant it is known."""
        crew = self.crew
        render = await place(intended, renderer, crew.clock())
        try:
            await self._keep(render)
        except StudioError:
            # No room on the disk just now: the save at the end of the step is repeated until there is.
            return render
        except LeaseLost:
            if render.ticket is not None:
                await crew.store.heard(render.id, render.ticket, crew.clock())
            raise
        return render

    async def _look_after(self, render: Render) -> Render:
        crew, renderer = self.crew, self.renderer(render)
        match render.stage:
            case RenderStage.WANTED if not render.is_left_alone(crew.clock()):
                again = render.but(
                    stage=RenderStage.INTENDED,
                    attempt=render.attempt + 1,
                    intended_at=crew.clock(),
                    is_booked=False,
                    unreached_at=None,
                    filming_at=None,
                )
                await self._keep(again)
                return await self._placed(again, renderer)
            case RenderStage.INTENDED | RenderStage.UNCLEAR:
                return await seek(render.but(stage=RenderStage.UNCLEAR), renderer, crew)
            case RenderStage.ORDERED:
                return await look(render, renderer, crew)
            case _:
                return render

    async def _keep(self, render: Render) -> None:
        await self._save(Change(self.job, due_at=None, renders=(render,), wakes=settled((render,))))

    async def _save(self, change: Change) -> None:
        """Save something in the middle of a step, which goes on."""
        await self.crew.store.save(self.claim, replace(change, due_at=self.crew.clock(), keeps_lease=True))
