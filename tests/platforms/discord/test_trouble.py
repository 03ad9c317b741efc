"""What goes wrong between us and Discord, and what people see of it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.platforms.discord.shards import held_shards
from core.errors import Misconfigured, Unavailable, Unclear
from core.ports import Delivery, Footage
from core.reel.job import Stage
from tests.platforms.discord.club import ANN, GUILD, Club, within
from tests.players import FOOTAGE
from tests.wires.discord import DiscordServer
from tests.wires.discord_faults import CALLBACK, EDIT, FILES, HISTORY, ORIGINAL, SEND, Fault
from tests.wires.discord_world import EPHEMERAL, LOADING, words

FOREIGN = 555555555555555555
SIXTEEN_MINUTES = 960


async def ordered(club: Club, at: int = 0) -> None:
    """Somebody orders a reel that is not drawn before `club.bench.gate` opens, and hears that it is begun."""
    club.bench.gate = asyncio.Event()
    message = await club.slash("generate", idea="monks", at=at)
    await within(club.bench.started.wait())
    await club.until(lambda: "Drawing" in words(message))


async def finished(club: Club) -> None:
    """The reel is drawn, and its last word is said."""
    assert club.bench.gate is not None
    club.bench.gate.set()
    await club.closed()


async def test_a_reel_that_outlives_its_token_comes_all_the_same(club: Club) -> None:
    """After a quarter of an hour the same message becomes the reel, by the bot's own right."""
    await club.has_niche()
    await ordered(club)
    club.server.world.skew = SIXTEEN_MINUTES

    await finished(club)

    (reel,) = club.reels()
    assert reel["channel"] == club.channel
    assert not any(call["status"] == 401 for call in club.server.calls)
    assert await club.stages() == [Stage.DONE]


async def test_a_token_that_dies_early_is_got_over(club: Club) -> None:
    """When Discord does not know the token any more, the bot's own right is used at once."""
    await club.has_niche()
    await ordered(club)
    club.server.next(Fault.EXPIRED, at=ORIGINAL, times=2)

    await finished(club)

    assert len(club.reels()) == 1


async def test_a_deleted_message_is_replaced(club: Club) -> None:
    """Somebody deleted the progress message: the reel is posted by itself, and calls the requester."""
    await club.has_niche()
    await ordered(club)
    club.server.world.skew = SIXTEEN_MINUTES
    club.server.world.messages.clear()

    await finished(club)

    (reel,) = club.reels()
    assert (reel["channel"], reel["calls"]) == (club.channel, [str(ANN)])


async def test_a_closed_channel_sends_the_reel_home(club: Club) -> None:
    """The bot lost its rights in the channel meanwhile: the reel comes in a direct message."""
    await club.has_niche()
    await ordered(club)
    club.server.world.skew = SIXTEEN_MINUTES
    club.server.world.closed.add(club.channel)

    await finished(club)

    (reel,) = club.reels()
    assert club.server.world.channels[reel["channel"]]["type"] == 1


async def test_where_nothing_is_open_the_reel_is_kept(club: Club) -> None:
    """Neither channel nor direct message: the job ends as done, and /reels lists the reel."""
    await club.has_niche()
    await ordered(club)
    club.server.world.skew = SIXTEEN_MINUTES
    club.server.world.closed |= {club.channel, ANN + 7}

    await finished(club)

    assert club.reels() == []
    assert await club.stages() == [Stage.DONE]


async def test_a_place_without_us_is_known_from_the_start(club: Club) -> None:
    """Where the bot is only installed by a user, it says at once what happens to a reel that takes long."""
    at = club.server.world.guild(FOREIGN, has_bot=False)
    await club.has_niche()
    club.bench.gate = asyncio.Event()
    message = await club.slash("generate", idea="monks", at=at)
    assert "direct message" in words(message)
    await within(club.bench.started.wait())
    club.server.world.skew = SIXTEEN_MINUTES

    await finished(club)

    (reel,) = club.reels()
    assert club.server.world.channels[reel["channel"]]["type"] == 1


async def test_a_fast_reel_reaches_a_place_without_us(club: Club) -> None:
    """Within the quarter of an hour the reel comes there too, by the token, with nothing sent besides."""
    at = club.server.world.guild(FOREIGN, has_bot=False)
    await club.has_niche()

    message = await club.reel(at=at)

    assert [reel["id"] for reel in club.reels()] == [message["id"]]


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.LOST, Fault.CRASHED, Fault.UPSTREAM])
@pytest.mark.parametrize("at", [ORIGINAL, EDIT, SEND])
async def test_nothing_is_posted_twice(club: Club, fault: Fault, at: str, hasty: None) -> None:
    """However the connection fails while the reel goes out, it stands in the channel once."""
    del hasty
    await club.has_niche()
    await ordered(club)
    if at != ORIGINAL:
        club.server.world.skew = SIXTEEN_MINUTES
    if at == SEND:
        club.server.world.messages.clear()
    club.server.next(fault, at=at, times=2)

    await finished(club)

    assert len(club.reels()) == 1
    assert await club.stages() == [Stage.DONE]


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.LOST, Fault.UPSTREAM, Fault.LIMITED])
async def test_a_first_answer_survives_the_network(club: Club, fault: Fault) -> None:
    """A command whose first answer met trouble is answered, once."""
    club.server.next(fault, at=CALLBACK)

    told = await club.slash("quota")

    assert "Today:" in words(told)


async def test_the_same_interaction_twice_is_one_reel(club: Club) -> None:
    """Discord tells one command twice: one answer, one job."""
    await club.has_niche()
    it = await club.server.slash(ANN, club.channel, "generate", idea="monks", times=2)
    await club.answered(it)
    await club.closed()

    assert len(await club.stages()) == 1
    assert it.acked == 5


async def test_a_first_answer_does_not_wait_for_the_disk(club: Club) -> None:
    """While nothing can be written, the promise of an answer comes at once; the answer comes when it can."""
    with closing(sqlite3.connect(club.folder / "nichereel.db", isolation_level=None)) as slow:
        slow.execute("BEGIN IMMEDIATE")
        it = await club.server.slash(ANN, club.channel, "niche", subject="specialty coffee")
        await club.until(lambda: it.acked)
        assert club.message(it)["flags"] & LOADING
        slow.execute("ROLLBACK")

    assert "specialty coffee" in words(await club.answered(it))


async def test_what_came_too_late_changes_nothing(club: Club) -> None:
    """Discord did not wait for the first answer: nothing is done in secret, and the bot goes on."""
    await club.has_niche()
    club.server.world.patience = -1.0
    late = await club.server.slash(ANN, club.channel, "generate", idea="monks")
    await club.until(lambda: [call for call in club.server.calls if call["status"] == 404])
    club.server.world.patience = 30.0

    assert "Today: 0 of" in words(await club.slash("quota"))
    assert not late.original


async def test_a_place_that_takes_little_gets_a_smaller_reel(tmp_path: Path, server: DiscordServer) -> None:
    """A reel over the limit is encoded anew until it fits, rather than refused."""
    asked: list[int] = []

    async def fit(video: Path, limit: int, to: Path) -> Footage:
        asked.append(limit)
        to.write_bytes(video.read_bytes()[:5])
        return FOOTAGE

    club = Club(tmp_path, server, access={"file_bytes": 10}, fit=fit)
    async with club.open():
        await club.has_niche()
        await club.reel()

    assert asked == [10]
    assert [reel["attachments"][0]["size"] for reel in club.reels()] == [5]


@pytest.mark.parametrize("link", ["https://reels.example/", ""])
async def test_what_cannot_fit_is_linked_to_or_kept(tmp_path: Path, server: DiscordServer, link: str) -> None:
    """A reel that cannot be made smaller is linked to where there is a door, and kept in any case."""

    async def fit(video: Path, limit: int, to: Path) -> Footage:
        del video, limit, to
        raise Unavailable("The cutting room is full.")

    club = Club(
        tmp_path, server, access={"file_bytes": 10}, fit=fit, link=(lambda job: link + job) if link else None
    )
    async with club.open():
        await club.has_niche()
        message = await club.slash("generate", idea="how monks invented espresso")
        await club.closed()

    assert club.reels() == []
    said = words(server.world.messages[message["id"]])
    assert (link in said) if link else ("/reels" in said)


async def test_the_connection_is_taken_up_where_it_was(club: Club) -> None:
    """Discord asks for a new connection: the session goes on, and nothing is told twice."""
    await club.server.reconnect()
    await club.until(lambda: club.server.resumes == 1)
    assert club.server.identifies == 1

    assert "Today:" in words(await club.slash("quota"))


async def test_an_event_that_cannot_be_read_does_not_end_the_bot(club: Club) -> None:
    """After a garbled event the bot connects anew by itself, and answers."""
    await club.server.garble()
    await club.until(lambda: club.server.identifies == 2)
    await within(club.server.ready())

    assert "Today:" in words(await club.slash("quota"))


async def test_commands_are_told_only_when_they_changed(tmp_path: Path, server: DiscordServer) -> None:
    """Two lives with the same commands tell them to Discord once."""
    for _ in range(2):
        async with Club(tmp_path, server).open():
            pass

    assert [call["method"] for call in server.calls].count("PUT") == 1


async def test_a_worker_without_a_connection_delivers(tmp_path: Path, server: DiscordServer) -> None:
    """A process that does not listen finishes what another one took in, and posts it."""
    club = Club(tmp_path, server)
    async with club.open():
        await club.has_niche()
        await ordered(club)
    identified, club.bench.gate = server.identifies, None

    async with club.open(listens=False):
        await club.closed()

    assert len(club.reels()) == 1
    assert server.identifies == identified


async def test_shards_share_the_servers(tmp_path: Path, server: DiscordServer) -> None:
    """With two shards both are listened for, and each command is answered once."""
    other = server.world.guild(GUILD ^ (1 << 22))
    club = Club(tmp_path, server, access={"shards": 2})
    async with club.open():
        one, two = await club.slash("quota"), await club.slash("quota", at=other)

    assert "Today:" in words(one)
    assert "Today:" in words(two)
    assert {session.shard for session in server.sessions} == {(0, 2), (1, 2)}


async def test_no_privileged_intent_is_asked_for(tmp_path: Path, server: DiscordServer) -> None:
    """The bot asks for servers, messages and reactions; with mentions switched off for servers alone."""
    async with Club(tmp_path, server).open():
        assert server.intents == 1 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 13
    async with Club(tmp_path, server, access={"hears_mentions": False}).open():
        assert server.intents == 1


async def test_hidden_answers_hide_nothing_from_their_owner(club: Club) -> None:
    """A hidden answer is really hidden: nobody else in the channel sees it."""
    told = await club.slash("quota")

    assert told["flags"] & EPHEMERAL
    assert club.server.world.posted(club.channel) == []


@pytest.mark.parametrize("limit", [3, 0])
async def test_a_reel_that_is_not_taken_is_said(club: Club, limit: int) -> None:
    """Discord takes less than it said, or its moderation steps in: the person reads that the reel is kept."""
    await club.has_niche()
    await ordered(club)
    if limit:
        club.server.world.limit = limit
    else:
        club.server.next(Fault.MODERATED, at=FILES)

    await finished(club)

    (message, *_) = club.server.world.posted(club.channel)
    assert "/reels lists it" in words(message)
    assert club.reels() == []


async def test_a_lost_connection_is_taken_up_again(club: Club) -> None:
    """Discord hangs up: the session is resumed, and what was said in the gap is answered."""
    await club.server.hang_up()
    it = await club.server.slash(ANN, club.channel, "quota")

    assert "Today:" in words(await club.answered(it))
    assert (club.server.identifies, club.server.resumes) == (1, 1)


async def test_a_token_that_is_not_accepted_ends_discord_alone(tmp_path: Path, server: DiscordServer) -> None:
    """A wrong token is said in one sentence that names the setting, and nothing is tried again."""
    club = Club(tmp_path, server)
    server.token = "another"
    async with club.open(listens=False):
        with pytest.raises(Misconfigured, match="DISCORD_BOT_TOKEN"):
            await within(club.listen())

    assert server.identifies == 0


async def test_two_listeners_share_the_shards(tmp_path: Path) -> None:
    """Whoever comes second gets the shards that are left, and all of them once the first one ends."""
    async with held_shards(tmp_path, 1) as first, held_shards(tmp_path, 3) as second:
        assert (first, second) == ([0], [1, 2])
    async with held_shards(tmp_path, 3) as third:
        assert third == [0, 1, 2]


async def test_after_a_crash_the_channel_is_looked_through(club: Club) -> None:
    """Killed between the post and the note about it, the next life finds the reel in the channel."""
    await club.has_niche()
    await ordered(club)
    club.server.world.skew = SIXTEEN_MINUTES
    club.server.world.messages.clear()
    await finished(club)
    (job,) = await club.studio.jobs(await club.studio.requester(f"discord:{ANN}"))
    await club.store.note(f"discord/delivered/{job.id}", "null")

    found = await club.discord.postman.find(job.address, Delivery(job.id, "Monks"))

    (reel,) = club.reels()
    assert found == f"{club.channel}/{reel['id']}"


async def test_where_it_cannot_be_told_nothing_is_sent_again(club: Club) -> None:
    """The same, but the bot may not read the channel any more: it says that it cannot know."""
    await club.has_niche()
    await ordered(club)
    club.server.world.skew = SIXTEEN_MINUTES
    club.server.world.messages.clear()
    await finished(club)
    (job,) = await club.studio.jobs(await club.studio.requester(f"discord:{ANN}"))
    await club.store.note(f"discord/delivered/{job.id}", "null")
    club.server.next(Fault.FORBIDDEN, at=HISTORY)

    with pytest.raises(Unclear):
        await club.discord.postman.find(job.address, Delivery(job.id, "Monks"))
