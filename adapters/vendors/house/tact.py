"""What the house does not film, and what it does not joke about."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from core.reel.brief import Brief
from core.wording import Words, words_of

_PAGE = Path(__file__).with_name("tact.toml")
_NEAR = 4


@dataclass(frozen=True, slots=True)
class _Rule:
    """One kind of request; the sections of `tact.toml` say how it is recognised."""

    sentence: str
    instead: str
    always: Words
    doing: Words
    to_what: Words
    of: Words
    anybody: Words
    unless: Words

    def applies(self, words: list[str]) -> bool:
        """Whether the words are of this kind."""
        kept = self.unless.without(words)
        if self.always.spans(kept):
            return True
        deeds = self.doing.spans(kept)
        things = self.to_what.spans(kept) if deeds else ()
        return any(self._is_of_somebody(kept[deed[1] :]) for deed in deeds) or any(
            0 <= thing[0] - deed[1] <= _NEAR or 0 <= deed[0] - thing[1] <= _NEAR
            for thing in things
            for deed in deeds
        )

    def _is_of_somebody(self, rest: list[str]) -> bool:
        """Whether what follows a deed is `of` and a word that does not mean just anybody."""
        who = rest[1:2]
        return bool(self.of.spans(rest[:1]) and any(who)) and not self.anybody.spans(who)


class Tact:
    """Reads its page once. Looking at a new idea takes some 40 microseconds, a very long one takes 1 ms."""

    def __init__(self) -> None:
        page = tomllib.loads(_PAGE.read_text(encoding="utf-8"))
        self._refused = tuple(_rule(**raw) for raw in page["refused"].values())
        self._signs = Words(word for rule in page["refused"].values() for word in _signs(**rule))
        self._grave = _rule(**page["grave"])
        self._adult = _rule(**page["adult"])
        # A niche comes again with each idea.
        self._broken_by = lru_cache(maxsize=1024)(self._looked_at)

    def refusal(self, brief: Brief) -> str:
        """Why this cannot be made, in one sentence for the requester; empty when it can."""
        rule = self._broken(brief)
        return rule.sentence if rule is not None else ""

    def instead(self, brief: Brief) -> str:
        """A harmless idea near one that is refused; empty where there is none to be offered."""
        rule = self._broken(brief)
        return rule.instead if rule is not None else ""

    def _broken(self, brief: Brief) -> _Rule | None:
        broken = [number for text in _texts(brief) for number in self._broken_by(text)]
        return self._refused[min(broken)] if broken else None

    def _looked_at(self, text: str) -> tuple[int, ...]:
        """The first of the rules that a text breaks, by its number."""
        words = words_of(text)
        if not self._signs.occur(words):
            return ()
        return tuple(islice((n for n, rule in enumerate(self._refused) if rule.applies(words)), 1))

    def is_for_adults(self, brief: Brief) -> bool:
        """Whether only grown-ups should see it; knows plain words in some languages, and no more."""
        return any(map(self._adult.applies, map(words_of, _texts(brief))))

    def is_grave(self, brief: Brief) -> bool:
        """Whether it touches what hurts people: it is then told plainly."""
        return any(map(self._grave.applies, map(words_of, _texts(brief))))


def _rule(*, sentence: str = "", instead: str = "", **listed: str) -> _Rule:
    named = (
        Words(listed.get(name, "").split())
        for name in ("always", "doing", "to_what", "of", "anybody", "unless")
    )
    return _Rule(sentence, instead, *named)


def _signs(always: str = "", doing: str = "", **_: str) -> list[str]:
    """What a text must have something of to be of a kind."""
    return [*always.split(), *doing.split()]


def _texts(brief: Brief) -> tuple[str, ...]:
    """All that the requester wrote, each text by itself."""
    return brief.topic, brief.niche.subject, brief.niche.ideas
