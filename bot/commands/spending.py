"""/spending: what was spent, day by day; for those who run the bot also by vendor, group and person."""

from collections.abc import Mapping
from datetime import date, timedelta

from bot.charts import with_chart
from bot.commands.office import Office
from bot.voice import ruling as voice
from bot.voice.tongue import count, say
from core.books.ledger import BOT, bought_by
from core.books.quota import Quota
from core.store import Spent
from core.talk import Asked, Command, Kind, Option, Reply

Days = Mapping[str, tuple[int, int]]

_DAYS = 14
_MINE, _ALL = "mine", "all"


def spending(office: Office) -> Command:
    """Declares the command."""

    async def daily(title: str, account: str, days: int, rule: Quota) -> Reply:
        spent = await office.studio.treasury.spent_daily(account, days)
        spent = _together(spent, await office.studio.treasury.spent_daily(bought_by(account), days))
        last = date.fromisoformat((await office.studio.treasury.standing(account)).day(office.clock()))
        return with_chart(voice.daily(title, spent), title, spent, last - timedelta(days - 1), last, rule)

    async def run(asked: Asked) -> Reply:
        days, by = asked.number("days", _DAYS), asked.text("by")
        is_operator = asked.said.requester in office.admins
        if not is_operator or by in ("", _MINE):
            rule = (await office.studio.usage(asked.requester)).rule or Quota()
            title = count(days, "Your last day", "Your last {number} days")
            return await daily(title, asked.requester.account, days, rule)
        if by == _ALL:
            rule = office.studio.terms.of_bot(await office.studio.treasury.standing(BOT))
            title = count(days, "Everybody's last day", "Everybody's last {number} days")
            return await daily(title, BOT, days, rule)
        rows = await office.studio.treasury.spent_on(Spent(by), days)
        title = count(days, "The last day by {by}:", "The last {number} days by {by}:", by=say(by))
        return voice.spent_on(title, rows)

    options = (
        Option("days", "how many days", Kind.INTEGER, least=1, most=366),
        Option("by", "for those who run the bot", Kind.CHOICE, choices=tuple((one, one) for one in _BY)),
    )
    return Command("spending", "What was spent, day by day", run, options)


def _together(free: Days, bought: Days) -> Days:
    """What was spent on days, whatever it was paid with."""
    days = sorted({*free, *bought})
    both = [(day, free.get(day, (0, 0)), bought.get(day, (0, 0))) for day in days]
    return {day: (one[0] + other[0], one[1] + other[1]) for day, one, other in both}


_BY = (_MINE, _ALL, *(one.value for one in Spent))
