"""Each sentence in the language of whoever reads it: English in the code, the others in `locale/`.

A language is set at the doors where words are made, for as long as they are (`speaking`). A catalogue is
read when somebody first speaks its language; English needs none.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

ENGLISH = "en"
TONGUES = {
    "en": "English",
    "es": "Español",
    "pt": "Português",
    "de": "Deutsch",
    "fr": "Français",
    "ru": "Русский",
    "uk": "Українська",
    "ar": "العربية",
    "hi": "हिन्दी",
    "id": "Bahasa Indonesia",
    "ja": "日本語",
}
"""The languages that the bot speaks, in their own names."""

CALLED, HEARD = "called", "heard"
"""Contexts in the catalogues: what commands are called, and sentences with values from where no language is
known: the studio and whoever works for it."""

_LEFTWARD = frozenset({"ar"})
_FORMER = {"in": "id"}
"""Tags that old phones still send."""

_ISOLATED, _END = "\u2068", "\u2069"
_FROM_THE_RIGHT, _FROM_THE_LEFT = "\u200f", "\u200e"
_SLASH = re.compile(r"(?<!\S)/(?=[a-z])")
_ADDRESS = re.compile(r"https?://\S+")

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def spoken(tag: str) -> str:
    """The language that we speak with somebody whose language is this BCP 47 tag: English for any other."""
    return _primary(tag) if is_spoken(tag) else ENGLISH


def is_spoken(tag: str) -> bool:
    """Whether we speak the language of a BCP 47 tag."""
    return _primary(tag) in TONGUES


def _primary(tag: str) -> str:
    language = tag.replace("_", "-").partition("-")[0].lower()
    return _FORMER.get(language, language)


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Within this, all words are made in that language."""
    before = _spoken.set(spoken(tag))
    try:
        yield
    finally:
        _spoken.reset(before)


def current() -> str:
    """The language that words are made in now."""
    return _spoken.get()


def is_leftward(language: str) -> bool:
    """Whether it is written from right to left."""
    return language in _LEFTWARD


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All sentences in one language; `heard` are those that come in English from below, by their English."""

    told: GNUTranslations
    heard: Mapping[str, str]


def mark(words: str) -> str:
    """Words to be said later: they are found for the catalogues, and stay English until then."""
    return words


def mark_count(one: str, many: str = "") -> tuple[str, str]:
    """Words to be counted later; without `many` they are the same in English."""
    return one, many or one


def say(words: str, /, **values: object) -> str:
    """A sentence in the current language; `{names}` in it stand for the values."""
    language = _spoken.get()
    if language != ENGLISH:
        words = catalogue(language).told.gettext(words)
    return words.format(**_apart(language, values)) if values else words


def count(number: int, one: str, many: str, /, **values: object) -> str:
    """The same for one or many of something; `{number}` stands for how many."""
    language = _spoken.get()
    if language != ENGLISH:
        words = catalogue(language).told.ngettext(one, many, number)
    else:
        words = one if number == 1 else many
    return words.format(number=number, **_apart(language, values))


def either(words: Sequence[str]) -> str:
    """`a, b or c`."""
    return _listed(words, "or")


def both(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return _listed(words, "and")


def number(value: float) -> str:
    """A number as it is written, with three places at most: `12,345`, `2.5`."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=_spoken.get())


def facing(text: str) -> str:
    """A text in a language from the right: lines that begin with a foreign word begin at the right, too.

    The slash of a command stays before its name.
    """
    if not is_leftward(_spoken.get()):
        return text
    text = _SLASH.sub(f"{_FROM_THE_LEFT}/", text)
    return "\n".join(f"{_FROM_THE_RIGHT}{line}" if _turns(line) else line for line in text.split("\n"))


@cache
def catalogue(language: str) -> Catalogue:
    """All sentences in a language other than English. Reads a file of this package, once."""
    # Whoever speaks English is not kept waiting for the library.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (files("bot.voice") / "locale" / f"{language}.po").open("rb") as page:
        read = read_po(page, locale=language)
    write_mo(compiled, read)
    compiled.seek(0)
    heard = {str(each.id): str(each.string) for each in read if each.context == HEARD and each.string}
    return Catalogue(GNUTranslations(compiled), heard)


def _apart(language: str, values: dict[str, object]) -> dict[str, object]:
    """The values, those that could be written the other way round set apart from the sentence."""
    is_left = is_leftward(language)
    if not is_left and all(map(str.isascii, map(str, values.values()))):
        return values
    return {name: _set_apart(value, is_left) for name, value in values.items()}


def isolated(value: str) -> str:
    """A value set apart from the sentence around it, if it could be written the other way round."""
    return str(_set_apart(value, is_leftward(_spoken.get())))


def _set_apart(value: object, leftward: bool) -> object:
    if not isinstance(value, str) or not value or (value.isascii() and not leftward):
        return value
    # What ends an address or a line of several is not ours to add to.
    if _ADDRESS.search(value) or "\n" in value or _ISOLATED in value:
        return value
    is_other = _has(value, "L", "ET") if leftward else _has(value, "R", "AL")
    return f"{_ISOLATED}{value}{_END}" if is_other else value


def _has(text: str, *directions: str) -> bool:
    return any(unicodedata.bidirectional(letter) in directions for letter in text)


def _turns(line: str) -> bool:
    """Whether a line with words from the right begins with one from the left."""
    first = next((way for letter in line if (way := unicodedata.bidirectional(letter)) in _STRONG), "")
    return first == "L" and _has(line, "R", "AL")


_STRONG = frozenset({"L", "R", "AL"})


def _listed(words: Sequence[str], style: str) -> str:
    language = _spoken.get()
    if language == ENGLISH or len(words) < 2:
        return f" {style} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
    from babel.lists import format_list

    return format_list(words, style="or" if style == "or" else "standard", locale=language)
