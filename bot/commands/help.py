"""/help: everything that can be said."""

from bot.commands.office import Office
from bot.voice import asking, cards
from core.talk import Asked, Command, Kind, Option, Reply


def help_(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        name = asked.text("command").lstrip("/").lower()
        if not name:
            return cards.help_all(office.menu)
        wanted = next((command for command in office.menu if command.name == name), None)
        return cards.help_one(wanted) if wanted else asking.unknown(name, "", office.menu)

    option = Option("command", "the command you want to know about", Kind.WORD, is_rest=True)
    return Command("help", "Everything you can say", run, (option,), example="/help generate")
