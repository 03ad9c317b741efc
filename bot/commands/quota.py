"""/quota: what may be used, what was, and by whose clock."""

from datetime import date

from bot.charts import with_chart
from bot.commands.office import Office
from bot.commands.parts import micros, zone
from bot.voice import cards
from bot.voice.times import month_and_year
from core.books.money import dollars
from core.books.quota import Quota
from core.store import Ruling
from core.talk import Asked, Command, Kind, Option, Reply

_NEVER = "never"
_LOOKED_BACK = 32


def quota(office: Office) -> Command:
    """Declares the command."""

    async def run(asked: Asked) -> Reply:
        account = asked.requester.account
        if changes := _changes(asked):
            words = " ".join(f"{name}={value}" for name, value in asked.values.items())
            told = Ruling(asked.requester.key, "quota", account, words, office.clock())
            await office.studio.treasury.settle(account, changes, told)
        used = await office.studio.usage(asked.requester)
        standing = await office.studio.treasury.standing(account)
        reply = cards.quota(used, standing.asks_above, asked.requester.key, office.clock())
        last = date.fromisoformat(standing.day(office.clock()))
        days = await office.studio.treasury.spent_daily(account, _LOOKED_BACK)
        month = {day: spent for day, spent in days.items() if day[:7] == f"{last:%Y-%m}"}
        spent = f": {dollars(used.micros_this_month)}" if used.micros_this_month else ""
        title = f"{month_and_year(last)}{spent}"
        return with_chart(reply, title, month, last.replace(day=1), last, used.rule or Quota())

    options = (
        Option("zone", "where your days begin: Europe/Berlin", Kind.WORD, most=40),
        Option(
            "ask_above", "be asked before a reel dearer than so many dollars, or never", Kind.WORD, most=12
        ),
    )
    words = "What is left for today and this month"
    return Command("quota", words, run, options, example="/quota zone=Europe/Berlin ask_above=1")


def _changes(asked: Asked) -> dict[str, object]:
    changes: dict[str, object] = {}
    if told := asked.text("zone"):
        changes["zone"] = zone(told)
    if told := asked.text("ask_above"):
        changes["asks_above"] = None if told.casefold() == _NEVER else micros("ask_above", told)
    return changes
