"""What is said when a reel goes out: the question before, and what came of it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.voice.asking import short
from bot.voice.rewording import reword
from bot.voice.tongue import mark, say
from core.publishing import Publication, Publisher, State
from core.reel.job import Job
from core.talk import Choice, Reply

NOT_YOURS = mark("Reels are sent to the channels of whoever runs this bot, so only they can do that.")
NO_REEL = mark("That reel has not been finished, so there is nothing to send.")


def offers(job: Job, publishers: Sequence[Publisher]) -> tuple[Choice, ...]:
    """Buttons that lead to the question."""
    return tuple(
        (say("Send to {name}", name=each.name), f"/publish {job.id} to={each.key}") for each in publishers
    )


def where(job: Job, publishers: Sequence[Publisher]) -> Reply:
    """It was not said where to."""
    words = say("Where shall it go? It becomes a draft there; nobody sees it yet.")
    return Reply(words, offers(job, publishers))


def asks(job: Job, publisher: Publisher, known: Publication | None) -> Reply:
    """What would be sent, and what is known already."""
    title = f"“{short(job.title, 80)}” ({job.id})"
    if known is not None and known.state is not State.NOT_DONE:
        return outcome(job, publisher, known)
    text = say(
        "{reel} goes as a draft to the {name} account of whoever runs this bot, with the words of its kit. "
        "Nobody sees it there until you publish it yourself. Shall I send it?",
        reel=title,
        name=publisher.name,
    )
    return Reply(text, (_press(job, publisher, say("Send it to {name}", name=publisher.name)),))


def under_way(name: str) -> Reply:
    """The upload takes a while."""
    return Reply(say("It is on its way to {name}; I tell you here what comes of it.", name=name))


def outcome(job: Job, publisher: Publisher, made: Publication) -> Reply:
    """What came of it."""
    match made.state:
        case State.DONE:
            where_to = f"\n{made.url}" if made.url else ""
            words = say("It is at {name}, as a draft ({id}).", name=publisher.name, id=made.id)
            return Reply(f"{words}{where_to}")
        case State.UNDER_WAY:
            words = "It is on its way to {name} already, and is not sent twice."
            return Reply(say(words, name=publisher.name))
        case State.UNCLEAR:
            return _unclear(job, publisher)
    return _failed(job, publisher, say("It was not sent."))


def stopped(job: Job, publisher: Publisher, why: str, known: Publication | None) -> Reply:
    """Something stood in the way of this try; what is known of the reel so far comes with it."""
    if known is None or known.state is State.NOT_DONE:
        return _failed(job, publisher, why)
    reply = outcome(job, publisher, known)
    return replace(reply, text=f"{reword(why)} {reply.text}")


def _failed(job: Job, publisher: Publisher, why: str) -> Reply:
    """It surely is not there."""
    words = f"{reword(why)} {say('Nothing was published.')}"
    return Reply(words, (_press(job, publisher, say("Try again")),))


def _unclear(job: Job, publisher: Publisher) -> Reply:
    text = say(
        "I do not know whether it arrived at {name}: the answer got lost. Please look there. "
        "I send nothing again unless you say so.",
        name=publisher.name,
    )
    again = say("Send it again"), f"/publish {job.id} to={publisher.key} sure=again"
    return Reply(text, (_press(job, publisher, say("Look again")), again))


def _press(job: Job, publisher: Publisher, label: str) -> Choice:
    return label, f"/publish {job.id} to={publisher.key} sure=yes"
