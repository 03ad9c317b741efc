"""/publish: a finished reel goes out as a draft, when its button is pressed, and never twice."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.commands.office import Office, is_done
from bot.platform_names import CONSOLE
from bot.voice import publishing as voice
from bot.voice.rewording import reword
from core.errors import Refused, StudioError
from core.ports import Delivery, Messenger
from core.publishing import Posting, Press, Publisher
from core.reel.archive import Archive
from core.reel.job import Job, new_id
from core.reel.kit import kit_of
from core.talk import Asked, Command, Kind, Option, Reply

_AT_ONCE = 5.0
"""So many seconds are waited for an upload before its outcome is told later."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Where reels go out, who may send them, and how the outcome is told. Uploads outlive what was said."""

    publishers: Mapping[str, Publisher]
    press: Press
    archive: Archive
    messengers: Mapping[str, Messenger]
    admins: frozenset[str]
    under_way: set["asyncio.Task[Reply]"] = field(default_factory=set)

    def opens_for(self, asked: Asked) -> bool:
        """Whether somebody may send reels to the channels of whoever runs the bot."""
        return asked.said.platform == CONSOLE or asked.said.requester in self.admins

    async def send(self, asked: Asked, job: Job, publisher: Publisher, *, insists: bool) -> Reply:
        """Publish a reel; what takes longer is told when it is done."""
        task = asyncio.create_task(self._sent(job, publisher, insists=insists))
        self.under_way.add(task)
        await asyncio.wait({task}, timeout=_AT_ONCE)
        if task.done():
            self.under_way.discard(task)
            return task.result()
        later = asyncio.create_task(self._told(asked, task))
        self.under_way.add(later)
        later.add_done_callback(self.under_way.discard)
        return voice.under_way(publisher.name)

    async def aclose(self) -> None:
        """Let go of what is under way; the next press finds out what became of it."""
        for task in self.under_way:
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)

    async def _sent(self, job: Job, publisher: Publisher, *, insists: bool) -> Reply:
        assert job.reel is not None
        assert job.storyboard is not None
        try:
            posting = Posting(
                key=job.id,
                file=await self.archive.at_hand(job.reel.file) or self.archive.reel(job.reel.file),
                posts=kit_of(job, job.storyboard).posts,
                is_generated=not job.reel.is_animatic,
                language=job.storyboard.language,
                at=self.press.now,
            )
            made = await self.press.publish(posting, publisher, job.requester, even_if_unclear=insists)
        except StudioError as trouble:
            # Of an earlier try that nobody knows the end of, nobody knows more now.
            known = await self.press.known(job.id, publisher.key)
            return voice.stopped(job, publisher, trouble.message, known)
        return voice.outcome(job, publisher, made)

    async def _told(self, asked: Asked, task: "asyncio.Task[Reply]") -> Reply:
        try:
            reply = await task
        except StudioError as trouble:
            reply = Reply(reword(trouble.message))
        finally:
            self.under_way.discard(task)
        messenger = self.messengers.get(asked.said.platform)
        if messenger is not None:
            delivery = Delivery(f"publish-{new_id()}", reply.text, choices=reply.choices)
            await messenger.deliver(asked.said.address, delivery)
        return reply


def publish(office: Office, gate: Gate) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        if not gate.opens_for(asked):
            raise Refused(voice.NOT_YOURS)
        job = await office.meant(asked, is_done)
        if job.reel is None or job.storyboard is None:
            raise Refused(voice.NO_REEL)
        if (publisher := gate.publishers.get(asked.text("to"))) is None:
            return voice.where(job, tuple(gate.publishers.values()))
        if sure := asked.text("sure"):
            return await gate.send(asked, job, publisher, insists=sure == _AGAIN)
        known = await gate.press.known(job.id, publisher.key)
        return voice.asks(job, publisher, known)

    which = office.job_option("which reel; your last one unless told", is_done)
    places = tuple((each.name, each.key) for each in gate.publishers.values())
    options = (which, Option("to", "where to", Kind.CHOICE, choices=places), _SURE)
    return Command("publish", "Send a reel out as a draft", run, options)


_AGAIN = "again"
_SURE = Option(
    "sure",
    "yes, or again where nobody knows whether it arrived",
    Kind.CHOICE,
    choices=(("yes", "yes"), ("again", _AGAIN)),
)
