"""What the house does not film, and what it does not joke about."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from core.brief import Brief

_PAGE = Path(__file__).with_name("tact.toml")
_WORD = re.compile(r"\w+(?:['-]\w+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_NEAR = 4


class _Words:
    """A list of words, phrases and beginnings, to be found in a text by where they stand."""

    def __init__(self, listed: str) -> None:
        words = listed.casefold().split()
        self._unspaced = tuple(word for word in words if _UNSPACED.search(word))
        self._beginnings = tuple(word[:-1] for word in words if word.endswith("*"))
        self._phrases: dict[str, list[list[str]]] = {}
        for word in words:
            first, *others = word.split("_")
            self._phrases.setdefault(first, []).append(others)

    def spans(self, words: list[str]) -> list[tuple[int, int]]:
        """First word and the one after the last, for each that was found."""
        found = [(at, at + 1) for at, word in enumerate(words) if self._begins(word)]
        for at, word in enumerate(words):
            for others in self._phrases.get(word, ()):
                end = at + 1 + len(others)
                if words[at + 1 : end] == others:
                    found.append((at, end))
        return found

    def _begins(self, word: str) -> bool:
        return bool(self._beginnings and word.startswith(self._beginnings)) or any(
            part in word for part in self._unspaced
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    """One kind of request; the sections of `tact.toml` say how it is recognised."""

    sentence: str
    always: _Words
    doing: _Words
    to_what: _Words
    unless: _Words

    def applies(self, words: list[str]) -> bool:
        """Whether the words are of this kind."""
        kept = list(words)
        for start, end in self.unless.spans(words):
            kept[start:end] = [""] * (end - start)
        if self.always.spans(kept):
            return True
        things = self.to_what.spans(kept)
        return bool(things) and any(
            0 <= thing[0] - deed[1] <= _NEAR or 0 <= deed[0] - thing[1] <= _NEAR
            for thing in things
            for deed in self.doing.spans(kept)
        )


class Tact:
    """Reads its page once; looking at a brief takes a fraction of a millisecond."""

    def __init__(self) -> None:
        page = tomllib.loads(_PAGE.read_text(encoding="utf-8"))
        self._refused = tuple(_rule(**raw) for raw in page["refused"].values())
        self._grave = _rule("", **page["grave"])
        self._adult = _rule("", **page["adult"])

    def refusal(self, brief: Brief) -> str:
        """Why this cannot be made, in one sentence for the requester; empty when it can."""
        texts = _texts(brief)
        return next((rule.sentence for rule in self._refused if any(map(rule.applies, texts))), "")

    def is_for_adults(self, brief: Brief) -> bool:
        """Whether only grown-ups should see it; knows plain words in some languages, and no more."""
        return any(map(self._adult.applies, _texts(brief)))

    def is_grave(self, brief: Brief) -> bool:
        """Whether it touches what hurts people: it is then told plainly."""
        return any(map(self._grave.applies, _texts(brief)))


def _rule(sentence: str, always: str, doing: str = "", to_what: str = "", unless: str = "") -> _Rule:
    return _Rule(sentence, _Words(always), _Words(doing), _Words(to_what), _Words(unless))


def _texts(brief: Brief) -> list[list[str]]:
    """The words of all that the requester wrote, each text by itself, case and widths evened out."""
    niche = brief.niche
    texts = (brief.topic, niche.subject, niche.ideas)
    return [_WORD.findall(unicodedata.normalize("NFKC", t).casefold().replace("’", "'")) for t in texts]
