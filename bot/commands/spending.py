"""/spending: what was spent, day by day; for those who run the bot also by vendor, group and person."""

from bot.commands.office import Office
from bot.voice import ruling as voice
from core.ledger import BOT
from core.store import Spent
from core.talk import Asked, Command, Kind, Option, Reply

_DAYS = 14
_MINE, _ALL = "mine", "all"


def spending(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        days, by = asked.number("days", _DAYS), asked.text("by")
        is_operator = asked.said.requester in office.admins
        if not is_operator or by in ("", _MINE):
            own = await office.studio.spent_daily(asked.requester.account, days)
            return voice.daily(f"Your last {days} days", own)
        if by == _ALL:
            return voice.daily(f"Everybody's last {days} days", await office.studio.spent_daily(BOT, days))
        rows = await office.studio.spent_on(Spent(by), days)
        return voice.spent_on(f"The last {days} days by {by}:", rows)

    options = (
        Option("days", "how many days", Kind.INTEGER, least=1, most=366),
        Option("by", "for those who run the bot", Kind.CHOICE, choices=tuple((one, one) for one in _BY)),
    )
    return Command("spending", "What was spent, day by day", run, options)


_BY = (_MINE, _ALL, *(one.value for one in Spent))
