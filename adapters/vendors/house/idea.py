"""Reads an idea: the parts it is told in, the things it names, and whether its words may be turned.

Whoever gave the idea chose its words. They are turned into other sentences only where their shape
is plain; else they are quoted, part by part, in their order.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.vendors.house import words as w
from adapters.vendors.house.topic import is_command, is_gibberish, noun_phrase, tokens, understand

CARD_WORDS = 11
CARD_CHARACTERS = 60
THING_WORDS = 4
_MOST_WORDS = 14

_SENTENCE = re.compile(
    r"(?<=[.!?…;])\s+|(?<=[。！？؟۔।、])\s*|\s+[-–—|]\s+|(?<=\w)\s*[—\n]\s*"
    r"|(?<=[\w\u0900-\u0963]{2})\s?:\s+(?=[\w\u0900-\u0963]+ \w)|(?<=[^\W\d])：(?=[^\W\d])"
)
_TURN = re.compile(
    r"(?i),\s+|\s+(?=(?:but|until|because)\s)|\s+(?=(?:and|so|then)\s+(?:then|now|i|it|we|they|he|she|nobody|everybody)\b)"
    r"|\s+(?=and\s+(?:the|my|our|his|her|their)\s+\S+\s+\S)"
)
_FIRST = re.compile(r"^[¿¡«\"“‘(]*\w")
_LEAST = 3
_COUNTING = {*w.NUMBERS, "no", "any", "each", "some", "every", "top", "best"}


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea that can be told. `words` fill the lines, and are empty when it is only quoted.

    `parts` are its own words in order, each short enough to be read at a glance. `things` are the
    nouns it names, as they can stand in an English sentence.
    """

    text: str
    parts: tuple[str, ...]
    words: Mapping[str, str]
    things: tuple[str, ...]
    is_english: bool


def read_idea(text: str, language: str = "en") -> Idea | None:
    """None when nobody could tell what it is about: no letters, the same again and again, code."""
    kept = _clean(text)
    parts = tokens(kept)
    if not parts or is_command(text) or _is_noise(kept, parts):
        return None
    english = is_english(kept, parts, language)
    sentences = [
        part for sentence in _SENTENCE.split(kept) if sentence for part in _turned(sentence, english)
    ]
    cards = tuple(card for part in sentences for card in _cards(_trimmed(part)) if tokens(card))
    topic = understand(kept) if english and len(sentences) == 1 and len(parts) <= _MOST_WORDS else None
    words = topic.words if topic and _is_plain(topic.words, parts) else {}
    asked = "?" if "question" in words and not kept.endswith("?") else ""
    whole = f"{_trimmed(kept)}{asked}"
    if len(cards) == 1:
        cards = (f"{cards[0].rstrip('?')}{asked or '?' * cards[0].endswith('?')}",)
    return Idea(
        text=_begun(whole),
        parts=tuple(map(_begun, cards)),
        words=words,
        things=tuple(_things(sentences)) if english and (words or w.FUNCTION_WORDS & {*parts}) else (),
        is_english=english,
    )


def _is_plain(words: Mapping[str, str], parts: list[str]) -> bool:
    """Whether what was taken for a name surely is one, and not a sentence nobody understood."""
    if "saying" in words:
        return not w.FIRST_PERSON & {*parts}
    if not words.keys() & {"name", "np", "own"}:
        return True
    if any(
        part == "like" or (part in w.DETERMINERS and before == "*" and not _is_relative(part, after))
        for before, part, after in _triples(parts)
    ):
        return False
    named = words.get("np", words.get("name", ""))
    if "," in named and not named.istitle():
        return False
    spoken = any("'" in part and not part.endswith("'s") for part in parts)
    first = parts[0].partition("'")[0]
    is_short = bool(words.keys() & {"np", "own"}) or len(parts) <= 3
    return not spoken and first not in w.PRONOUNS | {"let"} and is_short


def _triples(parts: list[str]) -> Iterator[tuple[str, str, str]]:
    """Each word with the one before it, which is `*` if it could be part of a name, and the one behind it."""
    known = (before if before in w.FUNCTION_WORDS else "*" for before in parts)
    return zip(known, parts[1:], [*parts[2:], ""], strict=False)


def _is_relative(word: str, after: str) -> bool:
    """Whether a "that" tells what a thing does, and does not point at one."""
    deed = after in w.AUXILIARIES | w.PRONOUNS | w.PAST | w.PRESENT | w.THIRD | w.FORBIDDING
    return word == "that" and (deed or (after.endswith("ed") and after not in w.NOT_PAST))


def is_english(text: str, parts: list[str], language: str = "en") -> bool:
    """Whether English lines may take these words up; when in doubt, not."""
    if any(ord(c) >= 0x250 for c in text if c.isalpha()):
        return False
    foreign = sum(part in w.FOREIGN for part in parts)
    known = sum(part in w.FUNCTION_WORDS for part in parts) - foreign
    if not language.startswith("en"):
        return foreign == 0 and (known > 0 or (len(parts) <= 2 and text.isascii()))
    marked = sum(ord(c) > 127 for c in text if c.isalpha())
    return (
        foreign < 2
        and (foreign == 0 or known > 0 or len(parts) <= 2)
        and (not marked or known > len(parts) / 4 or len(parts) <= 2)
    )


def _clean(text: str) -> str:
    """One line without pictures and marks."""
    kept = "".join(
        c if unicodedata.category(c)[0] in "LNPM" or c in "+&$€£%|" else " "
        for c in text.replace("\n", " | ")
    )
    return " ".join(kept.replace("#", " ").replace("_", " ").split()).strip(" ,-–—*|/\\'\"“”‘’«»„")


def _is_noise(text: str, parts: list[str]) -> bool:
    letters = sum(c.isalpha() for c in text)
    if letters < 2 or letters < len(text.replace(" ", "")) * 0.5:
        return True
    if all(part in w.FUNCTION_WORDS for part in parts):
        return True
    repeats = len(parts) >= 6 and len(set(parts)) < len(parts) / 3
    return repeats or sum(map(is_gibberish, parts)) * 2 > len(parts)


def _begun(part: str) -> str:
    """With a capital, behind the marks that a Spanish question or a quotation begins with, too."""
    return _FIRST.sub(lambda found: found[0].upper(), part, count=1)


def _trimmed(part: str) -> str:
    """Without the stop at the end, which a card does not need; questions and cries keep theirs."""
    bare = part.strip(" ,;:-–—|").rstrip(".")
    return bare if bare.count('"') % 2 == 0 else bare.replace('"', "")


def _turned(sentence: str, english: bool) -> Iterator[str]:
    """A sentence taken apart where it turns, if both sides can stand alone."""
    for match in _TURN.finditer(sentence) if english else ():
        left, right = sentence[: match.start()], sentence[match.end() :]
        behind = right.split()
        joined = behind and behind[0].lower() in {"and", "or", "but", "so", "then"}
        if (
            len(left.split()) < _LEAST
            or len(behind) < _LEAST
            or (match[0].startswith(",") and _is_listing(sentence))
        ):
            continue
        if match[0].startswith(",") and not joined and left.lower().startswith(("if ", "when ", "the more ")):
            continue
        yield left
        yield from _turned(right, english)
        return
    yield sentence


def _is_listing(sentence: str) -> bool:
    """Whether the commas only part the items of a list."""
    items = re.split(r",\s+", sentence)
    return len(items) > 2 and all(len(item.split()) <= 3 for item in items[1:-1])


def _cards(part: str) -> list[str]:
    """Cut where a reader would breathe until every piece fits its card."""
    words = part.split()
    if (len(words) <= CARD_WORDS and len(part) <= CARD_CHARACTERS) or len(part) < 2:
        return [part]
    if len(words) < 4:
        return [part[at : at + CARD_CHARACTERS // 2] for at in range(0, len(part), CARD_CHARACTERS // 2)]
    middle = len(words) / 2
    breaths = [
        at for at in range(2, len(words) - 1) if words[at].lower() in w.PREPOSITIONS | {"is", "are", "was"}
    ]
    near = [at for at in breaths if abs(at - middle) <= max(2, len(words) / 4)]
    at = min(near, key=lambda at: abs(at - middle)) if near else round(middle)
    return [*_cards(" ".join(words[:at])), *_cards(" ".join(words[at:]))]


def _things(sentences: list[str]) -> Iterator[str]:
    """Runs of words that name something: led in by an article or the like, ended by a verb or the like."""
    seen: set[str] = set()
    for sentence in sentences:
        run: list[str] = []
        before = ""
        words = sentence.split()
        bares = [word.strip('.,:;!?()"“”').lower() for word in words]
        for at, word in enumerate([*words, ""]):
            bare, *following = [*bares[at:], ""]
            ends = not bare or _is_end(bare, run) or _is_deed(bare, run, before, following[0])
            before = bare
            if not ends and not (bare in w.DETERMINERS and run):
                run.append(word.strip('.,:;!?()"“”'))
                if word[-1:] not in ".,:;!?":
                    continue
            if run[1:] and (bare in w.DETERMINERS or bare == "like") and not _is_relative(bare, following[0]):
                run = run[:-1]  # Nothing but a verb stands right before these.
            thing = "" if _is_shared(run, bare, following) else _thing(run)
            if thing and thing.lower() not in seen:
                seen.add(thing.lower())
                yield thing
            run = [word] if bare in w.DETERMINERS and not ends else []


def _is_end(word: str, run: list[str]) -> bool:
    """Whether no name of a thing goes on with this word."""
    if word in w.RANKS and run and run[-1].lower() in w.DETERMINERS:
        return False
    adverb = word.endswith("ly") and word not in w.LY
    return adverb or word.partition("'")[0] in w.ENDING_THINGS | {"let"}


def _is_shared(run: list[str], word: str, following: list[str]) -> bool:
    """Whether it goes on: what is "private" in "your private and business accounts" comes behind "and"."""
    is_one = len(run) == 2 and run[0].lower() in w.DETERMINERS
    behind = [one for one in following[:2] if one and not _is_end(one, run) and one not in w.DETERMINERS]
    return is_one and word in {"and", "or"} and len(behind) == 2


def _is_deed(word: str, run: list[str], before: str, after: str) -> bool:
    """Whether a word that may be a verb is one, between these."""
    if before in {"and", "then", "but"} and after in w.ADVERBS and word.endswith("s"):
        return True
    if before in w.PRONOUNS and word.endswith("ed") and word not in w.NOT_PAST:
        return True
    if before == "to" and word not in w.DETERMINERS | w.PROPER and not word.endswith("s"):
        return True
    named = bool(run) and run[-1].lower() not in w.DETERMINERS
    if word in w.EITHER:
        return named and run[-1].endswith("s")
    return named and word.endswith("ed") and word not in w.NOT_PAST


def _thing(run: list[str]) -> str:
    bare = [word.lower() for word in run]
    if (
        not run
        or len(run) > THING_WORDS
        or bare[-1] in w.DETERMINERS
        or bare[0] == "that"
        or bare[-1].endswith(("'s", "est"))
    ):
        return ""
    named = [word for word in bare if word not in w.DETERMINERS]
    if named[-1] in w.VAGUE and not (named[-1] == "ones" and len(named) > 1):
        return ""
    if (
        set(bare) & _COUNTING
        or bare[0].isdigit()
        or any(is_gibberish(word) or word.startswith(("'", "’")) for word in bare)
        or (len(bare) == 1 and bare[0].endswith("ing"))
    ):
        return ""
    if bare[-1] in w.TIMES and len(named) == 1 and bare[0] in {"a", "an", "one", "each", "every"}:
        return ""
    phrase = " ".join(run)
    if bare[0] in w.DETERMINERS:
        return phrase[0].lower() + phrase[1:]
    found = noun_phrase(phrase)
    return phrase if found and found[0] == phrase else ""
