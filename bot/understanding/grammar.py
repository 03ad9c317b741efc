"""From a line that somebody typed to the values of a command's options, by its declaration."""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches

from bot.understanding.loose_words import told_around
from bot.voice import asking
from core.errors import Refused
from core.talk import PICTURE, Command, Kind, Option
from core.wording import is_visible

Values = dict[str, str | int]
Elsewhere = Callable[[Command, str, str, bool], str]

# Tabs and line breaks are white space; a terminal's escape sequences, other control characters,
# marks that turn the direction of whatever follows, halves of characters and non-characters mean
# nothing in a sentence.
_CONTROL = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|"
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_COMMAND = re.compile(r"/([^\W\d_][\w-]*)(?:@\w+)?(?:\s+|$)")
_QUOTED = re.compile(r"\"([^\"]*)\"(?!\S)|'([^']*)'(?!\S)|[“„«]([^”“»]*)[”“»](?!\S)")
WHOLE_NUMBER = re.compile(r"([+-]?\d{1,9})(?:s|secs?|seconds?)?", re.IGNORECASE)
_MISSPELT = re.compile(
    r"(?<![^\s,;])(?:--(?P<flag>[A-Za-z]\w*)(?:=|\s+|$)"
    r"|(?P<name>[A-Za-z]\w*)(?:=(?=\S)|(?P<colon>:\s?)(?=[^\s/])))(?P<value>\S*)"
)
_PICTURE = Option(PICTURE, "the picture that came along, as we named it", Kind.WORD)
_BETWEEN = " ,;"
"""What may stand between two options."""

_CHOICE_WORDS = 4
_PREFIX = 3
ALIKE = 0.82


def clean(text: str) -> str:
    """The same on one line, without characters that nobody can see or that steer a terminal."""
    return " ".join(_CONTROL.sub("", text).split())


def split(line: str) -> tuple[str, str] | None:
    """The command's name and the rest of a clean line; None when the line is no command."""
    found = _COMMAND.match(line)
    return (found[1].lower(), line[found.end() :]) if found else None


def plain(words: str) -> str:
    """How choices are compared: `Tik Tok`, `tik-tok` and `TikTok` are the same."""
    return "".join(filter(str.isalnum, words.casefold()))


def _nowhere(command: Command, name: str, value: str, is_sure: bool) -> str:
    del command, name, value, is_sure
    return ""


class Grammar:
    """How one command is written: `/generate the idea seconds=5 --look noir model: "WAN 2.5"`.

    `elsewhere` gives what to write instead of the name and value of an option that it lacks, empty when
    they are none; unless it is sure that an option is meant, only a value that is one of its own counts.
    """

    def __init__(self, command: Command, elsewhere: Elsewhere = _nowhere) -> None:
        self._command = command
        self._elsewhere = elsewhere
        known = (*command.options, _PICTURE) if command.takes_picture else command.options
        self._options = {option.name: option for option in known}
        self._rest = next((option for option in command.options if option.is_rest), None)
        self._counted = {unit: option for option in known for unit in option.units}
        self._behind = {plain(word): option.name for option in known for word in option.said_behind}
        self._required = tuple(option for option in command.options if option.is_required)
        self._words = {option.name: dict(spellings(option)) for option in known}
        # A rest option can be named too: `/generate idea="seconds=5 explained"`.
        names = "|".join(map(re.escape, self._options)) or r"(?!)"
        self._mark = re.compile(
            rf"(?<![^\s,;])(?:--(?P<flag>{names})(?:\s*[=:]\s*|\s+|$)|(?P<name>{names})\s?(?P<sign>[=:])\s*)",
            re.IGNORECASE,
        )

    def read(self, line: str) -> Values:
        """What a clean line says, unchecked. Raises Refused for what seems an option and is none here."""
        values: Values = {}
        rest: list[str] = []
        at = self._quoted_first(line, values)
        while mark := self._mark.search(line, at):
            before = line[at : mark.start()]
            option = self._options[(mark["flag"] or mark["name"]).lower()]
            is_next = at > 0 and not line[at : mark.start()].strip(_BETWEEN)
            is_sure = mark["sign"] != ":" or is_next or _is_tight(line, mark)
            value, at = self._value(option, line, mark.end(), is_sure=is_sure)
            if value is None:
                rest += [before, mark[0]]
                continue
            rest.append(before.rstrip(_BETWEEN))
            values[option.name] = value
            at += len(line[at:]) - len(line[at:].lstrip(_BETWEEN))
        rest.append(line[at:])
        self._take_rest(" ".join(filter(None, map(str.strip, rest))), values)
        return values

    def check(self, values: Mapping[str, str | int]) -> Values:
        """The values as their options want them. Raises Refused with what is allowed."""
        checked = {
            name: self._checked(self._options[name], value)
            for name, value in values.items()
            if name in self._options
        }
        return {name: value for name, value in checked.items() if value != ""}

    def parted(self, values: Mapping[str, str | int]) -> tuple[Values, list[Option]]:
        """What is told, and the options that are named without a value, to be asked about in their order."""
        named = [name for name, value in values.items() if value == ""]
        if not named:
            return dict(values), []
        left = [o for o in self._options.values() if o.name in named and o.question and not o.is_required]
        names = {option.name for option in left}
        return {name: value for name, value in values.items() if name not in names}, left

    def unasked(self, values: Mapping[str, str | int]) -> list[Option]:
        """The options that somebody who is guided is asked about, and has not told yet."""
        return [
            o for o in self._options.values() if o.question and not o.is_required and o.name not in values
        ]

    def missing(self, values: Mapping[str, str | int]) -> Option | None:
        """The first required option that was not told."""
        return next((option for option in self._required if option.name not in values), None)

    def _quoted_first(self, line: str, values: Values) -> int:
        """Take a leading `"the whole idea"`, whatever stands in it; returns where to read on."""
        quoted = _QUOTED.match(line)
        if self._rest is None or quoted is None:
            return 0
        end = quoted.end()
        if end < len(line) and not self._mark.match(line, end + 1):
            return 0
        values[self._rest.name] = _inside(quoted)
        return end

    def _take_rest(self, text: str, values: Values) -> None:
        if "=" in text or "--" in text or ":" in text:
            self._refuse_misspelt(text)
        if self._rest is None and self._options and text:
            raise Refused(asking.not_understood(text, self._command))
        if self._rest is None or not text or self._rest.name in values:
            return
        if self._counted:
            text = told_around(text, self._counted, self._behind, values)
        quoted = _QUOTED.fullmatch(text)
        whole = _inside(quoted) if quoted else text
        is_cut = self._rest.kind is Kind.WORD and not self._rest.keeps_words
        values[self._rest.name] = whole.partition(" ")[0] if is_cut else whole

    def _refuse_misspelt(self, text: str) -> None:
        for found in _MISSPELT.finditer(text):
            name, value = (found["flag"] or found["name"]).lower(), found["value"].rstrip(",;")
            # `Rome: the fall` is a title, which nobody writes without the space.
            is_sure = not (found["colon"] or "").endswith(" ")
            near = get_close_matches(name, self._options, n=1, cutoff=ALIKE)
            if near and name != near[0] and (is_sure or self._can_be(self._options[near[0]], value)):
                told = asking.misspelt(name, near[0])
                raise Refused(asking.unless_quoted(told) if found["colon"] else told)
            if line := self._elsewhere(self._command, name, value, is_sure):
                raise Refused(asking.set_elsewhere(name, self._command, line))

    def _can_be(self, option: Option, value: str) -> bool:
        """Whether that is surely one of an option's values: any words are a text."""
        is_counted = option.kind in (Kind.INTEGER, Kind.CHOICE)
        return is_counted and self._first(option, value) is not None

    def _value(self, option: Option, line: str, at: int, *, is_sure: bool) -> tuple[str | None, int]:
        """The value that begins at `at`, and where it ends; None when a colon was only punctuation."""
        if quoted := _QUOTED.match(line, at):
            return _inside(quoted), quoted.end()
        following = self._mark.search(line, at)
        segment = line[at : following.start() if following else len(line)]
        segment = segment.rstrip(_BETWEEN) if following else segment.rstrip()
        value = self._first(option, segment)
        if value is None and (is_sure or self._is_slip(option, _word(segment))):
            value = _word(segment)
        return value, at if value is None else at + len(value)

    def _first(self, option: Option, segment: str) -> str | None:
        """As many words of the segment as surely belong to the option, None when none do."""
        if option.kind is Kind.TEXT:
            return segment
        word = _word(segment)
        if option.kind is Kind.INTEGER:
            return word if WHOLE_NUMBER.fullmatch(word) else None
        if option.kind is Kind.WORD:
            return word
        return next(
            (words for words in _beginnings(segment) if plain(words) in self._words[option.name]), None
        ) or (word if self._meant(option, word) else None)

    def _checked(self, option: Option, value: str | int) -> str | int:
        text = clean(str(value))
        match option.kind:
            case Kind.INTEGER:
                return _number(option, text)
            case Kind.CHOICE:
                meant = self._meant(option, text)
                if meant is None:
                    raise Refused(asking.not_among(option, text))
                return meant
            case _:
                if option.most is not None and len(text) > option.most:
                    raise Refused(asking.too_long(option, len(text)))
                return self._words[option.name].get(plain(text), text) if is_visible(text) else ""

    def _is_slip(self, option: Option, word: str) -> bool:
        """Whether it is one of the choices with a slip of the finger: `nior` for noir."""
        typed = plain(word)
        if len(typed) <= _PREFIX:
            return False
        # Letters change places within a word: `none` is no neon.
        ends = (typed[0], typed[-1], sorted(typed))
        swapped = any(ends == (known[:1], known[-1:], sorted(known)) for known in self._words[option.name])
        return swapped or bool(get_close_matches(typed, self._words[option.name], n=1, cutoff=ALIKE))

    def _meant(self, option: Option, typed: str) -> str | None:
        """The value for a choice's own words, another name for it, or an unmistakable beginning."""
        known, word = self._words[option.name], plain(typed)
        if word in known:
            return known[word]
        meant = (
            {value for name, value in known.items() if name.startswith(word)}
            if len(word) >= _PREFIX
            else set()
        )
        return meant.pop() if len(meant) == 1 else None


def spellings(option: Option) -> Iterator[tuple[str, str]]:
    """All ways to write a choice, as `plain` has them, with the value of each."""
    for label, value in option.choices:
        yield plain(label), value
        yield plain(value), value
    for alias, value in option.aliases.items():
        yield plain(alias), value


def _beginnings(segment: str) -> Iterator[str]:
    """The first four words, the first three, and so on."""
    words = segment.split(" ", _CHOICE_WORDS)[:_CHOICE_WORDS]
    for count in range(len(words), 0, -1):
        yield " ".join(words[:count])


def _is_tight(line: str, mark: re.Match[str]) -> bool:
    """Whether a value stands right behind the colon, as in `look:noir`."""
    return mark.end() < len(line) and not mark[0].endswith(" ") and " " not in mark[0]


def _word(segment: str) -> str:
    """The first word, without a comma behind it."""
    return segment.partition(" ")[0].rstrip(_BETWEEN)


def _inside(quoted: re.Match[str]) -> str:
    return next(text for text in quoted.groups() if text is not None).strip()


def _number(option: Option, text: str) -> int:
    found = WHOLE_NUMBER.fullmatch(text)
    number = int(found[1]) if found else None
    if number is None or not (option.least or 0) <= number <= (option.most or number):
        raise Refused(asking.not_in_range(option, text))
    return number
