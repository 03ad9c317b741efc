"""Cutting a text into the words that move: at spaces, or where Japanese, Chinese and Thai may break."""

import re
import unicodedata
from dataclasses import dataclass

KEY_LIMIT = 16
"""A longer accent would not fit on a line, so only its longest word is accented; wide letters count twice."""
NEVER_FIRST = "、。，．！？；：）」』】〉》”’ーっゃゅょッャュョぁぃぅぇぉァィゥェォんン々・…!?.,:;)]}%"
NEVER_LAST = "（「『【〈《“‘([{¥$"
THAI_BEFORE = "เแโใไ"
"""Vowels written before their consonant: a new syllable begins with them."""
CHUNK = 6
PAIR = 2
"""How many characters stay together in Chinese, where most words have two; in Japanese they all do."""
PARTICLES = "はがをにでともへの"
"""Behind a noun a Japanese word ends with these, and a line may, too."""
NEVER_LED_BY = PARTICLES + "かねよだ"
ENDING, ENDINGS = "がでとも", "るりらられろっすしさせそうめえ"
"""Particles that may be the end of a verb's stem, too, as in 上がる and 落とす, and what then follows."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word that stays together. `has_space` is whether a space belongs before it.

    `is_bound` words, such as a particle after the accented noun, never begin a line.
    """

    text: str
    is_key: bool
    has_space: bool
    is_bound: bool = False


def tokens(text: str, keyword: str) -> list[Token]:
    """The words of a text in reading order, with the keyword (or else the longest word) marked."""
    clean = _clean(text)
    key = _key(clean, _clean(keyword))
    found: list[Token] = []
    start = clean.find(key) if key else -1
    parts = [(clean, False)] if start < 0 else _around(clean, start, start + len(key))
    for part, is_key in parts:
        for piece in [part] if is_key else part.split():
            has_space = bool(found) and _space_before(clean, found)
            for number, chunk in enumerate([piece] if is_key else _pieces(piece)):
                is_bound = bool(found) and found[-1].is_key and not has_space and _script(chunk[0]) == "kana"
                found.append(Token(chunk, is_key, has_space and number == 0, is_bound))
    return found


def _clean(text: str) -> str:
    # Control characters have no glyph; line breaks are ours to choose.
    return " ".join("".join(" " if unicodedata.category(one) == "Cc" else one for one in text).split())


def _around(text: str, start: int, end: int) -> list[tuple[str, bool]]:
    """Before, the key with the punctuation that clings to it, and after."""
    while end < len(text) and not text[end].isspace() and unicodedata.category(text[end])[0] == "P":
        end += 1
    while start > 0 and not text[start - 1].isspace() and unicodedata.category(text[start - 1])[0] == "P":
        start -= 1
    parts = [(text[:start], False), (text[start:end], True), (text[end:], False)]
    return [(part, is_key) for part, is_key in parts if part.strip()]


def _key(text: str, keyword: str) -> str:
    """The accented words as they stand in the text."""
    for wish in (keyword, *sorted(keyword.split(), key=len, reverse=True)):
        limit = KEY_LIMIT // 2 if is_dense(wish) else KEY_LIMIT
        if wish and len(wish) <= limit and (found := _find(text, wish)):
            return found
    words = [word.strip("".join(set(word) - set(_letters(word)))) for word in text.split()]
    longest = max(words, key=len, default="")
    return longest if len(words) > 1 and 3 < len(longest) <= KEY_LIMIT else ""


def _find(text: str, wish: str) -> str:
    edge = r"(?<!\w){}(?!\w)" if not is_dense(wish) else "{}"
    match = re.search(edge.format(re.escape(wish)), text, re.IGNORECASE)
    return match.group() if match else ""


def _letters(word: str) -> str:
    return "".join(one for one in word if unicodedata.category(one)[0] in "LNMS")


def _space_before(text: str, found: list[Token]) -> bool:
    at = 0
    for token in found:
        at = text.index(token.text, at) + len(token.text)
    return text[at : at + 1].isspace()


def is_dense(text: str) -> bool:
    """Whether it is in a script that puts no spaces between words."""
    return any(_script(letter) for letter in text)


def _pieces(word: str) -> list[str]:
    if not is_dense(word):
        return [word]
    pieces: list[str] = []
    is_japanese = any(_script(letter) == "kana" for letter in word)
    for letter in word:
        if pieces and not _may_break(pieces[-1], letter, is_japanese=is_japanese):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _may_break(piece: str, letter: str, *, is_japanese: bool) -> bool:
    if unicodedata.category(letter)[0] == "M" or letter in NEVER_FIRST or piece[-1] in NEVER_LAST:
        return False
    before, after = _script(piece[-1]), _script(letter)
    if after == "thai":
        return (letter in THAI_BEFORE and len(piece) >= CHUNK) or before not in ("thai", "")
    if piece[-1] in NEVER_FIRST and unicodedata.category(piece[-1])[0] == "P":
        return after != "kana" or unicodedata.category(piece[-1]) != "Pe"
    if not after:
        return bool(before) and (letter.isalpha() or letter in NEVER_LAST or before == "kana")
    if not before:
        return piece[-1].isalpha() and after != "kana"
    if before == after == "kana":
        return _ends_word(piece, letter)
    if before == "kana":
        # The noun that one makes polite, and the "way" of doing what a verb says.
        return piece not in ("お", "ご") and letter != "方"
    if before == "katakana":
        return after == "han"
    return (
        not is_japanese and len(piece) >= PAIR if after == "han" else len(piece) >= CHUNK and after != "kana"
    )


def _ends_word(piece: str, letter: str) -> bool:
    """Whether a Japanese piece ends with a particle, and not in the middle of a word."""
    last, noun = piece[-1], _script(piece[-2:-1])
    if last not in PARTICLES or letter in NEVER_LED_BY:
        return False
    is_verb = noun == "han" and last in ENDING and letter in ENDINGS
    return last == "を" or (noun in ("han", "katakana") and not is_verb)


def _script(letter: str) -> str:
    code = ord(letter) if letter else 0
    if 0x3041 <= code <= 0x309F:
        return "kana"
    if 0x30A0 <= code <= 0x30FF:
        return "katakana"
    if 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF:
        return "han"
    if 0x0E00 <= code <= 0x0E7F:
        return "thai"
    return ""
