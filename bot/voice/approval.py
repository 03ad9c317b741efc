"""A reel dear enough to be asked about: the storyboard with its price, and what can be done with it."""

from collections.abc import Sequence

from bot.voice import learning
from bot.voice.asking import short
from bot.voice.tongue import mark, say
from core.books.money import dollars
from core.reel.job import Approver, Job, Stage
from core.reel.storyboard import Storyboard
from core.talk import Choice, Reply

_SEEN = 110


def card(job: Job) -> str:
    """What is going to be filmed, at which price, and who has to say yes."""
    price = say("Filming it costs at most {price}.", price=dollars(job.quote))
    if not job.quote:
        price = say("It costs you nothing.")
    if job.batch is not None:
        takes, quote = len(job.batch.jobs), dollars(job.batch.quote)
        price = say(
            "It is one of {takes} takes: filming them all costs at most {price}.", takes=takes, price=quote
        )
    if job.approver is Approver.ADMINS:
        price = f"{price} {say('Somebody who runs this group has to say yes.')}"
    change = learning.changed(job)
    return "\n".join([*_board(job.storyboard), *([change] if change else []), price])


def choices(job: Job) -> tuple[Choice, ...]:
    """The buttons of a reel that waits for a yes; none for any other."""
    if job.stage is not Stage.APPROVAL:
        return ()
    make = say("Make all {takes}", takes=len(job.batch.jobs)) if job.batch is not None else say("Make it")
    drop_all = ((say("Drop them all"), f"/cancel {job.id} batch=all"),) if job.batch is not None else ()
    return (
        (make, f"/approve {job.id}"),
        (say("Preview, free"), f"/preview {job.id}"),
        (say("Edit the idea"), f"/edit {job.id}"),
        (say("Another storyboard"), f"/again {job.id}"),
        (say("Drop it"), f"/cancel {job.id}"),
        *drop_all,
        *learning.why(job),
    )


def approved(job: Job) -> Reply:
    """Somebody said yes."""
    topic, told = short(job.brief.topic), {"job": job.id}
    if job.batch is None:
        words = mark("Drawing “{topic}” ({job}).") if job.is_drawn else mark("Filming “{topic}” ({job}).")
        return Reply(say(words, topic=topic, **told), job_id=job.id)
    words = (
        mark("Drawing all {takes} takes of “{topic}” ({job}).")
        if job.is_drawn
        else mark("Filming all {takes} takes of “{topic}” ({job}).")
    )
    return Reply(say(words, takes=len(job.batch.jobs), topic=topic, **told), job_id=job.id)


def given_up(job: Job) -> Reply:
    """A yes to what somebody has cancelled."""
    words = say("{job} is being cancelled, so it is not filmed. /again makes a new one.", job=job.id)
    return Reply(words, job_id=job.id)


def for_admins(job: Job) -> Reply:
    """A yes from somebody who may not say it."""
    return Reply(
        say(
            "{job} costs {price}: in this group somebody who runs it has to say yes, there.",
            job=job.id,
            price=dollars(job.quote),
        ),
        job_id=job.id,
    )


def previewed(job: Job) -> Reply:
    """A preview is being drawn."""
    topic = short(job.brief.topic)
    return Reply(say("Drawing the storyboard of “{topic}” as an animatic; it costs nothing.", topic=topic))


def _board(board: Storyboard | None) -> Sequence[str]:
    if board is None:
        return ()
    scenes = [f"{number}. {short(scene.seen, _SEEN)}" for number, scene in enumerate(board.scenes, start=1)]
    return board.title, say("Hook: {seen}", seen=short(board.hook.seen, _SEEN)), *scenes
