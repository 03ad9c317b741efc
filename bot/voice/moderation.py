"""What is said about ideas that are not made here, about listed words, and about reported reels."""

from bot.voice import lines
from bot.voice.asking import short
from bot.voice.rewording import reword
from bot.voice.tongue import say
from core.people.moderation import Declined, Lists
from core.reel.brief import Brief
from core.reel.job import Job
from core.talk import Choice, Reply

_LABEL = 50


def declined(no: Declined) -> Reply:
    """An idea is not made here; nothing was opened, so nothing was charged."""
    words = reword(no.message)
    return Reply(words, (_instead(no.instead),)) if no.instead is not None else Reply(words)


def after_refusal(job: Job) -> tuple[Choice, ...]:
    """What to do about an idea that the writer's safety filter refused: other words, or a harmless one."""
    topic = say("the story behind {niche}", niche=job.brief.niche.subject)
    harmless = job.brief.model_copy(update={"topic": topic})
    return (say("Say it differently"), f"/edit {job.id}"), _instead(harmless)


def _instead(brief: Brief) -> Choice:
    return say("Make “{topic}” instead", topic=short(brief.topic, _LABEL)), lines.order(brief)


def listed(lists: Lists, *, is_new: bool) -> Reply:
    """The words that a group has listed, and how to change them."""
    none = say("none")
    fine = say("Fine although one of those stands in them: {words}", words=", ".join(lists.allow) or none)
    text = [
        say("Noted. Words in this group:") if is_new else say("Words in this group:"),
        say("Not wanted: {words}", words=", ".join(lists.block) or none),
        fine,
        say("A part is named anew, with commas between: /words block=casino, betting*; “none” empties it."),
    ]
    return Reply("\n".join(text))


def reported(*, is_new: bool) -> Reply:
    """Somebody found something wrong with a reel."""
    if is_new:
        return Reply(say("Thank you. Whoever runs this bot looks at it."))
    return Reply(say("You have reported it before."))


def for_admins(job: Job, by: str, why: str) -> str:
    """The same for those who run the bot, in English: several may read it."""
    reason = f"\nThey say: {why}" if why else ""
    owner = f"{job.requester} in {job.group}" if job.group else job.requester
    return f"Reported: “{short(job.brief.topic)}” ({job.id}), made for {owner}, by {by}.{reason}"
