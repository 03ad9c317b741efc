"""What is said when a reel goes out: the question before, and what came of it."""

from collections.abc import Sequence

from bot.voice.asking import short
from core.job import Job
from core.publishing import Publication, Publisher, State
from core.talk import Choice, Reply

NOT_YOURS = "Reels are sent to the channels of whoever runs this bot, so only they can do that."
NO_REEL = "That reel has not been finished, so there is nothing to send."


def offers(job: Job, publishers: Sequence[Publisher]) -> tuple[Choice, ...]:
    """Buttons that lead to the question."""
    return tuple((f"Send to {each.name}", f"/publish {job.id} to={each.key}") for each in publishers)


def where(job: Job, publishers: Sequence[Publisher]) -> Reply:
    """It was not said where to."""
    return Reply("Where shall it go? It becomes a draft there; nobody sees it yet.", offers(job, publishers))


def asks(job: Job, publisher: Publisher, known: Publication | None) -> Reply:
    """What would be sent, and what is known already."""
    title = f"“{short(job.storyboard.title if job.storyboard else job.brief.topic, 80)}” ({job.id})"
    if known is not None and known.state is not State.NOT_DONE:
        return outcome(job, publisher, known)
    text = (
        f"{title} goes to {publisher.name} as a draft, with the words of its kit. Nobody sees it there until "
        f"you publish it yourself. Shall I send it?"
    )
    return Reply(text, (_press(job, publisher, f"Send it to {publisher.name}"),))


def under_way(name: str) -> Reply:
    """The upload takes a while."""
    return Reply(f"It is on its way to {name}; I tell you here what comes of it.")


def outcome(job: Job, publisher: Publisher, made: Publication) -> Reply:
    """What came of it."""
    match made.state:
        case State.DONE:
            where_to = f"\n{made.url}" if made.url else ""
            return Reply(f"It is at {publisher.name}, as a draft ({made.id}).{where_to}")
        case State.UNDER_WAY:
            return Reply(f"It is on its way to {publisher.name} already, and is not sent twice.")
        case State.UNCLEAR:
            return _unclear(job, publisher)
    return failed(job, publisher, "It was not sent.")


def failed(job: Job, publisher: Publisher, why: str) -> Reply:
    """It surely is not there."""
    return Reply(f"{why} Nothing was published.", (_press(job, publisher, "Try again"),))


def _unclear(job: Job, publisher: Publisher) -> Reply:
    text = (
        f"I do not know whether it arrived at {publisher.name}: the answer got lost. Please look there. "
        "I send nothing again unless you say so."
    )
    again = "Send it again", f"/publish {job.id} to={publisher.key} sure=again"
    return Reply(text, (_press(job, publisher, "Look again"), again))


def _press(job: Job, publisher: Publisher, label: str) -> Choice:
    return label, f"/publish {job.id} to={publisher.key} sure=yes"
