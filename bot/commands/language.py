"""/language: the language that somebody is spoken to in."""

from bot.commands.office import Office
from bot.voice import cards
from bot.voice.languages import LANGUAGES
from bot.voice.tongue import TONGUES, mark, spoken
from core.talk import Asked, Command, Kind, Option, Reply

_AUTO = "auto"
_PLATFORMS = "as my app has it"


def language(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        told = asked.text("to")
        if not told:
            return cards.tongues(_OPTION)
        chosen = "" if told == _AUTO else told
        await office.studio.keep_language(asked.requester, chosen)
        tag = spoken(chosen or asked.said.language)
        return cards.tongue(tag, asked.requester.niche)

    return Command("language", "The language I speak with you", run, (_OPTION,), example="/language de")


_OPTION = Option(
    "to",
    "which language, or auto for your app's own",
    Kind.CHOICE,
    is_rest=True,
    unknown=mark("I do not speak “{typed}”. I speak these, so choose one: {choices}."),
    aliases={LANGUAGES[tag]: tag for tag in TONGUES},
    choices=(*((name, tag) for tag, name in TONGUES.items()), (_PLATFORMS, _AUTO)),
)
