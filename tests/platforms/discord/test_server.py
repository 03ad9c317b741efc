"""What those who run a server settle for it, and what its members hear."""

from typing import Any

from tests.platforms.discord.club import ANN, BOB, GUILD, MANAGE_GUILD, MOD, Club
from tests.wires.discord_world import EPHEMERAL, words

CREW = 666666666666666666


async def settle(club: Club, **rules: Any) -> str:
    """Somebody who runs the server settles something."""
    return words(await club.slash("group", who=MOD, rights=MANAGE_GUILD, **rules))


async def test_only_those_who_run_the_server_settle_things(club: Club) -> None:
    """Without the right to manage the server, /group is refused to the person who said it."""
    refused = await club.slash("group", quiet="on")

    assert "Only those who run this place" in words(refused)
    assert refused["flags"] & EPHEMERAL
    assert "Quiet, every answer for one pair of eyes: off" in await settle(club)


async def test_the_bot_is_spoken_to_where_it_is_allowed(club: Club) -> None:
    """In any other channel people are told where to go; whoever runs the server is not held back."""
    await settle(club, channels=f"<#{GUILD + 5}>")

    assert f"spoken to in <#{GUILD + 5}>" in words(await club.slash("quota"))
    assert "Today:" in words(await club.slash("quota", who=MOD, rights=MANAGE_GUILD))
    await settle(club, channels="all")
    assert "Today:" in words(await club.slash("quota"))


async def test_roles_say_who_may_use_it(club: Club) -> None:
    """With roles named, others are told whom the bot works for."""
    await settle(club, roles=f"<@&{CREW}>")

    assert f"<@&{CREW}>" in words(await club.slash("quota", who=BOB))
    assert "Today:" in words(await club.slash("quota", wears=[CREW]))


async def test_the_servers_niche_is_for_those_who_have_none(club: Club) -> None:
    """A newcomer need not name a niche where the server has one."""
    await settle(club, niche="board games")

    assert "Job " in words(await club.slash("generate", idea="dice"))
    (job,) = await club.studio.jobs(await club.studio.requester(f"discord:{ANN}"))
    assert job.brief.niche.subject == "board games"


async def test_a_quiet_server_sees_nothing(club: Club) -> None:
    """In quiet mode even the answer to /generate is for the person alone."""
    await club.has_niche()
    await settle(club, quiet="on")

    assert (await club.slash("generate", idea="dice"))["flags"] & EPHEMERAL


async def test_what_is_settled_is_kept(club: Club) -> None:
    """What was settled is written down; a mention that is none is explained."""
    assert "please mention them" in await settle(club, roles="the crew")
    await settle(club, roles=f"<@&{CREW}>", quiet="on")

    kept = await club.store.noted(f"rules/discord:{GUILD}")
    assert str(CREW) in kept[f"rules/discord:{GUILD}"]


async def test_reels_are_spoilers_where_the_server_says_so(club: Club) -> None:
    """In the channel that was named a reel is hidden until somebody presses on it, shown again too."""
    other = club.server.world.channel(GUILD + 9, GUILD)
    await club.has_niche()
    assert f"Reels are spoilers in: <#{club.channel}>" in await settle(club, spoilers="here")
    hidden = await club.reel()
    open_one = await club.slash("generate", idea="nuns", at=other)
    await club.closed()
    (job, *_) = await club.studio.jobs(await club.studio.requester(f"discord:{ANN}"))
    again = await club.slash("reels", job=job.id)

    def is_spoiler(message: dict[str, Any]) -> bool:
        shown = club.server.world.messages[message["id"]]["components"][0]["items"][0]
        return bool(shown.get("spoiler"))

    assert [is_spoiler(message) for message in (hidden, open_one, again)] == [True, False, True]
