"""What is said when something was not understood, and what would be."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from core.talk import PICTURE, Command, Kind, Option, Reply

_SHOWN = 60
_LISTED = 10


def short(text: str, limit: int = _SHOWN) -> str:
    """The beginning of a text, for quoting it back."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def misspelt(name: str, meant: str) -> str:
    """An option's name looks like a slip of the finger."""
    return f"There is no option “{name}”. Did you mean {meant}=…?"


def not_among(option: Option, typed: str) -> str:
    """A value that is none of the choices."""
    labels = [label for label, _ in option.choices]
    near = get_close_matches(typed.casefold(), {label.casefold(): label for label in labels}, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    given = f"cannot be “{short(typed, 30)}”" if typed else "needs a value"
    return f"{option.name} {given}.{hint} It can be {_some(labels)}."


def not_in_range(option: Option, typed: str) -> str:
    """A number that is none, or out of bounds."""
    given = f"; “{short(typed, 30)}” is not" if typed else ""
    return f"{option.name} is a whole number from {option.least} to {option.most}{given}."


def no_language(typed: str) -> str:
    """Something that names no language."""
    return f"I do not know the language “{short(typed, 30)}”. Say it like language=de or language=German."


def too_long(option: Option, length: int) -> str:
    """A text over its limit."""
    return (
        f"That {option.name} has {length:,} characters; {option.most:,} is the most I can work with. "
        "Please say it shorter."
    )


def too_long_idea(length: int, limit: int) -> str:
    """Plain words that are too long for an idea."""
    return (
        f"That is {length:,} characters; an idea for a reel has at most {limit:,}. What is the heart of it?"
    )


def very_long(length: int, limit: int) -> str:
    """A message that nobody would read."""
    return f"That message has {length:,} characters; I read up to {limit:,}. Please say it shorter."


def unknown(name: str, rest: str, commands: Sequence[Command]) -> Reply:
    """A command that does not exist."""
    near = get_close_matches(name, [command.name for command in commands], n=1, cutoff=0.6)
    if near:
        line = f"/{near[0]} {rest}".strip()
        return Reply(
            f"I do not know /{short(name, 30)}. Did you mean /{near[0]}?", ((short(line, 40), line),)
        )
    return Reply(f"I do not know /{short(name, 30)}. /help lists what I know.", (("Help", "/help"),))


def nothing_said() -> Reply:
    """An empty line, or one that nobody can see."""
    return Reply("I see no words in that. Tell me an idea for a reel, or say /help.")


def is_topic(text: str, picture: str = "") -> Reply:
    """Plain words from somebody who has a niche; `picture` is our name for one that came along."""
    order = f"/generate {PICTURE}={picture} {text}" if picture else f"/generate {text}"
    return Reply(f"Shall I make a reel about “{short(text)}”?", (("Make it", order),))


def is_niche(text: str) -> Reply:
    """Plain words from somebody who has none yet."""
    return Reply(
        f"Is “{short(text)}” what your videos are about? I keep it as your niche; ideas for reels come next.",
        (("Yes, my niche", f"/niche {text}"),),
    )


def nodded_yes(asks: str) -> Reply:
    """Yes, where a button or words were asked for."""
    if asks:
        return Reply("Please tell me in a few words.", asks=asks)
    return Reply(
        "If that answers a question of mine, please press the button under it. "
        "Else tell me an idea for a reel in a few words."
    )


def nodded_no() -> Reply:
    """No, where something was asked."""
    return Reply("All right, nothing is done. Tell me an idea for a reel whenever you like.")


def nodded_stop() -> Reply:
    """Stop, where it is not clear what."""
    return Reply("I ask no more. Shall I stop a reel that is under way, too?", (("Stop a reel", "/cancel"),))


def only_upright(shape: str) -> str:
    """Another shape than ours was wished for."""
    return f"Every reel is upright, 9:16, so {shape} cannot be had. Please say the idea without it."


def needed(option: Option, begun: str) -> Reply:
    """A required option is missing."""
    return Reply(option.question, asks=begun)


def offered(command: Command, told: Mapping[str, str | int], left: Sequence[Option]) -> Reply:
    """The next question to whoever is guided through a command: choices, or words of their own."""
    option, *rest = left
    choices = [(label, line(command, {**told, option.name: value}, rest)) for label, value in option.choices]
    choices.append(("Skip", line(command, told, rest)))
    if rest:
        choices.append(("That is all", line(command, told, ())))
    return Reply(option.question, tuple(choices), asks=line(command, told, rest, option))


def line(
    command: Command,
    told: Mapping[str, str | int],
    left: Sequence[Option],
    last: Option | None = None,
) -> str:
    """The command line so far: what is told, what is left to be asked, and what the next words are for."""
    known = [f'{name}="{str(value).replace(chr(34), "”")}"' for name, value in told.items()]
    asked = [f"{option.name}=" for option in left if option is not last]
    if last is None:
        return " ".join([f"/{command.name}", *known, *asked])
    # Words for the rest of the line need no name, unless an unanswered question stands before them.
    name = "" if last.is_rest and not asked else f"{last.name}="
    return " ".join([f"/{command.name}", *known, *asked, name])


def slower(seconds: float) -> str:
    """Somebody, a group, or a crowd of strangers asks more than we can bear."""
    return f"That was quick. Please wait {max(1, round(seconds))} s before you ask again."


def only_admins(command: Command) -> Reply:
    """Somebody asked for what the place keeps to those who run it."""
    return Reply(f"Only those who run this place can use /{command.name}.")


def only_in_private(command: Command) -> Reply:
    """A command that is nobody else's business was used in a group."""
    return Reply(f"Please say /{command.name} to me in private.")


def usage(command: Command) -> str:
    """How to write a command: `/generate <idea> [seconds=5..60] [look=noir]`."""
    parts = [f"/{command.name}", *(_slot(option) for option in command.options)]
    return " ".join(parts)


def _slot(option: Option) -> str:
    if option.is_rest:
        return f"<{option.name}>" if option.is_required else f"[{option.name}]"
    value = f"{option.least}-{option.most}" if option.kind is Kind.INTEGER else "…"
    return f"[{option.name}={value}]"


def _some(labels: Sequence[str]) -> str:
    """All of them, or the first few when nobody would read them all."""
    if len(labels) <= _LISTED:
        return listed(labels)
    first = ", ".join(labels[:_LISTED])
    return f"{first}, and {len(labels) - _LISTED} more that /help with the command's name shows"


def listed(words: Sequence[str]) -> str:
    """`a, b or c`."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
