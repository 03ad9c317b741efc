"""What people keep and look up: their niche, their quota, their reels, a storyboard, the help."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.voice.asking import listed, short, usage
from bot.voice.languages import language
from bot.voice.standing import filming_model
from bot.voice.times import next_month, until_midnight, when
from core.catalogue import Model
from core.job import Job
from core.ledger import NOTHING
from core.money import dollars
from core.niche import Niche, Voiced
from core.ports import Delivery
from core.quota import Quota, Usage
from core.storyboard import Social, Storyboard
from core.talk import Command, Kind, Reply, Who

_CHANGE_NICHE = (
    "Change any part by naming it: /niche tone=funny platform=tiktok language=de ideas=latte art\n"
    "A new subject: /niche gardening. All there is to choose from: /help niche\n"
    "And an idea for a reel: /generate <idea>"
)
_PARTS = tuple(
    (f"Change {name}", f"/niche {name}=")
    for name in ("subject", "platform", "tone", "goal", "language", "ideas", "voice")
)
_MAKE = "Make a reel about it"
DRAWN = "animatic · drawn here, at no cost"
ASK_NICHE = "What are your videos about? A few words will do, for example: /niche specialty coffee"


def welcome(niche: Niche | None, models: Sequence[Model], asks: str) -> Reply:
    """The first thing somebody reads; `asks` begins the line that keeps a niche."""
    made = (
        f"Reels are filmed by {listed([model.label for model in models])}."
        if models
        else "No video vendor is set up here, so I draw each reel as an animatic, at no cost."
    )
    text = f"I make vertical reels from one sentence: hook, scenes, sound, caption and hashtags. {made}"
    if niche is None:
        return Reply(f"{text}\n\nFirst: {ASK_NICHE[0].lower()}{ASK_NICHE[1:]}", asks=asks)
    return Reply(f"{text}\n\nYour niche is {niche.subject}. Now: /generate <idea>, or just tell me the idea.")


def model(known: Model) -> str:
    """Who can film it: the lengths of its clips, and what the shortest costs."""
    lengths = known.clip_seconds
    shortest, longest = lengths[0], lengths[-1]
    is_any = len(lengths) > 2 and len(lengths) == longest - shortest + 1
    clips = f"{shortest}-{longest}" if is_any else "/".join(map(str, lengths))
    return f"{known.label} · clips of {clips} s · {dollars(known.price(shortest))} for {shortest} s"


def niche(kept: Niche, *, is_new: bool) -> Reply:
    """The niche with all its parts, and how to change them."""
    spoken = {Voiced.AUTO: "", Voiced.ON: ", always spoken", Voiced.OFF: ", never spoken by us"}[kept.voice]
    wishes = f"tone {kept.tone}, goal {kept.goal}{spoken}"
    lines = [
        f"{'Noted. ' if is_new else ''}Your niche: {kept.subject}",
        f"For {kept.platform.label}, in {language(kept.language)}; {wishes}.",
        f"Your own ideas: {short(kept.ideas, 200) if kept.ideas else 'none yet'}",
        "Now tell me an idea: just type it." if is_new else _CHANGE_NICHE,
    ]
    subject = kept.subject.replace('"', "”")
    return Reply("\n".join(lines), ((_MAKE, f'/generate idea="{subject}"'),) if is_new else _PARTS)


def in_english(reply: Reply, kept: Niche) -> Reply:
    """The language can be kept, but nobody writes it here."""
    words = (
        f"Nobody here writes {language(kept.language)} yet, so your reels will be in English. "
        "Whoever runs this bot can change that, with a key for a writer."
    )
    return replace(reply, text=f"{reply.text}\n{words}")


def no_niche(asks: str) -> Reply:
    """Asked for the niche, but there is none."""
    return Reply(ASK_NICHE, asks=asks)


def niche_first(asks: str) -> Reply:
    """Asked for a reel without a niche."""
    return Reply(
        "Before the first reel: what are your videos about? Then send the idea again.\n"
        "A few words will do, for example: /niche specialty coffee",
        asks=asks,
    )


def quota(used: Usage, asks_above: int | None, key: str, now: datetime) -> Reply:
    """What was used and what is allowed, and as whom we know them."""
    rule = used.rule or Quota()
    today = (
        f"{_count(used.reels_today, rule.reels_per_day)}, {_money(used.micros_today, rule.micros_per_day)}"
    )
    month = _money(used.micros_this_month, rule.micros_per_month)
    return Reply(
        f"Today: {today}. The day ends at {until_midnight(now, used.zone)}.\n"
        f"This month: {month}. The next one begins on {next_month(now, used.zone)} ({used.zone}).\n"
        "Reels under way count as made. Animatics cost nothing, fallbacks and failed reels are not counted."
        f"{f' You are asked above {dollars(asks_above)}.' if asks_above is not None else ''}"
        f"\nI know you as {key}. /spending shows your days."
    )


def reels(jobs: Sequence[Job]) -> Reply:
    """The finished reels, the newest first; each can be shown again."""
    if not jobs:
        return Reply("No finished reels yet. /generate <idea> makes the first one.")
    lines = []
    for job in jobs:
        file = job.reel.file if job.reel else "no file"
        price = dollars((job.bill or NOTHING).account_micros)
        lines.append(f"{job.id} · {when(job.opened_at)} · {price} · {_how(job)}")
        lines.append(f"  “{short(_title(job), 80)}” · {file}")
    lines.append("More: /storyboard <job>, another take: /again <job>")
    shown = tuple((f"▶ {short(_title(job), 40)}", f"/reels {job.id}") for job in jobs)
    return Reply("\n".join(lines), shown)


def reel(job: Job, shown: Delivery | None, *, as_file: bool) -> Reply:
    """One finished reel, shown again."""
    title = f"“{short(_title(job), 80)}” ({job.id})"
    if shown is None:
        return Reply(f"There is no file of {title} any more.", (("Make it again", f"/again {job.id}"),))
    return Reply(f"{title}: {shown.reel}", shows=shown, as_file=as_file)


def edit(job: Job, asks: str) -> Reply:
    """The idea of an earlier reel, to be changed."""
    words = f"The idea was:\n\n{job.brief.topic}\n\nHow should it go now? Send me the whole idea."
    return Reply(words, asks=asks, draft=job.brief.topic)


def which_scene(job: Job) -> Reply:
    """The scenes of a reel, to film one of them again."""
    scenes = job.storyboard.scenes if job.storyboard else ()
    choices = [("Hook", f"/redo {job.id} scene=0")]
    choices += [(f"Scene {number}", f"/redo {job.id} scene={number}") for number in range(1, len(scenes) + 1)]
    return Reply("Which scene? The others are kept, and only this one is paid for.", tuple(choices))


def thanks(*, is_good: bool) -> Reply:
    """Somebody said what they think of a reel."""
    return Reply("Thank you, noted." if is_good else "Noted. “Edit the idea” and “Variation” may help.")


def storyboard(job: Job, board: Storyboard) -> Reply:
    """The reel on paper, for people."""
    lines = [f"{board.title} ({job.id})", "", f"0-3 s, the hook: {board.hook.seen}", f"  “{board.hook.said}”"]
    at = 3.0
    for number, scene in enumerate(board.scenes, start=1):
        lines.append(f"{at:.0f}-{at + scene.seconds:.0f} s, scene {number}: {scene.seen}")
        lines.append(f"  “{scene.said}”")
        at += scene.seconds
    style = board.style
    lines += [
        "",
        f"Look: {style.look}. {style.cinematography} Light: {style.lighting} Colour: {style.colour_grade}",
    ]
    lines += [f"Mood: {style.mood}", "", social_text(board.social)]
    return Reply("\n".join(lines), (("Another take", f"/again {job.id}"),))


def outline(board: Storyboard) -> str:
    """A reel on paper in a few lines, its title first: what somebody wants to see while it is made."""
    scenes = [f"{number}. {short(scene.seen, 90)}" for number, scene in enumerate(board.scenes, start=1)]
    return "\n".join([board.title, f"Hook: {short(board.hook.seen, 90)}", *scenes])


def not_written_yet(job: Job) -> Reply:
    """Asked for a storyboard before there is one."""
    if job.stage.is_open:
        return Reply(
            f"The storyboard of {job.id} is not written yet. /status {job.id} tells how it is doing."
        )
    return Reply(f"{job.id} ended before it had a storyboard.")


def social_text(social: Social) -> str:
    """What to post beside the reel."""
    tags = " ".join(social.hashtags)
    return f"{social.caption}\n{tags}" if tags else social.caption


def help_all(commands: Sequence[Command]) -> Reply:
    """Everything that can be said, one line each."""
    lines = [f"/{command.name}  {command.words}" for command in commands if command.who is not Who.OPERATORS]
    return Reply(
        "\n".join([*lines, "", "/help <command> tells more. Plain words are taken as an idea for a reel."])
    )


def help_one(command: Command) -> Reply:
    """All that one command takes."""
    lines = [command.words, usage(command)]
    for option in command.options:
        allowed = [] if option.kind is Kind.INTEGER else [label for label, _ in option.choices]
        values = f": {listed(allowed)}" if allowed else ""
        lines.append(f"  {option.name}  {option.words}{values}")
    if command.example:
        lines.append(f"For example: {command.example}")
    return Reply("\n".join(lines))


def _title(job: Job) -> str:
    return job.storyboard.title if job.storyboard else job.brief.topic


def _count(used: int, limit: int | None) -> str:
    return f"{used} reels, no limit" if limit is None else f"{used} of {limit} reels"


def _money(used: int, limit: int | None) -> str:
    if limit is None:
        return f"{dollars(used)}, no limit"
    return f"{dollars(used)} of {dollars(limit)}" if limit else "paid reels are switched off"


def _how(job: Job) -> str:
    if job.fallback:
        return "fallback animatic"
    return "animatic" if job.reel is not None and job.reel.is_animatic else filming_model(job)
