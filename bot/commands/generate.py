"""/generate: a reel about an idea."""

from dataclasses import replace

from bot.commands.niche import GOAL, PLATFORM, TONE, VOICE, begin_niche, changed
from bot.commands.office import Office
from bot.understanding.grammar import plain
from bot.voice import asking, cards, lines, takes
from core.errors import Refused
from core.learning.casting import filmed_by
from core.reel.brief import TOPIC_LIMIT, Brief, Captions, Look, Quality
from core.reel.catalogue import ANIMATIC
from core.reel.niche import NICHE_LIMIT
from core.reel.shots import MOST_SHOTS
from core.talk import Asked, Command, Kind, Option, Reply

_SECONDS, _SHORTEST, _LONGEST = 10, 5, 60


def generate(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        spoken = asked.requester.language
        if asked.requester.niche is None:
            await office.studio.keep_niche(
                asked.requester, changed(None, {"subject": asked.text("niche")}, spoken)
            )
        wishes = {part: told for part, name in _WISHES.items() if (told := asked.text(name))}
        brief = Brief(
            niche=changed(asked.requester.niche, wishes, spoken),
            topic=asked.text("idea"),
            seconds=asked.number("seconds", _SECONDS),
            look=Look(asked.text("look") or Look.AUTO),
            model=asked.text("model") or office.default_model,
            shots=asked.number("shots", 0),
            captions=Captions(asked.text("captions") or Captions.BURNED),
        )
        if not asked.text("model"):
            brief = await filmed_by(office.studio, asked.requester, office.usual(brief))
        brief = office.begun(asked, brief)
        if asked.text("quality") == Quality.DRAFT and (instead := _no_draft(office, brief)) is not None:
            return instead
        brief = office.graded(brief, asked.text("quality"))
        return office.with_picture(asked, brief, await office.order(asked, brief))

    async def niche_first(asked: Asked) -> Reply | None:
        """Who has no niche is asked for it; an idea that was told already is made right after that."""
        if asked.requester.niche is not None or asked.text("niche"):
            return None
        if not asked.text("idea"):
            return cards.no_niche(begin_niche(asked.said))
        return cards.niche_first(asking.line(command, asked.values, (), _NICHE))

    words = "Make a reel about an idea"
    command = Command(
        "generate",
        words,
        run,
        _options(office),
        example=_EXAMPLE,
        first=niche_first,
        is_shared=True,
        takes_picture=any(model.takes_picture for model in office.studio.models),
    )
    return command


def look_called(word: str) -> str:
    """The look of that name, here or in English. Raises Refused for any other word."""
    looks = {plain(name): value for name, value in (*LOOK.choices, *asking.labelled(LOOK))}
    if (look := looks.get(plain(word))) is None:
        raise Refused(asking.not_among(LOOK, word))
    return look


def _no_draft(office: Office, brief: Brief) -> Reply | None:
    """The answer when its model makes no drafts; None when it does, or nothing is filmed."""
    model = office.studio.model(brief)
    if model is None or model.draft is not None:
        return None
    topic = brief.topic.replace('"', "”")
    drawn = lines.order(brief.naming(ANIMATIC))
    filmed = f'{office.wishes(brief)} idea="{topic}"'
    return takes.no_draft(model, office.studio.quote(brief), filmed, drawn)


LOOK = Option("look", "how it looks", Kind.CHOICE, choices=tuple((look.value, look.value) for look in Look))
_NICHE = Option("niche", "what this one is about, if not your niche", most=NICHE_LIMIT)
_WISHES = {"subject": "niche", **{option.name: option.name for option in (PLATFORM, TONE, GOAL, VOICE)}}
"""Parts of the niche, and the options that tell them for one reel."""
_UNITS = (
    "s", "sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden", "seg", "segundo", "segundos",
    "seconde", "secondes", "сек", "секунда", "секунды", "секунду", "секунд", "секунди", "detik",
    "ثانية", "ثوان", "ثوانٍ", "ثواني",
)  # fmt: skip
_USUAL_SECONDS = (5, 10, 15, 20, 30, 60)
_EXAMPLE = "/generate how monks invented espresso seconds=5 look=noir"


def _options(office: Office) -> tuple[Option, ...]:
    models = tuple((model.label, model.id) for model in office.studio.models)
    return (
        Option(
            "idea",
            "what the reel is about",
            is_required=True,
            is_rest=True,
            most=TOPIC_LIMIT,
            question="What should the reel be about? One sentence will do: how monks invented espresso",
        ),
        PLATFORM,
        TONE,
        GOAL,
        Option(
            "seconds",
            f"how long, {_SECONDS} unless told",
            Kind.INTEGER,
            question="How many seconds?",
            choices=tuple((f"{seconds} s", str(seconds)) for seconds in _USUAL_SECONDS),
            least=_SHORTEST,
            most=_LONGEST,
            units=_UNITS,
        ),
        LOOK,
        Option(
            "model",
            "who films it",
            Kind.CHOICE,
            choices=(*models, ("animatic", ANIMATIC)),
            suggest=office.models,
        ),
        replace(_NICHE, suggest=office.niches),
        Option("shots", "how many clips it is cut from", Kind.INTEGER, least=1, most=MOST_SHOTS),
        # The niche has asked already.
        replace(VOICE, question=""),
        Option(
            "captions",
            "what is done with the spoken words",
            Kind.CHOICE,
            choices=tuple((one.value, one.value) for one in Captions),
        ),
        Option(
            "quality",
            "a draft in low resolution first, or the final",
            Kind.CHOICE,
            choices=tuple((one.value, one.value) for one in Quality),
        ),
    )
