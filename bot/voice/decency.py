"""What is said about ideas that are not made here, about listed words, and about reported reels."""

from bot.voice import lines
from bot.voice.asking import short
from core.job import Job
from core.moderation import Declined, Lists
from core.talk import Choice, Reply

_LABEL = 50


def declined(no: Declined) -> Reply:
    """An idea is not made here; nothing was opened, so nothing was charged."""
    if no.instead is None:
        return Reply(no.message)
    other = (f"Make “{short(no.instead.topic, _LABEL)}” instead", lines.order(no.instead))
    return Reply(no.message, (other,))


def after_refusal(job: Job) -> tuple[Choice, ...]:
    """What to do about an idea that the writer's safety filter refused: other words, or a harmless one."""
    topic = f"the story behind {job.brief.niche.subject}"
    harmless = job.brief.model_copy(update={"topic": topic})
    return (
        ("Say it differently", f"/edit {job.id}"),
        (f"Make “{short(topic, _LABEL)}” instead", lines.order(harmless)),
    )


def listed(lists: Lists, *, is_new: bool) -> Reply:
    """The words that a group has listed, and how to change them."""
    text = "\n".join(
        [
            f"{'Noted. ' if is_new else ''}Words in this group:",
            f"Not wanted: {', '.join(lists.block) or 'none'}",
            f"Fine although one of those stands in them: {', '.join(lists.allow) or 'none'}",
            "A part is named anew, with commas between: /words block=casino, betting*; “none” empties it.",
        ]
    )
    return Reply(text)


def reported(*, is_new: bool) -> Reply:
    """Somebody found something wrong with a reel."""
    return Reply(
        "Thank you. Whoever runs this bot looks at it." if is_new else "You have reported it before."
    )


def for_admins(job: Job, by: str, why: str) -> str:
    """The same for those who run the bot."""
    reason = f"\nThey say: {why}" if why else ""
    owner = f"{job.requester} in {job.group}" if job.group else job.requester
    return f"Reported: “{short(job.brief.topic)}” ({job.id}), made for {owner}, by {by}.{reason}"
