"""What a server has settled, and what its members hear of it."""

from core.rules import Rules
from core.talk import Reply


def settled(rules: Rules, *, is_new: bool) -> Reply:
    """The rules of a server, and how to change them."""
    lines = [
        f"{'Noted. ' if is_new else ''}What this server has settled:",
        f"Spoken to in: {_listed(rules.channels, '<#{}>') or 'every channel'}",
        f"By: {_listed(rules.roles, '<@&{}>') or 'everybody'}",
        f"Paid reels by: {_listed(rules.spenders, '<@&{}>') or 'everybody who may speak to me'}",
        f"Niche of those who have none: {rules.niche.subject if rules.niche else 'none'}",
        f"Quiet, every answer for one pair of eyes: {'on' if rules.is_quiet else 'off'}",
        "Change a part by naming it; “all” opens a part for everybody again.",
    ]
    return Reply("\n".join(lines))


def no_server() -> Reply:
    """There is nothing to settle in private."""
    return Reply("Please say /server in the server that it is about.")


def not_here(rules: Rules) -> Reply:
    """The bot is not spoken to in this channel."""
    return Reply(f"In this server I am spoken to in {_listed(rules.channels, '<#{}>')}.")


def not_you(rules: Rules) -> Reply:
    """The person lacks the role."""
    return Reply(f"In this server I work for {_listed(rules.roles, '<@&{}>')}.")


def _listed(ids: tuple[str, ...], form: str) -> str:
    return ", ".join(form.format(each) for each in ids)
