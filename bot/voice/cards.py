"""What people keep and look up: their niche, their quota, their reels, a storyboard, the help."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.voice import learning
from bot.voice.asking import short, usage
from bot.voice.languages import language
from bot.voice.standing import filming_model
from bot.voice.times import next_month, until_midnight, when
from bot.voice.tongue import TONGUES, count, either, facing, mark, say, speaking, spoken
from core.books.ledger import NOTHING
from core.books.money import dollars
from core.books.quota import Quota, Usage
from core.ports import Delivery
from core.reel.catalogue import Model
from core.reel.job import Job
from core.reel.niche import Habit, Niche, Voiced
from core.reel.storyboard import Social, Storyboard
from core.talk import Choice, Command, Kind, Option, Reply, Who

_CHANGE_NICHE = mark(
    "Change any part by naming it: /niche tone=funny platform=tiktok language=de ideas=latte art\n"
    "A new subject: /niche gardening. All there is to choose from: /help niche\n"
    "And an idea for a reel: /generate <idea>"
)
_PARTS = (
    (mark("Change subject"), "/niche subject="),
    (mark("Change platform"), "/niche platform="),
    (mark("Change tone"), "/niche tone="),
    (mark("Change goal"), "/niche goal="),
    (mark("Change language"), "/niche language="),
    (mark("Change ideas"), "/niche ideas="),
    (mark("Change voice"), "/niche voice="),
)
_ASK_NICHE = mark("What are your videos about? A few words will do, for example: /niche specialty coffee")


def tongues(option: Option) -> Reply:
    """Which languages the bot speaks."""
    choices = tuple(
        (label if value in TONGUES else say(label), f"/language {value}") for label, value in option.choices
    )
    return Reply(say("Which language shall I speak with you?"), choices)


def tongue(tag: str, niche: Niche | None) -> Reply:
    """The language that was chosen, said in it, and whether the reels of that niche stay in another."""
    with speaking(tag):
        name = TONGUES[tag]
        if niche is None or spoken(niche.language) == tag:
            words = "I speak {language} with you now. What your reels speak is settled with /niche."
            return Reply(facing(say(words, language=name)))
        told = say("I speak {language} with you now.", language=name)
        line = f"/niche language={tag}"
        kept = say(
            "Your reels stay in {language}; {line} changes that.",
            language=language(niche.language),
            line=line,
        )
        return Reply(facing(f"{told} {kept}"), ((line, line),))


def drawn() -> str:
    """Who draws, where models are chosen."""
    return say("animatic · drawn here, at no cost")


def welcome(niche: Niche | None, models: Sequence[Model], asks: str) -> Reply:
    """The first thing somebody reads; `asks` begins the line that keeps a niche."""
    made = (
        say("Reels are filmed by {models}.", models=either([model.label for model in models]))
        if models
        else say("No video vendor is set up here, so I draw each reel as an animatic, at no cost.")
    )
    text = say("I make vertical reels from one sentence: hook, scenes, sound, caption and hashtags.")
    if niche is None:
        first = say(
            "First: what are your videos about? A few words will do, for example: /niche specialty coffee"
        )
        return Reply(f"{text} {made}\n\n{first}", asks=asks)
    now = say("Your niche is {niche}. Now: /generate <idea>, or just tell me the idea.", niche=niche.subject)
    return Reply(f"{text} {made}\n\n{now}")


def model(known: Model) -> str:
    """Who can film it: the lengths of its clips, and what the shortest costs."""
    lengths = known.clip_seconds
    shortest, longest = lengths[0], lengths[-1]
    is_any = len(lengths) > 2 and len(lengths) == longest - shortest + 1
    clips = f"{shortest}-{longest}" if is_any else "/".join(map(str, lengths))
    return say(
        "{model} · clips of {clips} s · {price} for {seconds} s",
        model=known.label,
        clips=clips,
        price=dollars(known.price(shortest)),
        seconds=shortest,
    )


def niche(kept: Niche, *, is_new: bool) -> Reply:
    """The niche with all its parts, and how to change them."""
    spoken = {
        Voiced.AUTO: mark("For {platform}, in {language}; tone {tone}, goal {goal}."),
        Voiced.ON: mark("For {platform}, in {language}; tone {tone}, goal {goal}, always spoken."),
        Voiced.OFF: mark("For {platform}, in {language}; tone {tone}, goal {goal}, never spoken by us."),
    }[kept.voice]
    wishes = {
        "platform": kept.platform.label,
        "language": language(kept.language),
        "tone": say(kept.tone),
        "goal": say(kept.goal),
    }
    noted = mark("Noted. Your niche: {niche}") if is_new else mark("Your niche: {niche}")
    ideas = mark("Your own ideas: {ideas}") if kept.ideas else mark("Your own ideas: none yet")
    lines = [
        say(noted, niche=kept.subject),
        say(spoken, **wishes),
        say(ideas, ideas=short(kept.ideas, 200)),
        *_drafts(kept.drafts),
        say("Now tell me an idea: just type it.") if is_new else say(_CHANGE_NICHE),
    ]
    subject = kept.subject.replace('"', "”")
    return Reply(
        "\n".join(lines),
        ((say("Make a reel about it"), f'/generate idea="{subject}"'),) if is_new else _parts(),
    )


def _drafts(habit: Habit) -> list[str]:
    """Whether drafts come first, where that is a wish of theirs."""
    words = {Habit.ON: say("Drafts come first."), Habit.OFF: say("No drafts come first.")}
    return [words[habit]] if habit in words else []


def in_english(reply: Reply, kept: Niche) -> Reply:
    """The language can be kept, but nobody writes it here."""
    words = say(
        "Nobody here writes {language} yet, so your reels will be in English. "
        "Whoever runs this bot can change that, with a key for a writer.",
        language=language(kept.language),
    )
    return replace(reply, text=f"{reply.text}\n{words}")


def no_niche(asks: str) -> Reply:
    """Asked for the niche, but there is none."""
    return Reply(say(_ASK_NICHE), asks=asks)


def niche_first(asks: str) -> Reply:
    """Asked for a reel without a niche: the answer is kept as one, and the reel is made."""
    words = say(
        "Before the first reel: what are your videos about? A few words will do.\n"
        "I keep them as your niche, and make this reel at once."
    )
    return Reply(words, asks=asks)


def quota(used: Usage, asks_above: int | None, key: str, now: datetime) -> Reply:
    """What was used and what is allowed, and as whom we know them."""
    rule = used.rule or Quota()
    today = (
        f"{_count(used.reels_today, rule.reels_per_day)}, {_money(used.micros_today, rule.micros_per_day)}"
    )
    month = _money(used.micros_this_month, rule.micros_per_month)
    counted = say(
        "Reels under way count as made. Animatics cost nothing, fallbacks and failed reels are not counted."
    )
    if used.bought:
        have = count(
            used.bought,
            "You have {number} bought reel, for when these are used up.",
            "You have {number} bought reels, for when these are used up.",
        )
        counted = f"{counted} {have}"
    if asks_above is not None:
        counted = f"{counted} {say('You are asked above {price}.', price=dollars(asks_above))}"
    lines = [
        say("Today: {used}. The day ends at {end}.", used=today, end=until_midnight(now, used.zone)),
        say(
            "This month: {used}. The next one begins on {day} ({zone}).",
            used=month,
            day=next_month(now, used.zone),
            zone=used.zone,
        ),
        counted,
        say("I know you as {key}. /spending shows your days.", key=key),
    ]
    return Reply("\n".join(lines))


def reels(jobs: Sequence[Job]) -> Reply:
    """The finished reels, the newest first; each can be shown again."""
    if not jobs:
        return Reply(say("No finished reels yet. /generate <idea> makes the first one."))
    lines = []
    for job in jobs:
        file = job.reel.file if job.reel else say("no file")
        price = dollars((job.bill or NOTHING).account_micros)
        lines.append(f"{job.id} · {when(job.opened_at)} · {price} · {_how(job)}")
        lines.append(f"  “{short(job.title, 80)}” · {file}")
    lines.append(say("More: /storyboard <job>, another take: /again <job>"))
    shown = tuple((f"▶ {short(job.title, 40)}", f"/reels {job.id}") for job in jobs)
    return Reply("\n".join(lines), shown)


def reel(job: Job, shown: Delivery | None, *, as_file: bool) -> Reply:
    """One finished reel, shown again."""
    title = f"“{short(job.title, 80)}” ({job.id})"
    if shown is None:
        words = say("There is no file of {reel} any more.", reel=title)
        return Reply(words, ((say("Make it again"), f"/again {job.id}"),))
    return Reply(f"{title}: {shown.reel}", shows=shown, as_file=as_file)


def edit(job: Job, asks: str) -> Reply:
    """The idea of an earlier reel, to be changed."""
    was, now = say("The idea was:"), say("How should it go now? Send me the whole idea.")
    return Reply(f"{was}\n\n{job.brief.topic}\n\n{now}", asks=asks, draft=job.brief.topic)


def which_scene(job: Job) -> Reply:
    """The scenes of a reel, to film one of them again."""
    scenes = job.storyboard.scenes if job.storyboard else ()
    choices = [(say("Hook"), f"/redo {job.id} scene=0")]
    choices += [
        (say("Scene {number}", number=number), f"/redo {job.id} scene={number}")
        for number in range(1, len(scenes) + 1)
    ]
    return Reply(say("Which scene? The others are kept, and only this one is paid for."), tuple(choices))


def storyboard(job: Job, board: Storyboard) -> Reply:
    """The reel on paper, for people."""
    hook = say("0-3 s, the hook: {seen}", seen=board.hook.seen)
    lines = [f"{board.title} ({job.id})", "", hook, f"  “{board.hook.said}”"]
    at = 3.0
    for number, scene in enumerate(board.scenes, start=1):
        span = f"{at:.0f}-{at + scene.seconds:.0f}"
        lines.append(say("{span} s, scene {number}: {seen}", span=span, number=number, seen=scene.seen))
        lines.append(f"  “{scene.said}”")
        at += scene.seconds
    style = board.style
    lines += [
        "",
        say(
            "Look: {look}. {camera} Light: {light} Colour: {colour}",
            look=style.look,
            camera=style.cinematography,
            light=style.lighting,
            colour=style.colour_grade,
        ),
        say("Mood: {mood}", mood=style.mood),
        "",
        social_text(board.social),
    ]
    lines += ["", change] if (change := learning.changed(job)) else []
    return Reply("\n".join(lines), ((say("Another take"), f"/again {job.id}"), *learning.why(job)))


def outline(board: Storyboard) -> str:
    """A reel on paper in a few lines, its title first: what somebody wants to see while it is made."""
    scenes = [f"{number}. {short(scene.seen, 90)}" for number, scene in enumerate(board.scenes, start=1)]
    return "\n".join([board.title, say("Hook: {seen}", seen=short(board.hook.seen, 90)), *scenes])


def not_written_yet(job: Job) -> Reply:
    """Asked for a storyboard before there is one."""
    if job.stage.is_open:
        words = "The storyboard of {job} is not written yet. /status {job} tells how it is doing."
        return Reply(say(words, job=job.id))
    return Reply(say("{job} ended before it had a storyboard.", job=job.id))


def social_text(social: Social) -> str:
    """What to post beside the reel."""
    tags = " ".join(social.hashtags)
    return f"{social.caption}\n{tags}" if tags else social.caption


def help_all(commands: Sequence[Command]) -> Reply:
    """Everything that can be said, one line each."""
    told = [command for command in commands if command.who is not Who.OPERATORS]
    lines = [f"/{command.name}  {say(command.words)}" for command in told]
    more = say("/help <command> tells more. Plain words are taken as an idea for a reel.")
    return Reply("\n".join([*lines, "", more]))


def help_one(command: Command) -> Reply:
    """All that one command takes."""
    lines = [say(command.words), usage(command)]
    for option in command.options:
        allowed = [] if option.kind is Kind.INTEGER else [label for label, _ in option.choices]
        values = f": {either(allowed)}" if allowed else ""
        lines.append(f"  {option.name}  {say(option.words)}{values}")
    if command.example:
        lines.append(say("For example: {example}", example=command.example))
    return Reply("\n".join(lines))


def _parts() -> tuple[Choice, ...]:
    return tuple((say(label), line) for label, line in _PARTS)


def _count(used: int, limit: int | None) -> str:
    if limit is None:
        return count(used, "{number} reel, no limit", "{number} reels, no limit")
    return count(limit, "{used} of {number} reel", "{used} of {number} reels", used=used)


def _money(used: int, limit: int | None) -> str:
    if limit is None:
        return say("{price}, no limit", price=dollars(used))
    if not limit:
        return say("paid reels are switched off")
    return say("{price} of {limit}", price=dollars(used), limit=dollars(limit))


def _how(job: Job) -> str:
    if job.fallback:
        return say("fallback animatic")
    return say("animatic") if job.reel is not None and job.reel.is_animatic else filming_model(job)
