"""Charts for what people look up: numbers of days become a picture, drawn only where one can be shown."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.voice.times import day_and_month
from bot.voice.tongue import count, current, is_leftward, say, speaking
from core.books.money import dollars
from core.books.quota import Quota
from core.talk import Reply

Days = Mapping[str, tuple[int, int]]
"""Reels and micro-dollars by day, YYYY-MM-DD; days without any are left out."""


def with_chart(reply: Reply, title: str, days: Days, first: date, last: date, rule: Quota) -> Reply:
    """The reply with a chart of what its words say: dollars, or reels where none cost anything.

    The reply as it is where there is nothing to draw.
    """
    if not days:
        return reply
    is_money = any(micros for _, micros in days.values())
    most = rule.micros_per_day if is_money else rule.reels_per_day
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    amounts = [(day_and_month(day), days.get(day.isoformat(), (0, 0))[is_money]) for day in span]

    words, language = dollars if is_money else _reels, current()
    cap = say("{amount} a day", amount=words(most)) if most is not None else ""

    async def picture() -> bytes:
        # The drawing library is no burden for a bot that nobody asks for charts.
        from adapters.media.chart import Chart, drawn

        chart = Chart(title, amounts, most, words, cap, is_leftward(language))
        # It is drawn when the answer is shown, where no language is spoken any more.
        with speaking(language):
            return await asyncio.to_thread(drawn, chart)

    return replace(reply, picture=picture)


def _reels(number: int) -> str:
    return count(number, "{number} reel", "{number} reels")
