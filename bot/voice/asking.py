"""What is said when something was not understood, and what would be."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from bot.voice.tongue import both, either, say
from core.talk import PICTURE, Choice, Command, Kind, Option, Reply

_SHOWN = 60
_LISTED = 10
_KEY = "key"


def short(text: str, limit: int = _SHOWN) -> str:
    """The beginning of a text, for quoting it back."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def misspelt(name: str, meant: str) -> str:
    """An option's name looks like a slip of the finger."""
    return say("There is no option “{name}”. Did you mean {meant}=…?", name=name, meant=meant)


def unless_quoted(told: str) -> str:
    """What is wrong with words that may be meant as they are, and how to say so."""
    return " ".join([told, say("Words in quotes are taken as they are.")])


def set_elsewhere(name: str, command: Command, line: str) -> str:
    """An option that this command does not have, but another has."""
    words = "/{command} has no option “{name}”. Did you mean {line}? Words in quotes are taken as they are."
    told = say(words, command=command.name, name=name, line=line)
    options = [option.name for option in command.options if not option.is_rest]
    return " ".join([told, say("It has {options}.", options=both(options))]) if options else told


def not_understood(text: str, command: Command) -> str:
    """Words that a command has no use for."""
    words = "I do not understand “{text}” there. Write it like this: {usage}"
    return say(words, text=short(text), usage=command.example or usage(command))


def not_among(option: Option, typed: str) -> str:
    """A value that is none of the choices."""
    labels = [label for label, _ in option.choices]
    if option.unknown and typed:
        choices = either([label for label, _ in labelled(option)])
        return say(option.unknown, typed=short(typed, 30), choices=choices)
    near = get_close_matches(typed.casefold(), {label.casefold(): label for label in labels}, n=1)
    parts = [
        say("{option} cannot be “{typed}”.", option=option.name, typed=short(typed, 30))
        if typed
        else say("{option} needs a value.", option=option.name)
    ]
    if near:
        parts.append(say("Did you mean {meant}?", meant=near[0]))
    return " ".join([*parts, say("It can be {choices}.", choices=_some(labels))])


def not_in_range(option: Option, typed: str) -> str:
    """A number that is none, or out of bounds."""
    told = {"option": option.name, "least": option.least, "most": option.most, "typed": short(typed, 30)}
    if typed:
        return say("{option} is a whole number from {least} to {most}; “{typed}” is not.", **told)
    return say("{option} is a whole number from {least} to {most}.", **told)


def no_language(typed: str) -> str:
    """Something that names no language."""
    words = "I do not know the language “{typed}”. Say it like language=de or language=German."
    return say(words, typed=short(typed, 30))


def too_long(option: Option, length: int) -> str:
    """A text over its limit."""
    return say(
        "That {option} has {length} characters; {most} is the most I can work with. Please say it shorter.",
        option=option.name,
        length=f"{length:,}",
        most=f"{option.most:,}",
    )


def too_long_idea(length: int, limit: int) -> str:
    """Plain words that are too long for an idea."""
    return say(
        "That is {length} characters; an idea for a reel has at most {most}. What is the heart of it?",
        length=f"{length:,}",
        most=f"{limit:,}",
    )


def very_long(length: int, limit: int) -> str:
    """A message that nobody would read."""
    return say(
        "That message has {length} characters; I read up to {most}. Please say it shorter.",
        length=f"{length:,}",
        most=f"{limit:,}",
    )


def unknown(name: str, rest: str, commands: Sequence[Command]) -> Reply:
    """A command that does not exist, or not here."""
    if name == _KEY:
        return Reply(say("Whoever runs this bot has not set up keys of your own, so there is no /key here."))
    near = get_close_matches(name, [command.name for command in commands], n=1, cutoff=0.6)
    if near:
        line = f"/{near[0]} {rest}".strip()
        words = say("I do not know /{name}. Did you mean /{meant}?", name=short(name, 30), meant=near[0])
        return Reply(words, ((short(line, 40), line),))
    words = say("I do not know /{name}. /help lists what I know.", name=short(name, 30))
    return Reply(words, ((say("Help"), "/help"),))


def nothing_said() -> Reply:
    """An empty line, or one that nobody can see."""
    return Reply(say("I see no words in that. Tell me an idea for a reel, or say /help."))


def is_topic(text: str, picture: str = "") -> Reply:
    """Plain words from somebody who has a niche; `picture` is our name for one that came along."""
    return is_sure(text, f"/generate {PICTURE}={picture} " if picture else "/generate ")


def is_sure(text: str, line: str) -> Reply:
    """An idea that may be ordered by the line which it completes."""
    words = say("Shall I make a reel about “{topic}”?", topic=short(text))
    return Reply(words, ((say("Make it"), f"{line}{text}"),))


def is_niche(text: str) -> Reply:
    """Plain words from somebody who has none yet."""
    return Reply(
        say(
            "Is “{niche}” what your videos are about? I keep it as your niche; ideas for reels come next.",
            niche=short(text),
        ),
        ((say("Yes, my niche"), f"/niche {text}"), (say("No, an idea for a reel"), f"/generate {text}")),
    )


def thanked() -> Reply:
    """Thanks, said to us."""
    return Reply(
        say("You are welcome. Tell me an idea for a reel whenever you like; /help lists what I know.")
    )


def nodded_yes(asks: str) -> Reply:
    """Yes, where a button or words were asked for."""
    if asks:
        return Reply(say("Please tell me in a few words."), asks=asks)
    return Reply(
        say(
            "If that answers a question of mine, please press the button under it. "
            "Else tell me an idea for a reel in a few words."
        )
    )


def nodded_no() -> Reply:
    """No, where something was asked."""
    return Reply(say("All right, nothing is done. Tell me an idea for a reel whenever you like."))


def nodded_stop(asks: str, *, is_busy: bool) -> Reply:
    """Stop, where something was asked, or reels are under way, or both."""
    if not is_busy:
        return nodded_no()
    words = say("Shall I stop a reel that is under way?")
    if asks:
        words = say("I ask no more. Shall I stop a reel that is under way, too?")
    return Reply(words, ((say("Stop a reel"), "/cancel"),))


def only_upright(shape: str) -> str:
    """Another shape than ours was wished for."""
    words = "Every reel is upright, 9:16, so {shape} cannot be had. Please say the idea without it."
    return say(words, shape=shape)


def needed(option: Option, begun: str) -> Reply:
    """A required option is missing."""
    return Reply(say(option.question), asks=begun)


def labelled(option: Option) -> Sequence[Choice]:
    """The choices of an option, as they are called here."""
    return [(say(label), value) for label, value in option.choices]


def offered(command: Command, told: Mapping[str, str | int], left: Sequence[Option]) -> Reply:
    """The next question to whoever is guided through a command: choices, or words of their own."""
    option, *rest = left
    choices = [
        (label, line(command, {**told, option.name: value}, rest)) for label, value in labelled(option)
    ]
    choices.append((say("Skip"), line(command, told, rest)))
    if rest:
        choices.append((say("That is all"), line(command, told, ())))
    return Reply(say(option.question), tuple(choices), asks=line(command, told, rest, option))


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
    words = "That was quick. Please wait {seconds} s before you ask again."
    return say(words, seconds=max(1, round(seconds)))


def only_admins(command: Command) -> Reply:
    """Somebody asked for what the place keeps to those who run it."""
    return Reply(say("Only those who run this place can use /{command}.", command=command.name))


def only_in_private(command: Command) -> Reply:
    """A command that is nobody else's business was used in a group."""
    return Reply(say("Please say /{command} to me in private.", command=command.name))


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
        return either(labels)
    return say(
        "{first}, and {number} more that /help with the command's name shows",
        first=", ".join(labels[:_LISTED]),
        number=len(labels) - _LISTED,
    )
