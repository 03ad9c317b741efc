"""/generate: a reel about an idea."""

from bot.commands.office import Office
from bot.voice import cards
from core.brief import TOPIC_LIMIT, Brief, Look
from core.catalogue import ANIMATIC
from core.talk import Asked, Command, Kind, Option, Reply

_SECONDS, _SHORTEST, _LONGEST, _SHOTS = 10, 5, 60, 3


def generate(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        niche = asked.requester.niche
        if niche is None:
            return cards.niche_first()
        brief = Brief(
            niche=niche,
            topic=asked.text("idea"),
            seconds=asked.number("seconds", _SECONDS),
            look=Look(asked.text("look") or Look.AUTO),
            model=asked.text("model") or office.default_model,
            shots=asked.number("shots", 1),
        )
        return await office.order(asked, brief)

    return Command("generate", "Make a reel about an idea", run, _options(office), example=_EXAMPLE)


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
        Option("seconds", f"how long, {_SECONDS} unless told", Kind.INTEGER, least=_SHORTEST, most=_LONGEST),
        Option("look", "how it looks", Kind.CHOICE, choices=tuple((look.value, look.value) for look in Look)),
        Option("model", "who films it", Kind.CHOICE, choices=(*models, ("animatic", ANIMATIC))),
        Option("shots", "how many clips it is cut from", Kind.INTEGER, least=1, most=_SHOTS),
    )
