"""A reel goes out as a draft when its button is pressed, by the real wires, and never twice."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.publishers.postiz import Postiz
from adapters.publishers.youtube import YouTube
from adapters.storage.keeping.publications import SqlPublications
from bot.commands import commands
from bot.commands.publish import Gate
from bot.desk import FrontDesk
from core.errors import Unavailable
from core.publishing import LEASE, Posting, Press, Publisher, State, Ticket
from core.reel.catalogue import ANIMATIC, WAN_25
from core.talk import Reply
from tests.stories.parlour import ANN, Parlour, command, labels
from tests.wires import postiz as postiz_wire
from tests.wires import youtube as youtube_wire
from tests.wires.postiz import PostizServer
from tests.wires.youtube import CLIENT, REFRESH, SECRET, YouTubeServer


async def _at_once(seconds: float) -> None:
    del seconds
    await asyncio.sleep(0)


@dataclass
class Agency:
    """A bot whose operator is Ann, with YouTube and Postiz next door."""

    parlour: Parlour
    youtube: YouTubeServer
    postiz: PostizServer
    gate: Gate = field(init=False)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """One life of the process."""
        base = self.youtube.address
        youtube = YouTube(CLIENT, SECRET, REFRESH, base, f"{base}/token", pause=_at_once)
        postiz = Postiz(postiz_wire.KEY, f"{self.postiz.address}/public/v1", self.parlour.clock)
        places: dict[str, Publisher] = {"youtube": youtube, "postiz": postiz}
        bot = self.parlour
        async with bot.open():
            press = Press(SqlPublications(bot.store), bot.clock)
            self.gate = Gate(places, press, bot.crew.archive, bot.messengers, frozenset({ANN}))
            model = WAN_25.id if bot.has_vendor else ANIMATIC
            menu = commands(bot.studio, bot.clock, model, archive=bot.crew.archive, gate=self.gate)
            bot.desk = FrontDesk(bot.studio, menu)
            try:
                yield
            finally:
                await self.gate.aclose()
                await youtube.aclose()
                await postiz.aclose()

    async def reel(self) -> str:
        """A finished reel of Ann's; its id."""
        await self.parlour.say("/niche specialty coffee")
        made = await self.parlour.reel("/generate monks")
        assert made.reel is not None
        made.reel.write_bytes(bytes(range(256)) * 4000)
        return made.key

    async def state(self, job_id: str, to: str) -> State:
        """How far a publication is."""
        known = await self.gate.press.known(job_id, to)
        assert known is not None
        return known.state

    async def say(self, text: str) -> Reply:
        """Ann says something."""
        return await self.parlour.say(text)


@pytest.fixture
async def agency(tmp_path: Path) -> AsyncIterator[Agency]:
    """Everything open."""
    async with YouTubeServer() as youtube, PostizServer() as postiz:
        agency = Agency(Parlour(tmp_path), youtube, postiz)
        async with agency.open():
            yield agency


async def test_a_reel_becomes_a_private_video(agency: Agency) -> None:
    """From the kit to a private video, marked as generated; nothing is sent before the press."""
    job = await agency.reel()
    kit = await agency.say(f"/kit {job}")
    asked = await agency.say(command(kit.choices, "Send to YouTube"))
    assert "Nobody sees it there until you publish it yourself." in asked.text
    assert (agency.youtube.sessions, labels(asked.choices)) == ({}, ["Send it to YouTube"])

    sent = await agency.say(command(asked.choices, "Send it to YouTube"))
    (video,) = agency.youtube.videos
    assert video.got == bytes(range(256)) * 4000
    assert video.resource["snippet"]["title"] == "Monks"
    assert video.resource["snippet"]["tags"] == ["coffee", "shorts"]
    assert video.resource["status"] == {"privacyStatus": "private", "containsSyntheticMedia": True}
    assert "https://studio.youtube.com/video/video1/edit" in sent.text

    again = await agency.say(command(asked.choices, "Send it to YouTube"))
    assert again.text == sent.text
    assert len(agency.youtube.videos) == 1


async def test_a_drawn_reel_is_not_called_generated(tmp_path: Path) -> None:
    """What we drew ourselves shows nothing that could be taken for real."""
    async with YouTubeServer() as youtube, PostizServer() as postiz:
        agency = Agency(Parlour(tmp_path, has_vendor=False), youtube, postiz)
        async with agency.open():
            await agency.say(f"/publish {await agency.reel()} to=youtube sure=yes")
        assert youtube.videos[0].resource["status"]["containsSyntheticMedia"] is False


async def test_drafts_for_every_channel(agency: Agency) -> None:
    """Postiz gets the reel once, and one draft for each channel for reels with that platform's words."""
    job = await agency.reel()
    sent = await agency.say(f"/publish {job} to=postiz sure=yes")

    assert "It is at Postiz, as a draft (post1)." in sent.text
    assert [post["settings"]["__type"] for post in agency.postiz.posts] == ["instagram", "tiktok", "youtube"]
    assert {post["type"] for post in agency.postiz.posts} == {"draft"}
    assert agency.postiz.posts[0]["value"][0]["content"] == "All about monks.\n\n#coffee #reels"
    assert len(agency.postiz.files) == 1


@pytest.mark.parametrize(
    "fault",
    [
        youtube_wire.Fault.CUT,
        youtube_wire.Fault.CUT_HALFWAY,
        youtube_wire.Fault.CUT_AFTERWARDS,
        youtube_wire.Fault.BROKEN,
    ],
)
async def test_a_broken_upload_goes_on(agency: Agency, fault: youtube_wire.Fault) -> None:
    """However the connection breaks, YouTube is asked what it has, and gets the rest: one video, whole."""
    job = await agency.reel()
    agency.youtube.next(fault)
    sent = await agency.say(f"/publish {job} to=youtube sure=yes")

    assert "as a draft" in sent.text
    assert [len(video.got) for video in agency.youtube.videos] == [1_024_000]


async def test_an_upload_that_never_gets_through(agency: Agency) -> None:
    """When it does not get through nothing is published, and the next press goes on in the same session."""
    job = await agency.reel()
    agency.youtube.next(youtube_wire.Fault.CUT, times=4)
    failed = await agency.say(f"/publish {job} to=youtube sure=yes")
    assert "nothing is published" in failed.text
    assert await agency.state(job, "youtube") is State.NOT_DONE
    await agency.say(command(failed.choices, "Try again"))

    assert (len(agency.youtube.sessions), len(agency.youtube.videos)) == (1, 1)


async def test_nobody_knows_whether_it_arrived(agency: Agency) -> None:
    """Where YouTube has forgotten the upload, nothing is sent again until somebody insists."""
    job = await agency.reel()
    agency.youtube.next(youtube_wire.Fault.CUT_AFTERWARDS)
    agency.youtube.next(youtube_wire.Fault.PASS, youtube_wire.Fault.FORGOTTEN, at=youtube_wire.ASK)
    unclear = await agency.say(f"/publish {job} to=youtube sure=yes")
    assert "I do not know whether it arrived at YouTube" in unclear.text
    agency.youtube.next(youtube_wire.Fault.FORGOTTEN, at=youtube_wire.ASK)
    looked = await agency.say(command(unclear.choices, "Look again"))
    assert "I do not know whether it arrived" in looked.text
    assert len(agency.youtube.videos) == 1

    agency.youtube.next(youtube_wire.Fault.FORGOTTEN, at=youtube_wire.ASK)
    assert "as a draft" in (await agency.say(command(looked.choices, "Send it again"))).text
    assert len(agency.youtube.videos) == 2


async def test_the_answer_is_lost_and_found(agency: Agency) -> None:
    """When only Postiz's answer is lost, the next press finds the drafts, and makes no others."""
    job = await agency.reel()
    agency.postiz.next(postiz_wire.Fault.CUT_AFTERWARDS)
    unclear = await agency.say(f"/publish {job} to=postiz sure=yes")
    assert "I do not know whether it arrived at Postiz" in unclear.text
    assert labels(unclear.choices) == ["Look again", "Send it again"]
    found = await agency.say(command(unclear.choices, "Look again"))

    assert "It is at Postiz, as a draft (post1)." in found.text
    assert len(agency.postiz.posts) == 3


async def test_nobody_can_look_just_now(agency: Agency) -> None:
    """When it cannot even be looked for, it is not said that nothing was published: nobody knows that."""
    job = await agency.reel()
    agency.postiz.next(postiz_wire.Fault.CUT_AFTERWARDS)
    unclear = await agency.say(f"/publish {job} to=postiz sure=yes")
    agency.postiz.next(postiz_wire.Fault.BUSY, at=postiz_wire.LIST)
    busy = await agency.say(command(unclear.choices, "Look again"))

    assert "is busy" in busy.text
    assert "Nothing was published" not in busy.text
    assert "I do not know whether it arrived at Postiz" in busy.text
    assert labels(busy.choices) == ["Look again", "Send it again"]
    assert "as a draft (post1)" in (await agency.say(command(busy.choices, "Look again"))).text


async def test_the_answer_is_lost_and_nothing_came_of_it(agency: Agency) -> None:
    """When the request itself was lost, drafts that are not there after a while are made; not sooner."""
    job = await agency.reel()
    agency.postiz.next(postiz_wire.Fault.CUT)
    unclear = await agency.say(f"/publish {job} to=postiz sure=yes")
    at_once = await agency.say(command(unclear.choices, "Look again"))
    assert "I do not know whether it arrived at Postiz" in at_once.text
    assert agency.postiz.posts == []
    agency.parlour.clock.now += timedelta(minutes=11)
    await agency.say(command(at_once.choices, "Look again"))

    assert len(agency.postiz.posts) == 3


@pytest.mark.parametrize(
    ("to", "fault", "words"),
    [
        ("youtube", youtube_wire.Fault.REVOKED, "renew YOUTUBE_REFRESH_TOKEN"),
        ("youtube", youtube_wire.Fault.NO_QUOTA, "no more uploads from us today"),
        ("postiz", postiz_wire.Fault.BUSY, "is busy"),
        ("postiz", postiz_wire.Fault.REFUSED, "did not take the reel"),
    ],
)
async def test_what_surely_failed_can_be_tried_again(
    agency: Agency, to: str, fault: youtube_wire.Fault | postiz_wire.Fault, words: str
) -> None:
    """It is said what is wrong, in our own words, that nothing was published, and the next press works."""
    job = await agency.reel()
    (agency.youtube if to == "youtube" else agency.postiz).next(fault)
    failed = await agency.say(f"/publish {job} to={to} sure=yes")
    assert words in failed.text
    assert "Nothing was published." in failed.text
    assert "own." not in failed.text

    assert "as a draft" in (await agency.say(command(failed.choices, "Try again"))).text


async def test_what_broke_later_is_told_too(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    """When an upload takes long, and the books are closed at its end, that is said and not kept quiet."""
    job_id, gate = await agency.reel(), asyncio.Event()

    async def publish(*_: object, **__: object) -> None:
        await gate.wait()
        raise Unavailable("The upload broke.")

    async def known(*_: object) -> None:
        raise Unavailable("The database is busy.")

    monkeypatch.setattr(sys.modules[Gate.__module__], "_AT_ONCE", 0.0)
    monkeypatch.setattr(Press, "publish", publish)
    monkeypatch.setattr(Press, "known", known)
    await agency.say(f"/publish {job_id} to=youtube sure=yes")
    gate.set()
    async with asyncio.timeout(60):
        await asyncio.gather(*agency.gate.under_way, return_exceptions=True)

    assert [each.text for each in agency.parlour.letterbox.posted.values()][-1] == "The database is busy."


async def test_two_presses_at_once(agency: Agency) -> None:
    """Whoever presses twice sends it once."""
    job = await agency.reel()
    line = f"/publish {job} to=postiz sure=yes"
    replies = await asyncio.gather(agency.say(line), agency.say(line))

    assert sorted("not sent twice" in reply.text for reply in replies) == [False, True]
    assert len(agency.postiz.posts) == 3


async def test_killed_while_it_is_sent(tmp_path: Path) -> None:
    """After the process died in the middle of an upload, the next press goes on with it: one video."""
    async with YouTubeServer() as youtube, PostizServer() as postiz:
        agency = Agency(Parlour(tmp_path), youtube, postiz)
        youtube.next(youtube_wire.Fault.HANG)
        async with agency.open():
            job = await agency.reel()
            sending = asyncio.create_task(agency.say(f"/publish {job} to=youtube sure=yes"))
            async with asyncio.timeout(30):
                while youtube.is_waiting_for(youtube_wire.UPLOAD):
                    await asyncio.sleep(0.01)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        async with agency.open():
            meanwhile = await agency.say(f"/publish {job} to=youtube sure=yes")
            assert "not sent twice" in meanwhile.text
            agency.parlour.clock.now += LEASE + timedelta(seconds=1)
            assert "as a draft" in (await agency.say(f"/publish {job} to=youtube sure=yes")).text
        assert (len(youtube.sessions), len(youtube.videos)) == (1, 1)


async def test_strangers_send_nothing(agency: Agency) -> None:
    """Only whoever runs the bot sends reels to their channels; others are not even offered it."""
    await agency.parlour.say("/niche specialty coffee", who="test:bob")
    ordered = await agency.parlour.say("/generate monks", who="test:bob")
    await agency.parlour.ended(ordered.job_id)
    kit = await agency.parlour.say(f"/kit {ordered.job_id}", who="test:bob")
    refused = await agency.parlour.say(f"/publish {ordered.job_id} to=postiz sure=yes", who="test:bob")

    assert labels(kit.choices) == ["As a ZIP"]
    assert "only they can do that" in refused.text
    assert agency.postiz.files == []


async def test_without_permission_there_is_no_such_command(tmp_path: Path) -> None:
    """Where nobody has set anything up, nothing can be published, and nothing speaks of it."""
    bot = Parlour(tmp_path)
    async with bot.open():
        assert "I do not know /publish" in (await bot.say("/publish")).text
        assert "publish" not in (await bot.say("/help")).text


@pytest.mark.parametrize("to", ["youtube", "postiz"])
async def test_whoever_was_overtaken_sends_nothing(
    agency: Agency, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    """A press that slept for longer than its quarter of an hour, as a laptop does, leaves it to the next."""
    job, publisher = await agency.reel(), agency.gate.publishers[to]
    begin, begun, awake = publisher.begin, asyncio.Event(), asyncio.Event()

    async def asleep(posting: Posting) -> Ticket:
        ticket = await begin(posting)
        begun.set()
        await awake.wait()
        return ticket

    with monkeypatch.context() as patch:
        patch.setattr(publisher, "begin", asleep)
        first = asyncio.create_task(agency.say(f"/publish {job} to={to} sure=yes"))
        await begun.wait()
    agency.parlour.clock.now += LEASE
    second = await agency.say(f"/publish {job} to={to} sure=yes")
    awake.set()

    assert (await first).text == second.text
    assert await agency.state(job, to) is State.DONE
    assert (len(agency.youtube.videos), len(agency.postiz.posts)) == ((1, 0) if to == "youtube" else (0, 3))
