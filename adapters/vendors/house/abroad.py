"""Tells an idea in another language: its own words, and between them lines that fit any picture."""

import re
import unicodedata
from dataclasses import replace

from adapters.vendors.house.desk import Desk
from adapters.vendors.house.idea import read_idea
from adapters.vendors.house.library import text
from adapters.vendors.house.plot import Plot
from adapters.vendors.house.telling import HOOK_WORDS, Lines, Telling, budget, spoken
from adapters.vendors.house.tongues import Pair, Tongue
from core.learning.arms import SHORT_HOOK, HookKind, Reason
from core.request_words import without_request

_AS_SAID = text("{said}.")
_ELIDED = re.compile(r"(?i)\b(?:[cdjlmnst]|qu)['’]")
_UNSPACED = re.compile(r"[\u4e00-\u9fff々]{2,}|[ァ-ヺー]{2,}|[A-Za-z]{3,}")
"""Where Japanese shows without spaces that a noun stands: in its characters, in its letters for loans."""
_MARKS = '"“”‘’«»„.,:;?!()…。、！？؟।¿¡'
_ARTICLE = re.compile(r"^[وف]?(?:[بك]?ال|لل)")
"""What an Arabic noun begins with."""
_FIRST_UNSPACED = "\u3000"
_OPENING = "¿¡«“"
_TELLING = 3
_TAG_WORDS, _TAG_LETTERS, _TAG_UNSPACED = 4, 24, 11
_LONGEST_TAG = 40
_GENERAL_TAGS = 3


def tell_abroad(desk: Desk, plot: Plot, tongue: Tongue) -> Telling:
    """Finds the words for a plot. No line comes twice before all of its phase have come."""
    openers = _openers(desk, tongue)
    kind, hook = openers[desk.brief.take % len(openers)]
    goal = "grave" if desk.is_grave else desk.brief.niche.goal
    call = desk.rng.choice(tongue.calls[goal])
    left = {phase: desk.rng.sample(pairs, len(pairs)) for phase, pairs in tongue.lines.items()}
    last = len(plot.steps) - 1
    scenes = []
    for at, step in enumerate(plot.steps):
        tail = call if at == last else desk.rng.choice(tongue.asides) if at == len(plot.steps) // 2 else ""
        lines = _quoted(step.card, tongue) if step.card else _told(*_next(left, step.beat.phase))
        heard = spoken([lines.said, tail], (0, 1), budget(desk, at))
        says_nothing = step.beat in desk.library.any_world.beats and step.icon == step.beat.icon
        shown = (_named_icon(desk) if at == 0 else "") or lines.icon
        scenes.append(replace(lines, said=heard, icon=shown if says_nothing else ""))
    return Telling(kind, hook, tuple(scenes), call)


def _openers(desk: Desk, tongue: Tongue) -> list[tuple[HookKind, Lines]]:
    """The hooks that suit the idea, in the order of its takes."""
    kinds = {HookKind.QUESTION: tongue.questions, HookKind.PLAIN: tongue.hooks}
    filled = {kind: _filled(desk, tongue, pairs) for kind, pairs in kinds.items()}
    if desk.is_grave or not tongue.asks.fullmatch(_small(desk.words["first"])):
        filled[HookKind.QUESTION] = []
    told = desk.brief.direction.hook
    chosen = [told] if told and filled.get(told) else list(filled)
    return _brisk(desk, [(kind, lines) for kind in chosen for lines in filled[kind]])


def _filled(desk: Desk, tongue: Tongue, pairs: tuple[Pair, ...]) -> list[Lines]:
    """The idea in each of them, shuffled for all takes."""
    first = desk.words["first"]
    typed = _small(first) if desk.brief.topic.lstrip(_OPENING)[:1].islower() else first
    words = {**desk.words, "asked": _small(first), "typed": typed}
    shuffled = desk.order.sample(pairs, len(pairs))
    return [Lines(a.filled(words), b.filled(words), _keyword(first, tongue)) for a, b in shuffled]


def _brisk(desk: Desk, openers: list[tuple[HookKind, Lines]]) -> list[tuple[HookKind, Lines]]:
    """Those that can be said in time, shorter ones where hooks were weak; of a long idea the shortest."""
    most = SHORT_HOOK if Reason.HOOK in desk.brief.direction.heeds else HOOK_WORDS
    lengths = [len(lines.said.split()) for _, lines in openers]
    longest = max(most, min(lengths))
    return [opener for opener, length in zip(openers, lengths, strict=True) if length <= longest]


def _small(idea: str) -> str:
    begun = len(idea) - len(idea.lstrip(_OPENING))
    return f"{idea[: begun + 1].lower()}{idea[begun + 1 :]}"


def _named_icon(desk: Desk) -> str:
    """What shows the first thing that the idea names, or else the niche; empty for what has no picture."""
    for named in (desk.subject.idea.text, desk.brief.niche.subject):
        for part in unicodedata.normalize("NFC", _ELIDED.sub("", named.lower())).split():
            bare = _ARTICLE.sub("", part.strip(_MARKS))
            for word, icon in desk.library.icons_abroad.items():
                is_begun = word[-1] == "*" and bare.startswith(word[:-1])
                if bare == word or is_begun or (word[0] > _FIRST_UNSPACED and word in bare):
                    return icon
    return ""


def _next(left: dict[str, list[tuple[Pair, str]]], phase: str) -> tuple[Pair, str]:
    """The next line of a phase; of another one, where those are used up."""
    longest = max(left, key=lambda other: len(left[other]))
    return left[phase if left[phase] else longest].pop()


def _told(pair: Pair, icon: str) -> Lines:
    said, marked = (one.filled({}) for one in pair)
    return Lines(said, marked.replace("*", ""), marked.split("*")[1], icon)


def _quoted(card: str, tongue: Tongue) -> Lines:
    return Lines(_AS_SAID.filled({"said": card}), card, _keyword(card, tongue))


def _keyword(quoted: str, tongue: Tongue) -> str:
    """A name or, in German, a noun if there is one inside, else the longest word that tells something."""
    words = [word.strip(_MARKS) for word in quoted.split()]
    telling = [word for word in words if word and word.lower() not in tongue.marks]
    if len(words) == 1:
        return ""
    named = [word for word in telling if word[0].isupper() and word is not words[0]]
    return named[0] if named else max(telling, key=len, default="")


def tags_abroad(desk: Desk, tongue: Tongue, most: int) -> tuple[str, ...]:
    """The niche's and the idea's own words first, then at least three that many look for."""
    niche = read_idea(without_request(desk.brief.niche.subject))
    own = _tags_of(niche.text, tongue) if niche else []
    own += [tag for tag in _tags_of(desk.words["first"], tongue) if not any(tag[1:] in each for each in own)]
    general = desk.rng.sample(tongue.tags, len(tongue.tags))
    return tuple(dict.fromkeys([*own[: most - _GENERAL_TAGS], *general]))[:most]


def _tags_of(quoted: str, tongue: Tongue) -> list[str]:
    """All of it where that is short, else the two words that tell most, names and German nouns first."""
    words, is_unspaced = quoted.split(), tongue.language == "ja"
    named = _UNSPACED.findall(quoted) if is_unspaced else _telling(quoted, tongue)
    longest = _TAG_UNSPACED if is_unspaced else _TAG_LETTERS
    if len(words) <= _TAG_WORDS and len(_tag(quoted)) <= longest and words[0].lower() not in tongue.marks:
        named = [quoted]
    tags = dict.fromkeys(map(_tag, named[:2]))
    return [tag for tag in tags if len(tag) <= _LONGEST_TAG and any(map(str.isalpha, tag))]


def _telling(quoted: str, tongue: Tongue) -> list[str]:
    words = [word.strip(_MARKS) for word in _ELIDED.sub("", quoted).split()]
    telling = [word for word in words if len(word) >= _TELLING and word.lower() not in tongue.marks]
    return sorted(telling, key=lambda word: (word[0].isupper() and word != words[0], len(word)), reverse=True)


def _tag(phrase: str) -> str:
    """With letters, the marks on them and digits alone: whatever else there is would end a hashtag."""
    return "#" + "".join(c for c in phrase.lower() if unicodedata.category(c)[0] in "LMN")
