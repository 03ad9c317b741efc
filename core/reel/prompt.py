"""The prompt builder: from a storyboard to the exact text a video model is given."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from core.learning.arms import Phrasing
from core.reel.catalogue import Model
from core.reel.storyboard import Hook, Scene, Storyboard, VisualStyle

Measure = Callable[[str], int]
"""How long a text is, in whatever the model's limit counts."""

SEED_LIMIT = 2**31
_SCENES = 10

UNWANTED = (
    "text, words, letters, captions, subtitles, watermark, logo, signature, letterbox, black bars, "
    "split screen, picture frame, horizontal video, warped hands, extra fingers, extra limbs, "
    "distorted face, melting objects, morphing, duplicate people, flicker, jitter, stutter, "
    "frozen frame, blurry, low resolution, compression artefacts, oversaturated, plastic skin"
)
"""What no vertical short video should show, worst first."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_CLAUSE_END = re.compile(r"[,;:–—]\s")
_LETTERING = re.compile(
    r"\b(?:text|captions?|subtitles?|title cards?|lettering|typography|watermark|words (?:on|appear))\b|"
    r"\b(?:reads?|says?|saying|reading):?\s*[\"“'‘]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Part:
    """Sentences that belong together. The part with the highest `expendable` gives way first."""

    label: str
    sentences: tuple[str, ...]
    expendable: int

    @property
    def text(self) -> str:
        said = " ".join(self.sentences)
        return f"{self.label}: {said}" if self.label else said


def prompts(
    storyboard: Storyboard, model: Model, shots: int, phrasing: Phrasing = Phrasing.LABELLED
) -> tuple[str, ...]:
    """One prompt for each of so many shots, none longer than the model allows.

    A single clip gets hook, up to three scenes, style and mood. Of several shots each gets its
    own scenes and the whole style; the first opens with the hook. What does not fit is left out
    by whole sentences: style before scenes, later scenes before earlier ones.
    """
    limit = model.prompt_limit
    return tuple(
        _fit(_phrased(_moments(group), _style(storyboard.style), phrasing), limit, model.prompt_unit.measure)
        for group in _groups(storyboard, shots)
    )


def _phrased(moments: Iterable[_Part], style: Iterable[_Part], phrasing: Phrasing) -> Iterable[_Part]:
    match phrasing:
        case Phrasing.STYLE_FIRST:
            return [*style, *moments]
        case Phrasing.FLOWING:
            return [replace(part, label="") for part in (*moments, *style)]
    return [*moments, *style]


def asks_for_lettering(text: str) -> bool:
    """Whether it asks a video model for words, which it garbles."""
    return bool(_LETTERING.search(text))


def negative_prompt(model: Model) -> str:
    """What the clip must not show, in as many whole terms as the model reads."""
    return _longest(UNWANTED.split(", "), ", ", model.negative_limit, model.prompt_unit.measure)


def seed(brief_digest: str, shot: int, retake: str = "") -> int:
    """The same for the same brief, shot and name of a retake; from 0 to below 2**31."""
    name = f"{brief_digest}/{shot}/{retake}" if retake else f"{brief_digest}/{shot}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) % SEED_LIMIT


def _groups(storyboard: Storyboard, shots: int) -> list[list[Hook | Scene]]:
    """What happens in each shot, in order."""
    return [[storyboard.moments[n] for n in numbers] for numbers in storyboard.shared_out(shots)]


def _moments(group: Sequence[Hook | Scene]) -> Iterable[_Part]:
    for number, moment in enumerate(group):
        if isinstance(moment, Hook):
            yield _Part("Opening", _filmable(moment.seen), 1)
        else:
            yield _Part("Then" if number else "Scene", _filmable(_filmed(moment)), _SCENES + number)


def _filmed(scene: Scene) -> str:
    """What is seen, led by the camera unless the picture names it already."""
    size = scene.shot.partition(",")[0]
    return scene.seen if size.lower() in scene.seen.lower() else f"{scene.shot}. {scene.seen}"


def _style(style: VisualStyle) -> Iterable[_Part]:
    yield _Part("Cast", _filmable(style.cast), 3)
    yield _Part("Place", _filmable(style.place), 4)
    yield _Part("Style", _filmable(style.cinematography), 20)
    yield _Part("Lighting", _filmable(style.lighting), 21)
    yield _Part("Colour", _filmable(style.colour_grade), 22)
    yield _Part("Mood", _sentences(style.mood), 2)


def _sentences(text: str) -> tuple[str, ...]:
    """Whole sentences, one space between words."""
    whole = _SENTENCE_END.split(" ".join(text.split()))
    return tuple(s if s[-1] in ".!?…" else f"{s.rstrip(',;:')}." for s in whole if s)


def _filmable(text: str) -> tuple[str, ...]:
    """The sentences that do not ask for lettering, which video models garble."""
    return tuple(s for s in _sentences(text) if not asks_for_lettering(s))


def _fit(parts: Iterable[_Part], limit: int, measure: Measure) -> str:
    kept = [part for part in parts if part.sentences]
    while measure(_joined(kept)) > limit and sum(len(part.sentences) for part in kept) > 1:
        last = max(range(len(kept)), key=lambda n: _expendable(kept[n]))
        shorter = replace(kept[last], sentences=kept[last].sentences[:-1])
        kept[last : last + 1] = [shorter] if shorter.sentences else []
    return _shortened(_joined(kept), limit, measure)


def _expendable(part: _Part) -> tuple[bool, int]:
    """One sentence each of hook and mood outlives everything else."""
    return part.expendable >= _SCENES or len(part.sentences) > 1, part.expendable


def _joined(parts: Sequence[_Part]) -> str:
    return " ".join(part.text for part in parts)


def _shortened(sentence: str, limit: int, measure: Measure) -> str:
    """A sentence too long even alone, closed after its last whole clause, or else word, that fits."""
    if measure(sentence) <= limit:
        return sentence
    clauses = [sentence[: match.start()] for match in _CLAUSE_END.finditer(sentence)]
    fitting = [clause for clause in clauses if len(clause) >= 20 and measure(clause) < limit]
    return f"{fitting[-1] if fitting else _longest(sentence.split(), ' ', limit - 1, measure)}."


def _longest(pieces: Sequence[str], between: str, limit: int, measure: Measure) -> str:
    """As many of the pieces as fit, from the front."""
    text = ""
    for piece in pieces:
        longer = f"{text}{between}{piece}" if text else piece
        if measure(longer) > limit:
            break
        text = longer
    return text
