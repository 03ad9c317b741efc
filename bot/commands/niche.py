"""/niche: what somebody's videos are about, with their standing wishes."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.commands.office import Office
from bot.voice import asking, cards, series
from bot.voice.languages import LANGUAGES
from bot.voice.tongue import is_spoken
from core.errors import Refused
from core.reel.niche import IDEAS_LIMIT, NICHE_LIMIT, Goal, Habit, Niche, Platform, Tone, Voiced
from core.talk import Asked, Command, Kind, Option, Reply, Said

_TAG = re.compile(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{2,8})*)")
_LONGEST_TAG = 35
_NOTHING = frozenset({"none", "nothing", "-"})

_PLATFORM_WORDS = {
    "instagram": Platform.REELS,
    "insta": Platform.REELS,
    "ig": Platform.REELS,
    "reel": Platform.REELS,
    "tik tok": Platform.TIKTOK,
    "tt": Platform.TIKTOK,
    "youtube": Platform.SHORTS,
    "yt": Platform.SHORTS,
    "yt shorts": Platform.SHORTS,
    "short": Platform.SHORTS,
}

_GOAL_WORDS = {
    "likes": Goal.ENGAGEMENT,
    "like": Goal.ENGAGEMENT,
    "comments": Goal.ENGAGEMENT,
    "shares": Goal.ENGAGEMENT,
    "views": Goal.REACH,
    "viral": Goal.REACH,
    "leads": Goal.SALES,
    "money": Goal.SALES,
    "sell": Goal.SALES,
    "customers": Goal.SALES,
    "subs": Goal.FOLLOWERS,
    "subscribers": Goal.FOLLOWERS,
    "fans": Goal.FOLLOWERS,
    "learn": Goal.EDUCATION,
    "learning": Goal.EDUCATION,
    "teach": Goal.EDUCATION,
    "teaching": Goal.EDUCATION,
}

_OWN_NAMES = {
    "deutsch": "de",
    "español": "es",
    "castellano": "es",
    "français": "fr",
    "italiano": "it",
    "português": "pt",
    "nederlands": "nl",
    "polski": "pl",
    "čeština": "cs",
    "svenska": "sv",
    "dansk": "da",
    "norsk": "no",
    "suomi": "fi",
    "ελληνικά": "el",
    "türkçe": "tr",
    "українська": "uk",
    "русский": "ru",
    "العربية": "ar",
    "עברית": "he",
    "فارسی": "fa",
    "हिन्दी": "hi",
    "ไทย": "th",
    "bahasa indonesia": "id",
    "tiếng việt": "vi",
    "日本語": "ja",
    "한국어": "ko",
    "中文": "zh",
    "mandarin": "zh",
}


def niche(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        known = asked.requester.niche
        if not asked.values:
            return cards.niche(known, is_new=False) if known else cards.no_niche(begin_niche(asked.said))
        if known is None and not asked.text("subject"):
            return cards.no_niche(begin_niche(asked.said))
        kept = changed(known, asked.values, asked.requester.language)
        await office.studio.keep_niche(asked.requester, kept)
        reply = cards.niche(kept, is_new=True)
        shown = await office.showrunner.of(asked.requester.key) if office.showrunner is not None else None
        if shown is not None and shown.niche != kept:
            reply = series.may_follow(reply, shown)
        # Those that we speak are those that the house writes in.
        is_foreign = "language" in asked.values and not is_spoken(kept.language)
        return cards.in_english(reply, kept) if is_foreign and office.studio.is_understudied else reply

    words = "What your videos are about, and your wishes"
    options = (replace(_SUBJECT, suggest=office.niches), *_OTHERS)
    return Command("niche", words, run, options, example=_EXAMPLE, is_kept=True)


def begin_niche(said: Said) -> str:
    """The line that words about a niche complete; whoever is guided is asked for its parts after that."""
    return _GUIDED if said.is_guided else _BEGUN


_EXAMPLE = "/niche specialty coffee platform=tiktok tone=funny goal=sales language=de ideas=latte art"

PLATFORM = Option(
    "platform",
    "where you post",
    Kind.CHOICE,
    question="Where do you post?",
    choices=tuple((platform.label, platform.value) for platform in Platform),
    aliases=_PLATFORM_WORDS,
    # Not `shorts` and `reels`: the last of shirts, skirts, shorts is what the reel is about.
    said_behind=("tiktok", "instagram", "insta", "ig", "instagram reels", "youtube", "yt", "youtube shorts"),
)
TONE = Option(
    "tone",
    "how the reel speaks",
    Kind.CHOICE,
    question="In which tone should it speak?",
    choices=tuple((tone.value, tone.value) for tone in Tone),
)
GOAL = Option(
    "goal",
    "what it should bring about",
    Kind.CHOICE,
    question="What should it bring about?",
    choices=tuple((goal.value, goal.value) for goal in Goal),
    aliases=_GOAL_WORDS,
)
VOICE = Option(
    "voice",
    "whether the lines are spoken",
    Kind.CHOICE,
    question="Shall the lines be spoken?",
    choices=tuple((wish.value, wish.value) for wish in Voiced),
)
DRAFTS = Option(
    "drafts",
    "whether a draft is filmed first",
    Kind.CHOICE,
    choices=tuple((habit.value, habit.value) for habit in Habit),
)
_SUBJECT = Option(
    "subject",
    "what your videos are about",
    is_rest=True,
    question="What are your videos about?",
    most=NICHE_LIMIT,
)
_OTHERS = (
    PLATFORM,
    TONE,
    GOAL,
    Option(
        "language",
        "the language of your reels",
        Kind.WORD,
        question="In which language? Name it: German, or pt-BR.",
        choices=tuple((name, tag) for tag, name in LANGUAGES.items()),
        aliases=_OWN_NAMES,
        most=_LONGEST_TAG,
    ),
    Option(
        "ideas",
        "what you would like to see in them",
        question="What would you like to see in your reels?",
        most=IDEAS_LIMIT,
    ),
    VOICE,
    DRAFTS,
)


def changed(known: Niche | None, values: Mapping[str, str | int], language: str) -> Niche:
    """The known niche with the told parts changed; ideas belong to their subject and leave with it.

    Whoever has none yet gets reels in the language that they are spoken to in, until they say otherwise.
    """
    if known is not None and not values:
        return known
    told: dict[str, str] = {name: str(value) for name, value in values.items()}
    if "language" in told:
        told["language"] = language_tag(told["language"])
    if told.get("ideas", "").casefold() in _NOTHING:
        told["ideas"] = ""
    kept = known.model_dump() if known else {"language": language or "en"}
    if known and told.get("subject", known.subject) != known.subject:
        kept["ideas"] = ""
    return Niche.model_validate({**kept, **told})


def language_tag(typed: str) -> str:
    """A BCP 47 tag as it is usually written. Raises Refused for what is none."""
    found = _TAG.fullmatch(typed)
    if found is None:
        raise Refused(asking.no_language(typed))
    rest = [part.upper() if len(part) == 2 else part for part in found[2].split("-")]
    return "-".join([found[1].lower(), *rest[1:]])


_BEGUN = "/niche "
_GUIDED = " ".join([f"{_BEGUN}{PLATFORM.name}=", f"{TONE.name}=", f"{GOAL.name}=", "subject="])
