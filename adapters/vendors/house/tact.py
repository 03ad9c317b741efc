"""What the house does not film, and what it does not joke about."""

import tomllib
from dataclasses import dataclass
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
        things, deeds = self.to_what.spans(kept), self.doing.spans(kept)
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
    """Reads its page once; looking at a brief takes about a millisecond."""

    def __init__(self) -> None:
        page = tomllib.loads(_PAGE.read_text(encoding="utf-8"))
        self._refused = tuple(_rule(**raw) for raw in page["refused"].values())
        self._grave = _rule(**page["grave"])
        self._adult = _rule(**page["adult"])

    def refusal(self, brief: Brief) -> str:
        """Why this cannot be made, in one sentence for the requester; empty when it can."""
        rule = self._broken(brief)
        return rule.sentence if rule is not None else ""

    def instead(self, brief: Brief) -> str:
        """A harmless idea near one that is refused; empty where there is none to be offered."""
        rule = self._broken(brief)
        return rule.instead if rule is not None else ""

    def _broken(self, brief: Brief) -> _Rule | None:
        texts = _texts(brief)
        return next((rule for rule in self._refused if any(map(rule.applies, texts))), None)

    def is_for_adults(self, brief: Brief) -> bool:
        """Whether only grown-ups should see it; knows plain words in some languages, and no more."""
        return any(map(self._adult.applies, _texts(brief)))

    def is_grave(self, brief: Brief) -> bool:
        """Whether it touches what hurts people: it is then told plainly."""
        return any(map(self._grave.applies, _texts(brief)))


def _rule(*, sentence: str = "", instead: str = "", **listed: str) -> _Rule:
    named = (
        Words(listed.get(name, "").split())
        for name in ("always", "doing", "to_what", "of", "anybody", "unless")
    )
    return _Rule(sentence, instead, *named)


def _texts(brief: Brief) -> list[list[str]]:
    """The words of all that the requester wrote, each text by itself."""
    niche = brief.niche
    return [words_of(text) for text in (brief.topic, niche.subject, niche.ideas)]
