"""Sentences of the studio and of those who work for it, which come in English, in the current language.

They are worded where no language is known: kept with a job, logged, told to several people. So each is
recognised here by its pattern, with its values. What is not recognised stays English.
"""

import re
from functools import cache

from bot.voice.tongue import ENGLISH, catalogue, current, facing, isolated, speaking

_PLACE = re.compile(r"\{(\w+)\}")
_BETWEEN = re.compile(r"(?<=[.!?…”]) (?=[A-Z“])")


def reword(english: str) -> str:
    """One or several sentences in the current language."""
    if current() == ENGLISH or not english:
        return english
    if (known := _known(english)) is not None:
        return known
    said, parts = [], _BETWEEN.split(english)
    while parts:
        # A pattern may have several sentences: the longest is the one that is meant.
        for length in range(len(parts), 0, -1):
            known = _known(" ".join(parts[:length]))
            if known is not None or length == 1:
                said.append(known or parts[0])
                parts = parts[length:]
                break
    return " ".join(said)


def reworded(english: str, tag: str) -> str:
    """The same in the language of a BCP 47 tag."""
    with speaking(tag):
        return facing(reword(english))


def _known(english: str) -> str | None:
    language = current()
    told = catalogue(language).told.gettext(english)
    if told != english:
        return told
    for pattern, words in _patterns(language):
        if found := pattern.fullmatch(english):
            values = {name: isolated(_known(value) or value) for name, value in found.groupdict().items()}
            return words.format(**values)
    return None


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """What each sentence with values looks like, the most words first."""
    heard = sorted(catalogue(language).heard.items(), key=lambda each: -len(_PLACE.sub("", each[0])))
    return tuple((re.compile(_shape(english), re.DOTALL), words) for english, words in heard)


def _shape(english: str) -> str:
    parts = _PLACE.split(english)
    return "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
