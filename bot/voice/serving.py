"""What a group has settled, and what its members hear of it."""

from collections.abc import Sequence

from core.account import Overrides, Standing
from core.money import dollars
from core.quota import PARTS
from core.rules import ADMINS, Rules
from core.talk import Reply


def settled(rules: Rules, standing: Standing, *, is_new: bool) -> Reply:
    """The rules of a group, and how to change them."""
    looks = ", ".join(rules.looks) or "all"
    quiet = (
        f"{rules.quiet_from}-{rules.quiet_until} h ({rules.zone})" if rules.quiet_from is not None else "none"
    )
    lines = [
        f"{'Noted. ' if is_new else ''}What this group has settled:",
        f"Spoken to in: {_listed(rules.channels, '<#{}>') or 'every channel'}",
        f"By: {_people(rules.roles) or 'everybody'}",
        f"Reels by: {_people(rules.makers) or 'everybody who may speak to me'}",
        f"Paid reels by: {_people(rules.spenders) or 'everybody who may order'}",
        f"Niche of those who have none: {rules.niche.subject if rules.niche else 'none'}",
        f"Language: {rules.language or 'everybody’s own'}; looks: {looks}; quiet hours: {quiet}",
        f"Asked about first: {_above(standing.asks_above)}",
        f"With your yes only: {_above(standing.admins_above)}",
        f"Paid by: {budget(standing)}",
        f"Quiet, every answer for one pair of eyes: {'on' if rules.is_quiet else 'off'}",
        "Change a part by naming it; “all” opens a part for everybody again.",
    ]
    return Reply("\n".join(lines))


def no_group() -> Reply:
    """There is nothing to settle in private."""
    return Reply("Please say /group in the group or server that it is about.")


def asleep(rules: Rules) -> str:
    """It is a quiet hour."""
    return f"This group is quiet until {rules.quiet_until}:00 ({rules.zone}). Ask me in private, or later."


def not_a_maker(rules: Rules) -> str:
    """The person may not order here."""
    return f"In this group reels are ordered by {_people(rules.makers)}."


def other_looks(looks: Sequence[str]) -> str:
    """A look that the group does not have."""
    return f"In this group there are these looks: {', '.join(looks)}."


def budget(standing: Standing) -> str:
    """Who pays for what is ordered in a group."""
    if not standing.pays:
        return "everybody for themselves"
    return f"the group, within {_parts(standing.quota)}; each member {_parts(standing.share) or 'all of it'}"


def not_here(rules: Rules) -> Reply:
    """The bot is not spoken to in this channel."""
    return Reply(f"Here I am spoken to in {_listed(rules.channels, '<#{}>')}.")


def not_you(rules: Rules) -> Reply:
    """The person lacks the role."""
    return Reply(f"In this group I work for {_people(rules.roles)}.")


def _listed(ids: tuple[str, ...], form: str) -> str:
    return ", ".join(form.format(each) for each in ids)


def _people(ids: tuple[str, ...]) -> str:
    return ", ".join(each if each == ADMINS else f"<@&{each}>" for each in ids)


def _above(micros: int | None) -> str:
    return "nothing" if micros is None else f"above {dollars(micros)}"


def _parts(overrides: Overrides) -> str:
    words = {field: name for name, field in PARTS.items()}
    told = [(words[field], most, field.startswith("micros")) for field, most in overrides.items()]
    return " ".join(
        f"{name}={'unlimited' if most is None else dollars(most) if is_money else most}"
        for name, most, is_money in told
    )
