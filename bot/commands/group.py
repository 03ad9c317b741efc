"""/group: what those who run a group or server settle for it."""

import re

from bot.commands.niche import DRAFTS, language_tag
from bot.commands.office import Office
from bot.commands.parts import micros, zone
from bot.voice import groups
from core.errors import Refused
from core.people.rules import ADMINS, EVERYWHERE, Rulebook
from core.reel.brief import Look
from core.reel.niche import NICHE_LIMIT, Habit, Niche
from core.store import Ruling
from core.talk import Asked, Command, Kind, Option, Reply, Who

_ALL = "all"
_HERE = "here"
_PLACES = ("channels", "spoilers")
_ID = re.compile(r"\d{5,20}")
_HOURS = re.compile(r"([01]?\d|2[0-3])(?::00)?\s*[-–]\s*([01]?\d|2[0-4])(?::00)?")


def group(office: Office, rulebook: Rulebook) -> Command:
    """Declares the command, which writes into the rulebook, and into the group's standing."""

    async def run(asked: Asked) -> Reply:
        key = asked.said.group
        if not key:
            return groups.no_group()
        rules = await rulebook.rules(key)
        standing = await office.studio.treasury.standing(key)
        if asked.values:
            rules = rules.model_copy(update=_changes(asked))
            await rulebook.keep(key, rules)
            words = " ".join(f"{name}={value}" for name, value in asked.values.items())
            ruling = Ruling(asked.said.requester, "group", key, words, office.clock())
            standing = await office.studio.treasury.settle(key, _settled(asked), ruling)
        return groups.settled(rules, standing, is_new=bool(asked.values))

    words = "What this group has settled: channels, roles, niche, budget"
    return Command("group", words, run, _OPTIONS, example=_EXAMPLE, who=Who.ADMINS)


_EXAMPLE = "/group channels=#reels makers=@crew niche=specialty coffee quiet_hours=22-7 admins_above=5"
_LONGEST = 1000
_PEOPLE = "mention roles or people, say admins, or say all"

_OPTIONS = (
    Option("channels", "where I am spoken to: mention channels, say here, or say all", most=_LONGEST),
    Option("roles", f"who may speak to me: {_PEOPLE}", most=_LONGEST),
    Option("makers", f"who may order reels: {_PEOPLE}", most=_LONGEST),
    Option("spenders", f"who may order what costs money: {_PEOPLE}", most=_LONGEST),
    Option(
        "spoilers",
        "where reels come as spoilers: mention channels, here, everywhere, or all for nowhere",
        most=_LONGEST,
    ),
    Option("niche", "for those who have none of their own, or say all for none", most=NICHE_LIMIT),
    Option("language", "of all reels made here, or say all for everybody's own", Kind.WORD, most=35),
    Option("looks", "which looks there are to choose from, or say all", most=_LONGEST),
    Option("quiet_hours", "when nothing is ordered: 22-7, or say all for never", Kind.WORD, most=12),
    Option("zone", "whose clock that is, and the budget's: Europe/Berlin", Kind.WORD, most=40),
    Option("ask_above", "reels dearer than so many dollars are asked about first, or say all", Kind.WORD),
    Option("admins_above", "reels dearer than so many dollars need your yes, or say all", Kind.WORD),
    DRAFTS,
    Option("quiet", "hide every answer from the others", Kind.CHOICE, choices=(("on", "on"), ("off", "off"))),
)


def _changes(asked: Asked) -> dict[str, object]:
    told = {name: asked.text(name) for name in asked.values}
    lists = ("channels", "roles", "makers", "spenders", "spoilers")
    changes: dict[str, object] = {name: _ids(name, told[name], asked) for name in lists if name in told}
    if "niche" in told:
        changes["niche"] = None if _is_all(told["niche"]) else Niche(subject=told["niche"])
    if "language" in told:
        changes["language"] = "" if _is_all(told["language"]) else language_tag(told["language"])
    if "looks" in told:
        changes["looks"] = _looks(told["looks"])
    if "quiet_hours" in told:
        changes["quiet_from"], changes["quiet_until"] = _hours(told["quiet_hours"])
    if "zone" in told:
        changes["zone"] = zone(told["zone"])
    if "quiet" in told:
        changes["is_quiet"] = told["quiet"] == "on"
    if "drafts" in told:
        changes["drafts"] = Habit(told["drafts"])
    return changes


def _settled(asked: Asked) -> dict[str, object]:
    """What concerns the group's money."""
    changes: dict[str, object] = {}
    if told := asked.text("zone"):
        changes["zone"] = zone(told)
    for name, field in (("ask_above", "asks_above"), ("admins_above", "admins_above")):
        if told := asked.text(name):
            changes[field] = None if _is_all(told) else micros(name, told)
    return changes


def _ids(name: str, typed: str, asked: Asked) -> tuple[str, ...]:
    """The ids in mentions, and what has a word of its own. Raises Refused when nothing is named."""
    if _is_all(typed):
        return ()
    words = set(typed.casefold().split())
    found = _ID.findall(typed)
    are_places = name in _PLACES
    if are_places and _HERE in words and asked.said.channel:
        found.append(asked.said.channel)
    if name == "spoilers" and EVERYWHERE in words:
        found.append(EVERYWHERE)
    if not are_places and ADMINS in words:
        found.append(ADMINS)
    if not found:
        raise Refused(f"{name}: please mention them, such as #reels or @crew, or say all.")
    return tuple(dict.fromkeys(found))


def _looks(typed: str) -> tuple[Look, ...]:
    if _is_all(typed):
        return ()
    try:
        return tuple(dict.fromkeys(Look(word) for word in re.split(r"[,\s]+", typed.casefold()) if word))
    except ValueError as error:
        raise Refused(f"looks: there are {', '.join(Look)}.") from error


def _hours(typed: str) -> tuple[int | None, int | None]:
    if _is_all(typed):
        return None, None
    if (found := _HOURS.fullmatch(typed)) is None:
        raise Refused("quiet_hours: say from which hour until which, such as 22-7, or say all for never.")
    return int(found[1]), int(found[2]) % 24


def _is_all(typed: str) -> bool:
    return typed.casefold() == _ALL
