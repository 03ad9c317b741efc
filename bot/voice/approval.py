"""A reel dear enough to be asked about: the storyboard with its price, and what can be done with it."""

from collections.abc import Sequence

from bot.voice.asking import short
from core.job import Approver, Job, Stage
from core.money import dollars
from core.storyboard import Storyboard
from core.talk import Choice, Reply

_SEEN = 110


def card(job: Job) -> str:
    """What is going to be filmed, at which price, and who has to say yes."""
    price = f"Filming it costs at most {dollars(job.quote)}." if job.quote else "It costs you nothing."
    if job.batch is not None:
        count, quote = len(job.batch.jobs), dollars(job.batch.quote)
        price = f"It is one of {count} takes: filming them all costs at most {quote}."
    who = " Somebody who runs this group has to say yes." if job.approver is Approver.ADMINS else ""
    return "\n".join([*_board(job.storyboard), f"{price}{who}"])


def choices(job: Job) -> tuple[Choice, ...]:
    """The buttons of a reel that waits for a yes; none for any other."""
    if job.stage is not Stage.APPROVAL:
        return ()
    make = f"Make all {len(job.batch.jobs)}" if job.batch is not None else "Make it"
    drop_all = (("Drop them all", f"/cancel {job.id} batch=all"),) if job.batch is not None else ()
    return (
        (make, f"/approve {job.id}"),
        ("Preview, free", f"/preview {job.id}"),
        ("Edit the idea", f"/edit {job.id}"),
        ("Another storyboard", f"/again {job.id}"),
        ("Drop it", f"/cancel {job.id}"),
        *drop_all,
    )


def approved(job: Job) -> Reply:
    """Somebody said yes."""
    which = f"all {len(job.batch.jobs)} takes of " if job.batch is not None else ""
    doing = "Drawing" if job.is_drawn else "Filming"
    return Reply(f"{doing} {which}“{short(job.brief.topic)}” ({job.id}).", job_id=job.id)


def given_up(job: Job) -> Reply:
    """A yes to what somebody has cancelled."""
    return Reply(f"{job.id} is being cancelled, so it is not filmed. /again makes a new one.", job_id=job.id)


def for_admins(job: Job) -> Reply:
    """A yes from somebody who may not say it."""
    return Reply(
        f"{job.id} costs {dollars(job.quote)}: in this group somebody who runs it has to say yes, there.",
        job_id=job.id,
    )


def previewed(job: Job) -> Reply:
    """A preview is being drawn."""
    return Reply(f"Drawing the storyboard of “{short(job.brief.topic)}” as an animatic; it costs nothing.")


def _board(board: Storyboard | None) -> Sequence[str]:
    if board is None:
        return ()
    scenes = [f"{number}. {short(scene.seen, _SEEN)}" for number, scene in enumerate(board.scenes, start=1)]
    return board.title, f"Hook: {short(board.hook.seen, _SEEN)}", *scenes
