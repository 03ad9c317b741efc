"""Reads a topic as a person would: its shape, and the words that can be used in other sentences."""

import re
import unicodedata
from dataclasses import dataclass, field

from adapters.vendors.house import words as w

PHRASE_LIMIT = 80
PHRASE_WORDS = 13

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_COMMANDING = re.compile(
    r"(?i)\b(ignore|disregard|forget|override|bypass)\b.{0,30}\b(instructions?|prompts?|previous|above)\b"
    r"|\b(system prompt|jailbreak|developer mode|you are now|as an ai)\b"
    r"|\b(language model)\b"
    r"|https?:|www\.|[<>{}\\`|]|==|=>|\bselect\b.+\bfrom\b.+;|\bdrop table\b|@\w"
)
_GIBBERISH = re.compile(r"(?i)[bcdfghjklmnpqrstvwxz]{7,}|(.)\1{3,}|^[^aeiouy\d]{4,}$|asdf|qwer|hjkl")
_REPEATED = re.compile(r"(.)\1{3,}")
_PERSON = {"my": "your", "i": "you", "me": "you", "our": "your", "us": "you", "we": "you", "i'm": "you're"}
_WHOEVER = {"i", "you", "we", "they", "everybody", "everyone", "nobody", "beginners"}
_HOW_MUCH = {"many", "much", "long", "far", "often", "old", "big", "fast", "deep", "high"}
_COUNT = re.compile(rf"(?i)((?:the |my )?(?:top |best )?(?:\d{{1,2}}|{'|'.join(w.NUMBERS[1:])})) ([^\W\d].+)")


@dataclass(frozen=True, slots=True)
class Topic:
    """What can be said about a topic: `words` fills the placeholders that `lines.toml` explains."""

    title: str
    words: dict[str, str] = field(default_factory=dict)
    tokens: frozenset[str] = frozenset()


def tokens(text: str) -> list[str]:
    """The words of a text in lower case."""
    return _TOKEN.findall(text.lower())


def understand(text: str, language: str = "en") -> Topic | None:
    """None when the text cannot stand in an English sentence: no words, another language, a command to us."""
    phrase = _phrase(text)
    if not phrase or not _usable(phrase, language):
        return None
    asked = phrase.endswith("?")
    phrase = _cased(phrase.strip(" .!?…,:"))
    title = phrase[0].upper() + phrase[1:]
    found = _words(phrase, asked)
    asked = asked or "question" in found
    return Topic(f"{title}?" if asked else title, found, frozenset(tokens(text)))


def is_command(text: str) -> bool:
    """Whether it speaks to a machine: instructions, code, addresses."""
    return bool(_COMMANDING.search(text))


def is_gibberish(word: str) -> bool:
    """Whether fingers on a keyboard made it."""
    return (word.isascii() and bool(_GIBBERISH.search(word) or len(word) > 24)) or _REPEATED.search(
        word
    ) is not None


def noun_phrase(phrase: str) -> tuple[str, bool] | None:
    """The phrase as it stands in a sentence, and whether it is plural; None if nobody can tell."""
    parts = tokens(phrase)
    if not parts or re.search(r"[:;()\"“”/!?&]", phrase) or parts[0] in w.PREPOSITIONS:
        return None
    noun = head(parts)
    plural = _is_plural(noun)
    proper = phrase[0].isupper() and parts[0] not in w.DETERMINERS
    if (
        parts[0] in w.DETERMINERS
        or proper
        or plural
        or _is_mass(noun)
        or any(p.endswith(("'s", "s'", "’s")) for p in parts)
    ):
        return phrase, plural
    return (f"the {phrase}", False) if len(parts) <= 3 and not parts[0][0].isdigit() else None


def singular_head(phrase: str) -> str:
    """One of what the phrase counts: "signs you are late" counts a sign."""
    many = counted_noun(phrase)
    if many in w.IRREGULAR:
        return w.IRREGULAR[many]
    for ending, one in (
        ("ies", "y"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("sses", "ss"),
        ("xes", "x"),
        ("s", ""),
    ):
        if many.endswith(ending):
            return many.removesuffix(ending) + one
    return many


def _phrase(text: str) -> str:
    """One line without pictures, marks and wrapping; nothing if it is too long to be one phrase."""
    kept = "".join(c if unicodedata.category(c)[0] in "LNPZM" or c in "+&$|<>=`\n" else " " for c in text)
    kept = " ".join(kept.replace("#", " ").split()).strip(" .,-–—*_'\"“”‘’«»„")
    return kept if len(kept) <= PHRASE_LIMIT and len(kept.split()) <= PHRASE_WORDS else ""


def _usable(phrase: str, language: str) -> bool:
    letters = [c for c in phrase if c.isalpha()]
    parts = tokens(phrase)
    if len(letters) < 2 or len(letters) < len(phrase.replace(" ", "")) * 0.6 or _COMMANDING.search(phrase):
        return False
    if any(ord(c) >= 0x250 for c in letters) or any(len(part) > 24 for part in parts):
        return False
    if all(part in w.FUNCTION_WORDS for part in parts):
        return False
    if any(map(is_gibberish, parts)) or not re.search(r"(?i)[aeiouy]", phrase):
        return False
    foreign = sum(part in w.FOREIGN for part in parts)
    english = any(part in w.FUNCTION_WORDS for part in parts)
    return foreign < 2 if language.startswith("en") else (foreign == 0 and (english or len(parts) <= 2))


def _cased(phrase: str) -> str:
    """As in the middle of a sentence: names keep their capitals, headlines and shouting lose them."""
    parts = phrase.split()
    long_parts = [part for part in parts if len(part) > 3]
    first = parts[0].lower()
    shouted = phrase.isupper() and len(phrase) > 4
    headline = (
        len(long_parts) > 2
        and all(part[0].isupper() for part in long_parts)
        and (first in w.SHAPES or first in w.VERBS or first[0].isdigit() or first in w.NUMBERS)
    )
    if shouted or headline:
        parts = [part.lower() for part in parts]
    elif first in w.FUNCTION_WORDS or first in w.VERBS or first in w.MASS or first.endswith("ing"):
        parts[0] = first
    return " ".join(_name_cased(part) for part in parts)


def _name_cased(part: str) -> str:
    bare = re.sub(r"(['’].*)?\W*$", "", part).lower()
    if bare in w.INITIALS:
        return part.upper()
    return part[0].upper() + part[1:] if bare in w.PROPER else part


def _words(phrase: str, asked: bool) -> dict[str, str]:
    """What the first reader that recognises the shape makes of it."""
    parts = tokens(phrase)
    return (
        _counting(phrase, asked)
        or _asking(phrase, parts, asked)
        or _comparing(phrase, parts)
        or _doing(phrase, parts)
        or _wondering(phrase, parts)
        or _stating(phrase, parts)
        or _naming(phrase)
    )


def _counting(phrase: str, asked: bool) -> dict[str, str]:
    match = _COUNT.match(phrase)
    if asked or not match or not _is_plural(counted_noun(match[2])):
        return {}
    count = match[1].lower()
    return {"count": f"the {count}" if count.startswith(("top", "best")) else count, "things": match[2]}


def _asking(phrase: str, parts: list[str], asked: bool) -> dict[str, str]:
    first, second = parts[0], parts[1] if len(parts) > 1 else ""
    third = parts[2] if len(parts) > 2 else ""
    closed = w.AUXILIARIES - {"will", "must", "might", "have"}
    inverted = first in {"how", "why", "what", "where", "when", "who"} and second in w.AUXILIARIES
    if inverted and first == "how" and third in {"i", "you", "we"} and second in {"do", "can", "should"}:
        return {}
    measured = first == "how" and second in _HOW_MUCH and any(part in w.AUXILIARIES for part in parts[2:])
    choice = first in {"which", "whose", "who"} and (asked or second in w.AUXILIARIES)
    yes_no = first in w.AUXILIARIES and len(parts) > 2 and (asked or first in closed)
    if inverted or measured or choice or yes_no:
        return {"question": f"{phrase[0].upper()}{phrase[1:]}?", "asked": f"{phrase}?"}
    return {}


def _comparing(phrase: str, parts: list[str]) -> dict[str, str]:
    sides = re.split(r"(?i)\s+(?:vs\.?|versus)\s+", phrase)
    if len(sides) != 2 and len(parts) <= 7 and parts[0] not in w.SHAPES:
        sides = re.split(r"(?i)\s+or\s+", phrase)
    if len(sides) != 2 or not all(0 < len(side.split()) <= 4 for side in sides):
        return {}
    return {"left": sides[0], "right": sides[1]}


def _doing(phrase: str, parts: list[str]) -> dict[str, str]:
    match = re.match(r"(?i)how (?:to|(?:do|can|should) (?:i|you|we)) (\w.*)", phrase)
    if match:
        vp = _to_you(match[1])
        return {"clause": f"how to {vp}", "vp": vp} | _act(vp)
    following = parts[1] if len(parts) > 1 else ""
    plain = parts[0] in w.VERBS and parts[0] not in w.EITHER
    certain = following in w.DETERMINERS | {"with", "to", "like", "better", "more", "less", "it", "me"}
    if (
        len(parts) > 1
        and parts[0] not in w.FORBIDDING
        and (plain or (parts[0] in w.EITHER | w.VERBS and certain))
    ):
        vp = _to_you(phrase)
        return {"clause": f"how to {vp}", "vp": vp} | _act(vp)
    if parts[0] in {"stop", "avoid", "quit", "prevent"} and following:
        return {"vp": _to_you(phrase)}
    return {"order": _to_you(phrase)} if parts[0] in w.FORBIDDING and following else {}


def _act(vp: str) -> dict[str, str]:
    return {} if tokens(vp)[0] in w.FORBIDDING else {"act": vp}


def _wondering(phrase: str, parts: list[str]) -> dict[str, str]:
    if parts[0] not in {"how", "why", "what", "where", "when", "who"} or len(parts) < 3:
        return {}
    key = "told" if {"i", "my", "we", "our", "me"} & set(parts) else "clause"
    story = _story(phrase.partition(" ")[2]) if parts[0] in {"how", "why"} else {}
    return {key: phrase} | story | ({"wh": parts[0]} if story else {})


def _stating(phrase: str, parts: list[str]) -> dict[str, str]:
    if any(part in {"who", "which", "that", "where"} for part in parts):
        return {}
    story = _story(phrase)
    if story and "maker" in story:
        return {"clause": f"how {phrase}", "wh": "how"} | story
    stated = any(part in w.STATIVE for part in parts[1:-1])
    return {"saying": phrase, "event" if _is_past(parts) else "opinion": phrase} if story or stated else {}


def _is_past(parts: list[str]) -> bool:
    """Whether it tells what happened, with which nobody can disagree."""
    return any(
        part in w.PAST | {"was", "were"} or (part.endswith("ed") and part not in w.NOT_PAST)
        for part in parts[1:]
    )


def _story(phrase: str) -> dict[str, str]:
    """Who did what, if there is a verb that everybody knows and something behind it."""
    parts = phrase.split()
    for at in range(1, len(parts) - 1):
        verb = parts[at].lower()
        if parts[at - 1].lower() in w.DETERMINERS | w.PREPOSITIONS or not _is_verb(verb):
            continue
        subject, rest = " ".join(parts[:at]), " ".join(parts[at + 1 :])
        fact = {"fact": phrase[0].upper() + phrase[1:]}
        return fact | (_making(subject, rest) if verb in w.MAKING else {})
    return {}


def _making(subject: str, rest: str) -> dict[str, str]:
    maker, made = noun_phrase(subject), noun_phrase(rest)
    too_long = len(rest.split()) > 4 or any(part in w.PREPOSITIONS for part in tokens(rest))
    if not maker or not made or too_long or tokens(subject)[0] in w.PRONOUNS:
        return {}
    found = {"maker": maker[0], "made": made[0], "was": "were" if maker[1] else "was"}
    if not any(tokens(side)[0] in w.DETERMINERS for side in (subject, rest)):
        found |= {"bare_maker": subject, "bare_made": rest}
    return found


def _naming(phrase: str) -> dict[str, str]:
    if phrase.split()[0] in {"my", "our"}:
        return {"own": phrase}
    first = tokens(phrase)[0]
    if first.endswith("ing") and first not in w.NOT_MASS and len(first) > 5 and " " in phrase:
        return {"doing": phrase}
    found = noun_phrase(phrase)
    if not found:
        return {"name": phrase}
    return {"np": found[0], "does": "do" if found[1] else "does"}


def _to_you(phrase: str) -> str:
    """Spoken to whoever watches: "my dog" becomes "your dog"."""
    return " ".join(_PERSON.get(part.lower(), part) for part in phrase.split())


def counted_noun(phrase: str) -> str:
    """The word for what is counted: "mistakes first-time buyers make" counts mistakes."""
    parts = tokens(phrase)
    return next((part for part in parts[:3] if part in w.LISTED), head(parts))


def head(parts: list[str]) -> str:
    """The word that the phrase is about: the last one before a preposition."""
    for at, part in enumerate(parts):
        if at and (part in w.PREPOSITIONS or part in _WHOEVER):
            return parts[at - 1]
    return parts[-1]


def _is_plural(word: str) -> bool:
    if word in w.PLURALS:
        return True
    return (
        len(word) > 2
        and word.endswith("s")
        and word not in w.SINGULAR_S
        and not word.endswith(("ss", "us", "is", "'s", "ics"))
    )


def _is_mass(word: str) -> bool:
    return word in w.MASS or (len(word) > 5 and word.endswith(w.MASS_ENDINGS) and word not in w.NOT_MASS)


def _is_verb(word: str) -> bool:
    past = word.endswith("ed") and len(word) > 4 and word not in w.NOT_PAST
    return past or word in w.PAST or word in w.PRESENT
