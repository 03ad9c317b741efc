"""What goes with a reel when it is posted: words to be copied, and a ZIP."""

from bot.voice.tongue import current, mark, say
from core.ports import Delivery
from core.reel.job import Job
from core.reel.kit import Kit, Packed, Post
from core.talk import Choice, Reply

NO_REEL = mark("That reel has not been finished, so there is nothing to post yet.")


def kit(job: Job, made: Kit, hours: str, offers: tuple[Choice, ...] = ()) -> Reply:
    """Everything to be posted beside a reel, platform by platform; `hours` says when."""
    parts = [_post(post) for post in made.posts]
    alt = f"{say('Alt text, in English:')}\n{made.alt}"
    copies = tuple(text for post in made.posts for text in (post.title, post.text) if text)
    text = "\n\n".join([say("To post with {job}.", job=job.id), *parts, alt, hours])
    return Reply(text, (_zip(job), *offers), copies=(*copies, made.alt))


def zipped(job: Job, packed: Packed, *, is_here: bool) -> Reply:
    """All of it in a ZIP; `is_here` when they sit at the machine where it lies."""
    text = say("Cover, subtitles, alt text and the words for each platform.")
    text = f"{say('The reel itself.')} {text}" if packed.has_reel else f"{text} {_too_large(job)}"
    if is_here:
        return Reply(f"{text}\n▶ {packed.file.resolve()}")
    return Reply(text, shows=Delivery(f"kit-{job.id}", text, packed.file, language=current()), as_file=True)


def in_browser(address: str) -> Reply:
    """The ZIP is fetched like a page."""
    return Reply(say("Everything as a ZIP: {address}", address=address))


def _post(post: Post) -> str:
    words = mark("{platform}, shortened to what it takes:") if post.is_short else mark("{platform}:")
    return "\n".join(filter(None, [say(words, platform=post.platform.label), post.title, post.text]))


def _zip(job: Job) -> Choice:
    return say("As a ZIP"), f"/kit {job.id} as=zip"


def _too_large(job: Job) -> str:
    return say("The reel is too large to go along: /reels {job} as=file", job=job.id)
