"""/server: what those who run a server settle for it."""

import re

from bot.voice import serving
from core.errors import Refused
from core.niche import NICHE_LIMIT, Niche
from core.rules import Rulebook
from core.talk import Asked, Command, Kind, Option, Reply, Who

_ALL = "all"
_ID = re.compile(r"\d{5,20}")


def server(rulebook: Rulebook) -> Command:
    """Declares the command, which writes into the rulebook."""

    async def run(asked: Asked) -> Reply:
        if not asked.said.server:
            return serving.no_server()
        known = await rulebook.rules(asked.said.server)
        if not asked.values:
            return serving.settled(known, is_new=False)
        rules = known.model_copy(update=_changes(asked))
        await rulebook.keep(asked.said.server, rules)
        return serving.settled(rules, is_new=True)

    words = "What this server has settled: channels, roles, niche"
    return Command("server", words, run, _OPTIONS, example=_EXAMPLE, who=Who.ADMINS)


_EXAMPLE = "/server channels=#reels roles=@crew spenders=@crew niche=specialty coffee quiet=on"
_LONGEST = 1000

_OPTIONS = (
    Option("channels", "where I am spoken to: mention channels, or say all", most=_LONGEST),
    Option("roles", "who may speak to me: mention roles, or say all", most=_LONGEST),
    Option("spenders", "who may order what costs money: mention roles, or say all", most=_LONGEST),
    Option("niche", "for those who have none of their own, or say all for none", most=NICHE_LIMIT),
    Option("quiet", "hide every answer from the others", Kind.CHOICE, choices=(("on", "on"), ("off", "off"))),
)


def _changes(asked: Asked) -> dict[str, object]:
    told = {name: asked.text(name) for name in asked.values}
    changes: dict[str, object] = {
        name: _ids(name, told[name]) for name in ("channels", "roles", "spenders") if name in told
    }
    if "niche" in told:
        changes["niche"] = None if told["niche"].casefold() == _ALL else Niche(subject=told["niche"])
    if "quiet" in told:
        changes["is_quiet"] = told["quiet"] == "on"
    return changes


def _ids(name: str, typed: str) -> tuple[str, ...]:
    """The ids in mentions. Raises Refused when nothing is mentioned."""
    if typed.casefold() == _ALL:
        return ()
    if not (found := _ID.findall(typed)):
        raise Refused(f"{name}: please mention them, such as #reels or @crew, or say all.")
    return tuple(dict.fromkeys(found))
