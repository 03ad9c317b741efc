"""What somebody does on Discord, and gets."""

import asyncio
from pathlib import Path

import pytest

from core.reel.job import Stage
from core.reel.niche import Niche
from tests.platforms.discord.club import ANN, BOB, MANAGE_MESSAGES, MOD, Club
from tests.wires.discord import DiscordServer
from tests.wires.discord_world import APP, EPHEMERAL, V2, buttons, words


async def test_from_the_niche_to_the_reel(club: Club) -> None:
    """The message that answers /generate tells how it is doing, and becomes the reel, and plays."""
    await club.has_niche()

    message = await club.reel()

    assert [reel["id"] for reel in club.reels()] == [message["id"]]
    assert "How monks invented espresso" in words(message)
    assert message["flags"] & V2
    gallery = message["components"][0]
    assert gallery["type"] == 12
    assert gallery["items"][0]["description"] == "How monks invented espresso"
    assert {"👍", "👎"} <= buttons(message).keys()


async def test_a_reel_comes_as_a_file(club: Club) -> None:
    """ "As a file" offers the very bytes to be kept, instead of a player."""
    await club.has_niche()
    message = await club.reel()

    told = await club.answered(await club.press(message, "As a file"))

    assert [part["type"] for part in told["components"]][:2] == [13, 10]
    name = told["attachments"][0]["filename"]
    files = club.server.world.files
    assert files[f"{told['id']}/{name}"] == files[f"{message['id']}/{name}"]


async def test_the_reel_calls_whoever_asked(club: Club) -> None:
    """An edited message rings no bell, so a short one calls the requester, and nobody else."""
    await club.has_niche()

    message = await club.reel()

    await club.until(lambda: len(club.server.world.posted(club.channel)) == 2)
    call = club.server.world.posted(club.channel)[-1]
    assert (call["calls"], int(call["replies"])) == ([str(ANN)], message["id"])
    assert "Your reel is ready." in words(call)


async def test_what_discord_is_told_to_show_is_in_ones_language(club: Club) -> None:
    """The call to a reel, a word about an old button and the button to a form are in the language chosen."""
    await club.slash("language", to="de")
    question = await club.slash("generate", idea="monks")
    await club.has_niche()
    message = await club.reel()
    posted = club.server.world.posted
    await club.until(lambda: any("Dein Reel ist fertig." in words(each) for each in posted(club.channel)))
    pressed = await club.answered(await club.server.press(ANN, message["id"], "ask||[]"))

    assert "Antworten" in buttons(question)
    assert "Diesen Knopf gibt es nicht mehr." in words(pressed)


@pytest.mark.parametrize(("name", "said"), [("quota", "Today: 1 of 20 reels"), ("spending", "1 reel")])
async def test_what_was_used_comes_with_a_chart(club: Club, name: str, said: str) -> None:
    """Below the words, for the same eyes only, stands a chart; before the first reel there is none."""
    assert (await club.slash(name))["attachments"] == []
    await club.has_niche()
    await club.reel()

    shown = await club.slash(name)

    (card,) = shown["components"]
    gallery = next(part for part in card["components"] if part["type"] == 12)
    (chart,) = shown["attachments"]
    assert said in words(shown)
    assert gallery["items"][0]["media"]["url"] == f"attachment://{chart['filename']}"
    assert shown["flags"] & EPHEMERAL
    assert club.server.world.files[f"{shown['id']}/{chart['filename']}"].startswith(b"\x89PNG")


async def test_answers_that_concern_nobody_else_are_hidden(club: Club) -> None:
    """In a server the answer to /quota is for the person's eyes only, the one to /generate for everybody."""
    hidden = await club.slash("quota")
    await club.has_niche()
    shared = await club.slash("generate", idea="monks")

    assert hidden["flags"] & EPHEMERAL
    assert not shared["flags"] & EPHEMERAL


async def test_a_question_opens_as_a_form(club: Club) -> None:
    """ "Edit" opens a form with the idea in it; what comes back makes another reel."""
    await club.has_niche()
    message = await club.reel()

    pressed = await club.press(message, "Edit the idea")
    form = await club.opened(pressed)
    assert form["components"][0]["component"]["value"] == "how monks invented espresso"
    told = await club.answered(await club.server.fill_in(ANN, pressed, "how nuns invented tea"))

    assert "how nuns invented tea" in words(told)


async def test_a_newcomer_is_asked_and_answers_in_a_form(club: Club) -> None:
    """Whoever has no niche yet is asked for it, tells it in a form, and has their reel made."""
    message = await club.slash("generate", idea="monks")
    assert "what are your videos about" in words(message).lower()

    pressed = await club.press(message, "Answer")
    await club.opened(pressed)
    told = await club.answered(await club.server.fill_in(ANN, pressed, "specialty coffee"))

    assert "“monks”, 10 s" in words(told)
    assert (await club.studio.requester(f"discord:{ANN}")).niche == Niche(subject="specialty coffee")


async def test_only_requester_and_moderators_may_press(club: Club) -> None:
    """A stranger is told whose buttons these are; a moderator's press counts."""
    await club.has_niche()
    message = await club.reel()

    stranger = await club.answered(await club.press(message, "👍", BOB))
    moderator = await club.answered(await club.press(message, "👍", MOD, rights=MANAGE_MESSAGES))

    assert "belong to whoever asked" in words(stranger)
    assert stranger["flags"] & EPHEMERAL
    assert "belong to whoever asked" not in words(moderator)
    job = (await club.studio.jobs(await club.studio.requester(f"discord:{ANN}")))[0]
    assert await club.store.opinions(job.id) == [True]


async def test_buttons_and_forms_outlive_a_restart(tmp_path: Path, server: DiscordServer) -> None:
    """After a restart the buttons under an old reel work, and so does a form that was open meanwhile."""
    club = Club(tmp_path, server)
    async with club.open():
        await club.has_niche()
        message = await club.reel()
        pressed = await club.press(message, "Edit the idea")
        await club.opened(pressed)

    async with club.open():
        thanks = await club.answered(await club.press(message, "👍"))
        told = await club.answered(await server.fill_in(ANN, pressed, "how nuns invented tea"))

    assert "Thank" in words(thanks)
    assert "how nuns invented tea" in words(told)


async def test_names_are_suggested_while_somebody_types(club: Club) -> None:
    """The languages and one's own reels are offered as choices."""
    assert await club.offered("niche", "language", "germ") == ["de"]


async def test_niches_used_before_are_suggested(club: Club) -> None:
    """What somebody's earlier reels were about is offered again, and their own niche; of others nothing."""
    await club.has_niche()
    await club.slash("generate", idea="dice", niche="board games")
    await club.slash("niche", who=BOB, subject="gardening")

    for command, option in (("generate", "niche"), ("niche", "subject")):
        assert await club.offered(command, option, "") == ["specialty coffee", "board games"]


async def test_a_reel_about_another_niche(club: Club) -> None:
    """A niche named with /generate is for that reel; whoever has none keeps the first that they name."""
    await club.slash("generate", idea="dice", niche="board games")
    await club.slash("generate", idea="opening", niche="chess")

    later, first = await club.studio.jobs(await club.studio.requester(f"discord:{ANN}"))
    assert (first.brief.niche.subject, later.brief.niche.subject) == ("board games", "chess")
    assert (await club.studio.requester(f"discord:{ANN}")).niche == Niche(subject="board games")


async def test_a_mention_is_a_request(club: Club) -> None:
    """ "@Nichereel /quota" in a channel is answered there; words that do not mention the bot are not."""
    await club.server.say(ANN, club.channel, "good morning everybody")
    asked = await club.server.say(ANN, club.channel, f"<@{APP}> /quota")
    await club.until(lambda: club.server.world.posted(club.channel))

    (answer,) = club.server.world.posted(club.channel)
    assert "Today:" in words(answer)
    assert int(answer["replies"]) == asked


async def test_progress_is_told_in_the_one_message(club: Club) -> None:
    """While the reel is drawn, the message that answered /generate says so, with a button to cancel."""
    await club.has_niche()
    club.bench.gate = asyncio.Event()
    message = await club.slash("generate", idea="monks")
    await club.until(lambda: "Drawing the reel" in words(club.server.world.messages[message["id"]]))

    shown = club.server.world.messages[message["id"]]
    (container,) = shown["components"]
    said = [part["content"] for part in container["components"] if part["type"] == 10]
    assert container["type"] == 17
    assert said[1].startswith("**Monks**\nHook: A close view of monks.\n1. The first scene of monks.")
    assert said[2].startswith("Drawing the reel")
    stopping = await club.answered(await club.press(shown, "Cancel"))
    club.bench.gate.set()
    await club.closed()

    assert "Stopping" in words(stopping)
    assert stopping["flags"] & EPHEMERAL
    assert await club.stages() == [Stage.CANCELLED]
    assert club.reels() == []


async def test_commands_in_an_answer_can_be_pressed(club: Club) -> None:
    """A command that an answer names is a link to it, which Discord shows by the reader's own name for it."""
    id = next(command["id"] for command in club.server.world.commands if command["name"] == "generate")

    told = await club.slash("reels")

    assert f"</generate:{id}> <idea>" in str(told["components"])


async def test_words_are_never_markup_and_ring_for_nobody(club: Club) -> None:
    """An idea full of markup and mentions is shown as it was typed, and calls nobody."""
    await club.has_niche()

    message = await club.slash("generate", idea="**monks** @everyone <@1>")

    assert "\\*\\*monks\\*\\*" in words(message)
    assert message["calls"] == []


async def test_plain_words_in_a_direct_message_are_understood(club: Club) -> None:
    """In a direct message nothing has to be mentioned; what was asked last is answered by plain words."""
    home = club.server.world.channel(ANN + 7, None, kind=1)
    await club.server.say(ANN, home, "/niche")
    await club.until(lambda: len(club.server.world.posted(home)) == 1)
    await club.server.say(ANN, home, "specialty coffee")
    await club.until(lambda: len(club.server.world.posted(home)) == 2)

    assert "Your niche: specialty coffee" in words(club.server.world.posted(home)[1])


@pytest.mark.parametrize("id", ["ask|||", "ask||{}", 'ask||{"asks": 1}', "ask||[]"])
async def test_a_forged_question_is_an_old_button(club: Club, id: str) -> None:
    """Whoever presses or fills in what we never made is told that it is not there, and nothing breaks."""
    await club.has_niche()
    message = await club.reel()

    pressed = await club.answered(await club.server.press(ANN, message["id"], id))

    assert "not there any more" in words(pressed)
    assert pressed["flags"] & EPHEMERAL
