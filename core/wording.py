"""Lists of words, phrases and beginnings of words, found in what people write, whatever their script."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# From India to Thailand vowels are marks on their letters, and belong to the word. Elsewhere, once what can
# be is joined to its letter, a mark is an accent that nobody needs to read the word, or is not even seen.
_MARKS = map(chr, (*range(0x0900, 0x0E4F), 0x3099, 0x309A))
_VOWELS = "".join(mark for mark in _MARKS if unicodedata.category(mark).startswith("M"))
_WRITTEN = frozenset(_VOWELS)
_WORD = re.compile(rf"\w[\w{_VOWELS}]*(?:['-]\w[\w{_VOWELS}]*)*")
_ASCII_WORD = re.compile(r"\w+(?:['-]\w+)*")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"})
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by their category, and empty to the eye."""
_JOINER = "\u034f"
"""A mark that is never seen, and keeps letters from being joined to their accents."""
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def is_visible(text: str) -> bool:
    """Whether there is anything to see: joiners, fillers and spaces of no width alone are nothing."""
    return any(map(_is_seen, text))


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in _UNSEEN and letter not in _BLANKS


def words_of(text: str) -> list[str]:
    """The words of a text, case and widths evened out, without what nobody sees inside them."""
    return list(_words_of(text))


@lru_cache(maxsize=1024)
def _words_of(text: str) -> tuple[str, ...]:
    # An idea is held against many lists, and a niche comes again with each idea.
    if text.isascii():
        return tuple(_ASCII_WORD.findall(text.casefold()))
    return tuple(_WORD.findall(_evened(text)))


def _evened(text: str) -> str:
    """Without what is not seen, and one spelling for each word."""
    shown = (" " if letter in _BLANKS else letter for letter in text if _is_written(letter))
    joined = unicodedata.normalize("NFKC", "".join(shown)).casefold()
    return "".join(filter(_is_spelt, joined)).replace("’", "'")


def _is_written(letter: str) -> bool:
    return unicodedata.category(letter) != "Cf" and letter != _JOINER


def _is_spelt(letter: str) -> bool:
    return letter in _WRITTEN or unicodedata.category(letter)[0] != "M"


class Words:
    """A list, each of which may end in a star for a beginning; `_` is a space within a phrase."""

    def __init__(self, listed: Iterable[str]) -> None:
        words = [_evened(word) for word in listed]
        self._unspaced = tuple(word for word in words if _UNSPACED.search(word))
        self._beginnings = tuple(word[:-1] for word in words if word.endswith("*") and "_" not in word)
        self._phrases: dict[str, list[tuple[list[str], str | None]]] = {}
        for word in words:
            first, *others = word.split("_")
            begun = others.pop()[:-1] if others and word.endswith("*") else None
            self._phrases.setdefault(first, []).append((others, begun))
        parts = [rf"(?<!\S){re.escape(each)}" for each in self._beginnings]
        self._parts = re.compile("|".join([*parts, *map(re.escape, self._unspaced)]) or r"(?!)")

    def occur(self, words: list[str]) -> bool:
        """Whether any may stand there; quick, as most texts have nothing of most lists."""
        return not self._phrases.keys().isdisjoint(words) or bool(self._parts.search(" ".join(words)))

    def spans(self, words: list[str]) -> list[tuple[int, int]]:
        """First word and the one after the last, for each that was found."""
        if not self.occur(words):
            return []
        found = [(at, at + 1) for at, word in enumerate(words) if self._begins(word)]
        for at, word in enumerate(words):
            for others, begun in self._phrases.get(word, ()):
                end = at + 1 + len(others)
                if words[at + 1 : end] != others:
                    continue
                if begun is None:
                    found.append((at, end))
                elif end < len(words) and words[end].startswith(begun):
                    found.append((at, end + 1))
        return found

    def without(self, words: list[str]) -> list[str]:
        """The words with nothing where these stand, so that the others keep their distance."""
        kept = list(words)
        for start, end in self.spans(words):
            kept[start:end] = [""] * (end - start)
        return kept

    def _begins(self, word: str) -> bool:
        return bool(self._beginnings and word.startswith(self._beginnings)) or any(
            part in word for part in self._unspaced
        )
