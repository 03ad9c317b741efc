"""Feedback on Discord: a tap asks why, and a sign under a reel is an opinion."""

import asyncio
from collections.abc import Collection
from pathlib import Path

from adapters.vendors.house import HouseWriter
from core.reel.brief import Look
from core.reel.job import Job
from tests.platforms.discord.club import ANN, BOB, Club
from tests.wires.discord import DiscordServer
from tests.wires.discord_world import buttons, words

_PATIENCE = 30.0


async def newest(club: Club) -> Job:
    return (await club.studio.jobs(await club.studio.requester(f"discord:{ANN}")))[0]


async def heard(club: Club, job: Job, opinions: Collection[bool]) -> None:
    """Until so much was said of a reel."""
    async with asyncio.timeout(_PATIENCE):
        while sorted(await club.store.opinions(job.id)) != sorted(opinions):
            await asyncio.sleep(0.01)


async def test_a_thumb_down_asks_why(club: Club) -> None:
    """One press more says what was wrong, and the next reel's first words say what that changes."""
    await club.has_niche()
    asked = await club.answered(await club.press(await club.reel(), "👎"))
    assert {"hook weak", "too slow"} <= buttons(asked).keys()
    noted = await club.answered(await club.press(asked, "too slow"))
    assert "Noted: too slow." in words(noted)

    answer = await club.slash("generate", idea="monks again")

    assert "quicker scenes, because you said “too slow” once" in words(answer)


async def test_a_reason_changes_the_next_storyboard(tmp_path: Path, server: DiscordServer) -> None:
    """One tap gives the next reel another look, its card says why, and a reset takes that back."""
    club = Club(tmp_path, server, writer=HouseWriter())
    async with club.open():
        await club.has_niche()
        asked = await club.answered(await club.press(await club.reel(), "👎"))
        first = look(await newest(club))
        await club.answered(await club.press(asked, "wrong look"))
        await club.reel()
        second = look(await newest(club))
        cards = [
            message for message in club.reels() if "because you said “wrong look” once" in words(message)
        ]

        assert (second is not first, len(cards)) == (True, 1)
        home = club.server.world.channel(ANN + 7, None, kind=1)
        assert "I begin anew" in words(await club.slash("learning", at=home, reset="yes"))
        await club.reel()
        last = await newest(club)
        assert (look(last), last.brief.direction.heeds) == (first, ())
        assert len([each for each in club.reels() if "Changed:" in words(each)]) == 1


def look(job: Job) -> Look:
    """How a reel looks on paper."""
    assert job.storyboard is not None
    return job.storyboard.style.look


async def test_a_sign_under_a_reel_is_an_opinion(club: Club) -> None:
    """The owner's sign is the owner's word, a friend's the friend's, and an idle one nobody's."""
    await club.has_niche()
    reel = int((await club.reel())["id"])
    job = await newest(club)

    await club.server.react(ANN, reel, "🤷")
    await club.server.react(BOB, reel, "🔥")
    await heard(club, job, [True])
    await club.server.react(ANN, reel, "👎")
    await heard(club, job, [True, False])

    assert club.studio.learner is not None
    (trial,) = await club.studio.learner.notebook.trials([f"discord:{ANN}"], None, 9)
    assert (trial.opinion, trial.liked) == (False, 1)


async def test_a_sign_that_is_gone_says_nothing_more(club: Club) -> None:
    """Of several signs each can be taken away, and what was pressed stands behind them all."""
    await club.has_niche()
    posted = await club.reel()
    reel, job = int(posted["id"]), await newest(club)

    for sign in "❤🔥👎":
        await club.server.react(ANN, reel, sign)
    await heard(club, job, [False])
    await club.server.react(ANN, reel, "👎", is_gone=True)
    await heard(club, job, [True])
    for sign in "❤🔥":
        await club.server.react(ANN, reel, sign, is_gone=True)
    await heard(club, job, [])
    await club.answered(await club.press(posted, "👎"))
    await club.server.react(ANN, reel, "🔥")
    await heard(club, job, [True])
    await club.server.react(ANN, reel, "🔥", is_gone=True)
    await heard(club, job, [False])
