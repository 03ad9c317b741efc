"""/series: a reel of one's niche again and again, on a schedule."""

import re
from dataclasses import dataclass, replace

from bot.commands import dates, parts
from bot.commands.generate import LOOK
from bot.commands.niche import begin_niche
from bot.commands.office import Office
from bot.voice import cards, clocks, standing
from bot.voice import series as voice
from core.books.account import PLAIN
from core.books.money import MICROS_PER_DOLLAR
from core.errors import Refused
from core.reel.brief import Look
from core.reel.catalogue import ANIMATIC
from core.reel.job import new_id
from core.reel.niche import Niche
from core.request import Request
from core.series.series import (
    Series,
    SeriesBook,
    followed,
    next_slot,
    pause,
    resettled,
    resume,
    skip,
    stop,
    wished,
)
from core.series.showrunner import Showrunner
from core.series.timetable import EVERY_DAY, Timetable
from core.talk import Asked, Command, Kind, Option, Reply, Where

_USUAL_HOUR = 18
_SHORTEST, _USUAL, _LONGEST = 5, 10, 60
_LEAST = MICROS_PER_DOLLAR
"""What a budget is at least unless told, also where reels cost nothing now."""

_DEEDS = ("pause", "resume", "skip", "stop", "follow")
_DEED_WORDS = {"off": "stop", "end": "stop", "cancel": "stop"}
_POLITE = frozenset({"please", "now", "it", "the", "my", "series"})
_WISHES = ("days", "time", "zone", "budget", "seconds", "look", "model", "first")
_EXAMPLE = "/series days=mon,thu time=18:00 zone=Europe/Berlin budget=5"


@dataclass(frozen=True, slots=True)
class Season:
    """What somebody says about their series, done."""

    office: Office
    book: SeriesBook
    showrunner: Showrunner

    async def answer(self, asked: Asked) -> Reply:
        """Show it, begin or change it, or do something about it."""
        asked = _in_own_words(asked)
        if card := asked.text("for"):
            return await self._instead(asked, card)
        known = await self.book.of(asked.requester.key)
        mine = next((one for one in known if not one.is_stopped), None)
        wants = any(name in asked.values for name in _WISHES)
        if mine is None:
            niche = asked.requester.niche
            # Whoever stops or skips wants nothing to begin.
            if not wants or "do" in asked.values:
                return voice.none_yet()
            if niche is None:
                return cards.niche_first(begin_niche(asked.said))
            return await self._new(asked, niche, known[0].timetable.zone if known else "")
        if deed := asked.text("do"):
            return await self._done(asked, mine, deed)
        if idea := asked.text("idea"):
            return await self._wished(asked, mine, idea)
        return await self._changed(asked, mine) if wants else voice.card(mine, asked.requester.niche)

    async def _new(self, asked: Asked, niche: Niche, last_zone: str) -> Reply:
        office, now = self.office, self.office.clock()
        own = await office.studio.treasury.standing(asked.requester.account)
        zone = own.zone if own.zone != PLAIN.zone else last_zone
        plain = Series(
            id=new_id(),
            requester=asked.requester.key,
            language=asked.requester.language,
            address=asked.said.address,
            via=asked.said.via,
            niche=niche,
            timetable=Timetable(zone or PLAIN.zone, EVERY_DAY, _USUAL_HOUR),
            seconds=_USUAL,
            look=Look.AUTO,
            model=office.default_model,
            usual=office.default_model,
            budget=0,
            began_at=now,
            due_at=now,
        )
        wishes = _with_wishes(asked, plain)
        wishes = wishes.but(budget=await self._budget(asked, wishes, None), due_at=next_slot(wishes, now))
        await office.studio.admit(_request(asked), wishes.brief(niche.subject))
        if not zone and "zone" not in asked.values:
            told = (f'{name}="{str(value).replace(chr(34), "”")}"' for name, value in asked.values.items())
            return clocks.whose(" ".join(["/series", *told]), wishes.timetable)
        if not await self.book.enter(wishes):
            return await self.answer(asked)
        self.showrunner.nudge()
        return voice.settled(wishes, office.studio.quote(wishes.brief(niche.subject)), is_new=True)

    async def _changed(self, asked: Asked, mine: Series) -> Reply:
        now, wishes = self.office.clock(), _with_wishes(asked, mine)
        wishes = wishes.but(budget=await self._budget(asked, wishes, mine.budget))
        changed = await self.book.change(mine.id, lambda one: resettled(one, wishes, now)) or wishes
        self.showrunner.nudge()
        quote = self.office.studio.quote(changed.brief(mine.niche.subject))
        return voice.settled(changed, quote, is_new=False)

    async def _budget(self, asked: Asked, wishes: Series, known: int | None) -> int:
        """What was told, or what all reels of a month cost; never more than the account may use."""
        used = await self.office.studio.usage(asked.requester)
        most = used.rule.micros_per_month if used.rule is not None else None
        told = parts.micros("budget", asked.text("budget")) if "budget" in asked.values else known
        if told is None:
            price = self.office.studio.quote(wishes.brief(wishes.niche.subject))
            told = max(price * wishes.timetable.in_a_month(), _LEAST)
            return told if most is None else min(told, most)
        if most is not None and told > most and "budget" in asked.values:
            raise Refused(voice.too_much(told, most))
        return told

    async def _done(self, asked: Asked, mine: Series, deed: str) -> Reply:
        now, niche = self.office.clock(), asked.requester.niche or mine.niche
        deeds = {"pause": pause, "stop": stop, "follow": lambda one: followed(one, niche)}
        how = deeds.get(deed, lambda one: resume(one, now) if deed == "resume" else skip(one, now))
        changed = await self.book.change(mine.id, how) or mine
        self.showrunner.nudge()
        return voice.done(changed, deed)

    async def _wished(self, asked: Asked, mine: Series, idea: str) -> Reply:
        await self.office.studio.admit(_request(asked), mine.brief(idea))
        changed = await self.book.change(mine.id, lambda one: wished(one, idea)) or mine
        self.showrunner.nudge()
        return voice.wished(changed, idea)

    async def _instead(self, asked: Asked, card: str) -> Reply:
        """Another storyboard in place of a card, about an idea of theirs if one was told."""
        job, idea = await self.office.named(asked, card), asked.text("idea")
        if idea:
            brief = job.brief.model_copy(update={"topic": idea})
            await self.office.studio.admit(_request(asked), brief)
        is_taken = await self.showrunner.another(job, idea)
        return voice.another() if is_taken else standing.one(job, self.office.clock())


def series(office: Office, book: SeriesBook, showrunner: Showrunner) -> Command:
    """Declares the command."""
    words = "A reel of your niche again and again, on a schedule"
    answer = Season(office, book, showrunner).answer
    return Command("series", words, answer, _options(office), example=_EXAMPLE, where=Where.IN_PRIVATE)


def _in_own_words(asked: Asked) -> Asked:
    """The same with the options that `every monday at 9` or `stop` stands for."""
    told = asked.text("when")
    if not told:
        return asked
    deed, city = _deed(told), _city(asked.text("zone"), told)
    meant = {"zone": city} if city else {"do": deed} if deed else dates.free(told)
    left = {name: value for name, value in asked.values.items() if name not in ("when", city and "zone")}
    return replace(asked, values={**meant, **left})


def _city(first: str, rest: str) -> str:
    """The zone of a city of several words, such as New York, of which the first was taken for the zone."""
    try:
        return parts.zone(f"{first} {rest}") if first else ""
    except Refused:
        return ""


def _deed(told: str) -> str:
    """What is to become of the series by words such as `please stop!`; empty for all other words."""
    words = [word for word in re.findall(r"[^\W_]+", told.casefold()) if word not in _POLITE]
    deed = _DEED_WORDS.get(words[0], words[0]) if len(words) == 1 else ""
    return deed if deed in _DEEDS else ""


def _with_wishes(asked: Asked, base: Series) -> Series:
    """The series with all that was told, but the budget."""
    table = base.timetable
    hour, minute = dates.time(asked.text("time")) if "time" in asked.values else (table.hour, table.minute)
    days = dates.days(asked.text("days")) if "days" in asked.values else table.days
    zone = parts.zone(asked.text("zone")) if "zone" in asked.values else table.zone
    return base.but(
        timetable=Timetable(zone, days, hour, minute),
        seconds=asked.number("seconds", base.seconds),
        look=Look(asked.text("look") or base.look),
        model=asked.text("model") or base.model,
        usual="" if asked.text("model") else base.usual,
        asks_first=asked.text("first") != "no" if "first" in asked.values else base.asks_first,
    )


def _request(asked: Asked) -> Request:
    return Request(asked.requester, asked.said.address, asked.said.key, asked.said.group, asked.said.via)


def _options(office: Office) -> tuple[Option, ...]:
    models = tuple((model.label, model.id) for model in office.studio.models)
    deeds = tuple((deed, deed) for deed in _DEEDS)
    either = (("yes", "yes"), ("no", "no"))
    films = (*models, ("animatic", ANIMATIC))
    return (
        Option("when", "when, in your own words: every monday at 9", is_rest=True, most=100),
        Option("days", "on which days: daily, weekdays, weekends, or mon,thu", most=60),
        Option("time", "at which time of day: 18:00", Kind.WORD),
        Option("zone", "by whose clock: Europe/Berlin", Kind.WORD),
        Option("budget", "the most dollars that it may cost a month", Kind.WORD),
        Option("seconds", "how long each is", Kind.INTEGER, least=_SHORTEST, most=_LONGEST),
        LOOK,
        Option("model", "who films it", Kind.CHOICE, choices=films, suggest=office.models),
        Option("first", "whether I show you the storyboard first", Kind.CHOICE, choices=either),
        Option("do", "what becomes of the series", Kind.CHOICE, choices=deeds, aliases=_DEED_WORDS),
        Option("idea", "an idea of yours for the next one", most=200),
        Option("for", "the storyboard that your idea is to replace", Kind.WORD),
    )
