"""Tells an idea in another language: its own words, and between them lines that fit any picture."""

from dataclasses import replace

from adapters.vendors.house.desk import Desk
from adapters.vendors.house.library import text
from adapters.vendors.house.plot import WORDS_PER_SECOND, Plot
from adapters.vendors.house.telling import Lines, Telling, spoken
from adapters.vendors.house.tongues import Pair, Tongue

_AS_SAID = text("{said}.")


def tell_abroad(desk: Desk, plot: Plot, tongue: Tongue) -> Telling:
    """Finds the words for a plot. No line comes twice before all of its phase have come."""
    hooks = desk.order.sample(tongue.hooks, len(tongue.hooks))
    said, written = hooks[desk.brief.take % len(hooks)]
    first = desk.words["first"]
    hook = Lines(said.filled(desk.words), written.filled(desk.words), _keyword(first, tongue))
    goal = "grave" if desk.is_grave else desk.brief.niche.goal
    call = desk.rng.choice(tongue.calls[goal])
    left = {phase: desk.rng.sample(pairs, len(pairs)) for phase, pairs in tongue.lines.items()}
    last = len(plot.steps) - 1
    scenes = []
    for at, step in enumerate(plot.steps):
        tail = call if at == last else desk.rng.choice(tongue.asides) if at == len(plot.steps) // 2 else ""
        lines = _quoted(step.card, tongue) if step.card else _told(*_next(left, step.beat.phase))
        heard = spoken([lines.said, tail], (0, 1), desk.lengths[at] * WORDS_PER_SECOND)
        says_nothing = step.beat in desk.library.any_world.beats and step.icon == step.beat.icon
        scenes.append(replace(lines, said=heard, icon=lines.icon if says_nothing else ""))
    return Telling("plain", hook, tuple(scenes), call)


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
    words = [word.strip('"“”‘’«»„.,:;?!()…。、！？؟।¿¡') for word in quoted.split()]
    telling = [word for word in words if word and word.lower() not in tongue.marks]
    if len(words) == 1:
        return ""
    named = [word for word in telling if word[0].isupper() and word is not words[0]]
    return named[0] if named else max(telling, key=len, default="")
