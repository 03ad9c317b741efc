"""What is for adults only stays where Discord lets only grown-ups in."""

import asyncio

from core.reel.job import Stage
from tests.platforms.discord.club import ANN, GUILD, Club, within
from tests.wires.discord_world import APP, words

IDEA = "an erotic dance"
SIXTEEN_MINUTES = 960


async def test_it_is_refused_in_any_other_channel(club: Club) -> None:
    """In a channel that is not age-restricted, and in a direct message, the person is told where to ask."""
    home = club.server.world.channel(ANN + 7, None, kind=1)
    await club.has_niche()

    for place in (club.channel, home):
        assert "age-restricted" in words(await club.slash("generate", idea=IDEA, at=place))
    await club.server.say(ANN, club.channel, f'<@{APP}> /generate "{IDEA}"')
    await club.until(lambda: [m for m in club.server.world.posted(club.channel) if m["replies"]])

    assert "age-restricted" in words(club.server.world.posted(club.channel)[-1])
    assert await club.stages() == []


async def test_it_is_made_where_everybody_is_grown_up(club: Club) -> None:
    """In an age-restricted channel it is taken like any other idea, and is not made again elsewhere."""
    grown_up = club.server.world.channel(GUILD + 9, GUILD, nsfw=True)
    await club.has_niche()
    message = await club.slash("generate", idea=IDEA, at=grown_up)
    await club.closed()

    assert "Job " in words(club.server.world.messages[message["id"]])
    (job,) = await club.studio.jobs(await club.studio.requester(f"discord:{ANN}"))
    assert "age-restricted" in words(await club.slash("again", job=job.id))
    assert await club.stages() == [Stage.DONE]


async def test_what_leaves_the_channel_is_veiled(club: Club) -> None:
    """A reel from an age-restricted channel that has to come as a direct message shows nothing unasked."""
    grown_up = club.server.world.channel(GUILD + 9, GUILD, nsfw=True)
    await club.has_niche()
    club.bench.gate = asyncio.Event()
    message = await club.slash("generate", idea="monks", at=grown_up)
    await within(club.bench.started.wait())
    await club.until(lambda: "Drawing" in words(message))
    club.server.world.skew = SIXTEEN_MINUTES
    club.server.world.closed.add(grown_up)
    club.bench.gate.set()
    await club.closed()

    (reel,) = club.reels()
    assert reel["channel"] == ANN + 7
    assert reel["components"][0]["items"][0]["spoiler"] is True


async def test_food_is_not_for_adults_only(club: Club) -> None:
    """Words that only sound like it keep nobody from a reel."""
    await club.has_niche()

    for idea in (
        "naked mole rats in love with coffee",
        "a nude lipstick for every woman",
        "food porn of Rome",
    ):
        assert "Job " in words(await club.slash("generate", idea=idea))
