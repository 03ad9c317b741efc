"""What a group has settled, and what its members hear of it."""

from collections.abc import Sequence

from bot.voice.tongue import say
from core.books.account import Overrides, Standing
from core.books.money import dollars
from core.books.quota import PARTS
from core.people.rules import ADMINS, EVERYWHERE, Rules
from core.talk import Reply


def settled(rules: Rules, standing: Standing, *, is_new: bool) -> Reply:
    """The rules of a group, and how to change them."""
    looks, quiet, none = ", ".join(rules.looks) or say("all"), say("none"), say("none")
    if rules.quiet_from is not None:
        hours = f"{rules.quiet_from}-{rules.quiet_until}"
        quiet = say("{hours} h ({zone})", hours=hours, zone=rules.zone)
    makers, spenders = say("everybody who may speak to me"), say("everybody who may order")
    lines = [
        say("Noted. What this group has settled:") if is_new else say("What this group has settled:"),
        say("Spoken to in: {channels}", channels=_listed(rules.channels, "<#{}>") or say("every channel")),
        say("By: {people}", people=_people(rules.roles) or say("everybody")),
        say("Reels by: {people}", people=_people(rules.makers) or makers),
        say("Paid reels by: {people}", people=_people(rules.spenders) or spenders),
        say("Reels are spoilers in: {channels}", channels=_places(rules.spoilers) or say("no channel")),
        say("Niche of those who have none: {niche}", niche=rules.niche.subject if rules.niche else none),
        say(
            "Language: {language}; looks: {looks}; quiet hours: {hours}",
            language=rules.language or say("everybody’s own"),
            looks=looks,
            hours=quiet,
        ),
        say("Drafts first: {habit}", habit=say(rules.drafts)),
        say("Asked about first: {price}", price=_above(standing.asks_above)),
        say("With your yes only: {price}", price=_above(standing.admins_above)),
        say("Paid by: {payer}", payer=budget(standing)),
        say(
            "Quiet, every answer for one pair of eyes: {state}",
            state=say("on") if rules.is_quiet else say("off"),
        ),
        say("Change a part by naming it; “all” opens a part for everybody again."),
    ]
    return Reply("\n".join(lines))


def no_group() -> Reply:
    """There is nothing to settle in private."""
    return Reply(say("Please say /group in the group or server that it is about."))


def asleep(rules: Rules) -> str:
    """It is a quiet hour."""
    words = "This group is quiet until {hour}:00 ({zone}). Ask me in private, or later."
    return say(words, hour=rules.quiet_until, zone=rules.zone)


def not_a_maker(rules: Rules) -> str:
    """The person may not order here."""
    return say("In this group reels are ordered by {people}.", people=_people(rules.makers))


def other_looks(looks: Sequence[str]) -> str:
    """A look that the group does not have."""
    return say("In this group there are these looks: {looks}.", looks=", ".join(looks))


def budget(standing: Standing) -> str:
    """Who pays for what is ordered in a group."""
    if not standing.pays:
        return say("everybody for themselves")
    share = _parts(standing.share) or say("all of it")
    return say("the group, within {limits}; each member {share}", limits=_parts(standing.quota), share=share)


def not_here(rules: Rules) -> Reply:
    """The bot is not spoken to in this channel."""
    return Reply(say("Here I am spoken to in {channels}.", channels=_listed(rules.channels, "<#{}>")))


def not_you(rules: Rules) -> Reply:
    """The person lacks the role."""
    return Reply(say("In this group I work for {people}.", people=_people(rules.roles)))


def _places(ids: tuple[str, ...]) -> str:
    return say("every channel") if EVERYWHERE in ids else _listed(ids, "<#{}>")


def _listed(ids: tuple[str, ...], form: str) -> str:
    return ", ".join(form.format(each) for each in ids)


def _people(ids: tuple[str, ...]) -> str:
    return ", ".join(each if each == ADMINS else f"<@&{each}>" for each in ids)


def _above(micros: int | None) -> str:
    return say("nothing") if micros is None else say("above {price}", price=dollars(micros))


def _parts(overrides: Overrides) -> str:
    words = {field: name for name, field in PARTS.items()}
    told = [(words[field], most, field.startswith("micros")) for field, most in overrides.items()]
    return " ".join(
        f"{name}={'unlimited' if most is None else dollars(most) if is_money else most}"
        for name, most, is_money in told
    )
