"""Setting words: where lines break, how large they may be, and where each word stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.media.drawing.lettering import Type, Word, words_of
from adapters.media.drawing.words import tokens

SPACE = 0.26
"""Width of a space between words, in parts of the size."""
LEANING = 3
"""Letters of an article, a preposition or a number, at most: what says something only with the next word."""
LEFT_BEHIND = 1.4
"""How much worse a line is that ends with such a word."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A word in its place: the left end of its baseline, and its turn in reading order."""

    word: Word
    x: float
    baseline: float
    turn: int
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A set text: words placed in a box whose upper left corner is the origin."""

    words: tuple[Placed, ...]
    size: int
    lines: int
    width: float
    height: float


def compose(
    text: str,
    keyword: str,
    language: str,
    manner: Type,
    room: tuple[int, int],
    largest: int,
    smallest: int = 40,
) -> Block:
    """Set a text as large as it fits into `room` (width, height), with lines of even length."""
    words = words_of(tokens(text, keyword), manner, language)
    while True:
        breaks, size = _fitted(words, manner, room, largest)
        longest = max(range(len(words)), key=lambda index: words[index].width)
        if size >= smallest or len(words[longest].runs[0].text) < 8:
            return _placed(breaks, manner, room[0], max(size, 12))
        words[longest : longest + 1] = _halves(words[longest])


def _halves(word: Word) -> list[Word]:
    run = word.runs[0]
    middle = len(run.text) // 2
    first = replace(word, runs=(replace(run, text=run.text[:middle]),))
    return [
        first,
        replace(word, runs=(replace(run, text=run.text[middle:]), *word.runs[1:]), has_space=False),
    ]


def _advance(word: Word, manner: Type, is_first: bool) -> float:
    room = 2 * manner.accent if word.is_key else 0.0
    return word.width + room + (0.0 if is_first or not word.has_space else SPACE + manner.tracking)


def _width(words: Sequence[Word], manner: Type) -> float:
    return sum(_advance(word, manner, index == 0) for index, word in enumerate(words))


def _fitted(
    words: list[Word], manner: Type, room: tuple[int, int], largest: int
) -> tuple[list[list[Word]], int]:
    best: tuple[float, int, list[list[Word]]] = (0.0, 0, [words])
    for count in range(1, min(len(words), 9) + 1):
        lines = _balanced(words, count, manner)
        widths = [_width(line, manner) for line in lines]
        size = min(largest, room[0] / max(widths), room[1] / (manner.leading * (count - 1) + 1.1))
        # A little smaller is better than another line, or than a word left alone on one.
        worth = size * 0.95**count * (min(widths) / max(widths)) ** 0.2
        if worth > best[0]:
            best = (worth, int(size), lines)
    return best[2], best[1]


def _balanced(words: list[Word], count: int, manner: Type) -> list[list[Word]]:
    """Break into lines so that the widest is as narrow as can be, and the others are close to it."""
    size = len(words)
    width = [[0.0] * (size + 1) for _ in range(size + 1)]
    for start in range(size):
        total = 0.0
        for end in range(start + 1, size + 1):
            total += _advance(words[end - 1], manner, end - 1 == start)
            width[start][end] = total
    worse = [1.0, *(LEFT_BEHIND if _leans(word) else 1.0 for word in words[:-1]), 1.0]
    # best[lines][end]: the sum of cubed widths, which punishes one wide line most.
    best = [[(float("inf"), 0)] * (size + 1) for _ in range(count + 1)]
    best[0][0] = (0.0, 0)
    for line in range(1, count + 1):
        for end in range(line, size + 1):
            best[line][end] = min(
                (best[line - 1][start][0] + width[start][end] ** 3 * worse[end], start)
                for start in range(line - 1, end)
                if start == line - 1 or not words[start].is_bound
            )
    lines: list[list[Word]] = []
    end = size
    for line in range(count, 0, -1):
        start = best[line][end][1]
        lines.insert(0, words[start:end])
        end = start
    return lines


def _leans(word: Word) -> bool:
    """Whether it seems to belong to the next word; in scripts from India to Japan none does."""
    text = "".join(run.text for run in word.runs)
    return not word.is_key and len(text) <= LEANING and text.isalnum() and max(text) < "\u0900"


def _placed(lines: list[list[Word]], manner: Type, room: int, size: int) -> Block:
    is_rtl = next((word.is_rtl for line in lines for word in line), False)
    placed: list[Placed] = []
    widest = max(_width(line, manner) for line in lines) * size
    for number, line in enumerate(lines):
        width = _width(line, manner) * size
        spare = {"left": 0.0, "centre": (room - width) / 2, "right": room - width}[
            _side(manner.align, is_rtl)
        ]
        turns = {id(word): len(placed) + index for index, word in enumerate(line)}
        baseline = size * (0.85 + manner.leading * number)
        visual = _visual(line, is_rtl)
        for index, word in enumerate(visual):
            advance = _advance(word, manner, True) * size
            # A space belongs before a word, which is to the right of it in a line that runs from there.
            spaced = index > 0 and visual[index - 1 if is_rtl else index].has_space
            gap = (SPACE + manner.tracking) * size if spaced else 0.0
            inset = manner.accent * size if word.is_key else 0.0
            placed.append(Placed(word, spare + gap + inset, baseline, turns[id(word)], number))
            spare += gap + advance
    height = size * (manner.leading * (len(lines) - 1) + 1.1)
    return Block(tuple(sorted(placed, key=lambda one: one.turn)), size, len(lines), widest, height)


def _side(align: str, is_rtl: bool) -> str:
    return {"left": "right", "right": "left"}.get(align, align) if is_rtl else align


def _visual(line: list[Word], is_rtl: bool) -> list[Word]:
    """Words of a line from left to right; those that run against the line keep their own order."""
    if not is_rtl:
        return _flipped(line, True)
    return _flipped(line[::-1], False)


def _flipped(line: list[Word], rtl: bool) -> list[Word]:
    out: list[Word] = []
    group: list[Word] = []
    for word in line:
        if word.is_rtl == rtl:
            group.insert(0, word)
            continue
        out += [*group, word]
        group = []
    return out + group
