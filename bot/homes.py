"""Which command has an option that somebody names where it does not belong."""

from collections.abc import Iterable
from difflib import get_close_matches

from bot.reading import ALIKE, WHOLE_NUMBER, plain, spellings
from core.talk import Command, Kind, Option

_BEGINNING = 3


class Homes:
    """The options of all commands, in their order."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._homes: dict[str, list[tuple[Command, Option]]] = {}
        for command in commands:
            for option in command.options:
                if not option.is_rest:
                    self._homes.setdefault(option.name, []).append((command, option))

    def line(self, name: str, value: str) -> str:
        """The line that sets the option of about that name, empty when these are no option of any command."""
        meant = get_close_matches(name, self._homes, n=1, cutoff=ALIKE)
        if len(name) >= _BEGINNING:
            meant += [each for each in self._homes if each.startswith(name)]
        for command, option in (home for each in meant for home in self._homes[each]):
            if _fits(option, value) and (option.name == name or option.kind is not Kind.TEXT):
                return f"/{command.name} {option.name}={value}"
        return ""


def _fits(option: Option, value: str) -> bool:
    """Whether it could be told that: `time=18:00` is an option, `time=money` a saying."""
    match option.kind:
        case Kind.CHOICE:
            return plain(value) in {spelt for spelt, _ in spellings(option)}
        case Kind.INTEGER:
            return WHOLE_NUMBER.fullmatch(value) is not None
        case Kind.WORD:
            return bool(option.choices) or not value.isalpha()
        case Kind.TEXT:
            return bool(value)
