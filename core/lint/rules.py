"""How each rule of the craft is checked; pictures are in English whatever the reel's language."""

import re
from collections.abc import Callable, Iterator

from core.lint.flaws import Flaw, Report, Rule
from core.reel.brief import Look
from core.reel.model import Model
from core.reel.prompt import asks_for_lettering
from core.reel.storyboard import HOOK_SECONDS, Hook, Scene, Storyboard, VisualStyle
from core.wording import Words, words_of

FILMED_CAMERA = re.compile(
    r"\b(?:shots?|close[- ]?ups?|close view|wide|macro|insert|angle|eye level|pan(?:s|ning)?|tilt\w*|dolly|"
    r"push[- ]?in|pull[- ]?back|handheld|tracking|overhead|top-down|bird's-eye|pov|lens|orbit\w*|crane|"
    r"locked-off|camera|static|steadicam|slide|zoom\w*)\b",
    re.IGNORECASE,
)
SHOWN_LIGHT = re.compile(
    r"\b(?:light\w*|lit|lamps?|sun\w*|glow\w*|shadow\w*|backlit|neon|candle\w*|dusk|dawn|golden hour|moon\w*|"
    r"daylight|haze|torch\w*|flame\w*|gleam\w*|bright\w*|dark\w*|shade|overcast|window|beam\w*|tungsten)\b",
    re.IGNORECASE,
)
NEXT_ACTION = re.compile(
    r"(?:,|;)?\s*\b(?:and then|then|after that|afterwards|followed by|cut to|"
    r"moments later|finally)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:montage|split[- ]screen|series of|sequence of|before-and-after)\b", re.IGNORECASE
)
_DULL = re.compile(
    r"\b(?:establishing shot|logo|title (?:card|screen)|black screen|blank screen|fade[- ]in|welcomes?|"
    r"greets? (?:us|the)|waves? (?:hello|at the camera)|talks? to the camera|introduc\w+)\b",
    re.IGNORECASE,
)
_ABSTRACT = frozenset(
    words_of(
        """
        success happiness freedom concept concepts essence journey feeling feelings emotion emotions passion
        beauty innovation motivation productivity mindset wellness knowledge wisdom power future quality
        experience possibilities dreams inspiration creativity vibe atmosphere magic hope love potential
        growth transformation lifestyle excellence perfection meaning soul spirit energy balance harmony
        progress opportunity strategy efficiency
        """
    )
)


class _Opposed:
    """Pairs of what cannot be in one picture, each side told as a pattern."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self._pairs = [(_whole_words(one), _whole_words(other)) for one, other in pairs]
        self._ones = _whole_words("|".join(one for one, _ in pairs))

    def both_in(self, text: str) -> Iterator[str]:
        """What stands in a text together."""
        # Most texts have one side of none.
        if not self._ones.search(text):
            return
        for one, other in self._pairs:
            if (found := one.search(text)) and (against := other.search(text)):
                yield f"{found.group()} and {against.group()}"


def _whole_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_OPPOSED = _Opposed(
    ("midnight|night sky|at night|moonlit", "midday|noon|at noon|broad daylight|blazing sun"),
    ("black[- ]and[- ]white|monochrome", "rainbow|vivid colou?rs|saturated primaries|candy-colou?red"),
    ("empty street|deserted|nobody", "crowds?|crowded|packed"),
    ("slow motion", "time-?lapse|hyperlapse|sped[- ]up"),
    ("underwater", "desert|mountain top"),
)
_CAMERAS_OPPOSED = _Opposed(
    (
        "locked-off|static camera|static shot",
        r"handheld|tracking|orbit\w*|dolly|push[- ]?in|whip pan",
    ),
    ("wide shot|establishing shot|long shot", "extreme close-up|macro|tight close-up"),
    (
        "low angle|ground level",
        "high angle|overhead (?:shot|view|angle)|top-down|bird's-eye",
    ),
)
_JOINING = frozenset({"with", "from", "that", "this", "their", "over", "into", "whose", "wearing"})
_REFUSED = """
    blood* gore corpse* nude naked nipple* genital* beheaded beheading dismember* suicide noose swastika porn*
    rape* cocaine heroin
    nike adidas starbucks coca-cola pepsi disney pixar mcdonald's iphone gucci tesla lego marvel pokemon
    netflix
    """
_UNSAFE = Words(_REFUSED.split())
_SAID_PER_SECOND, _HOOK_WORDS, _WRITTEN_WORDS, _WRITTEN_CHARACTERS = 4.0, 14, 11, 70
_FEWEST_WORDS = 5
_FULL = 0.95

Check = Callable[[Storyboard], Iterator[Flaw]]


def lint(board: Storyboard, model: Model, shots: int) -> Report:
    """Hold a storyboard against the craft, as so many shots of this model."""
    found = [flaw for check in _CHECKS for flaw in check(board)]
    return Report((*found, *_within_limits(board, model, shots)), len(board.moments))


def named(board: Storyboard) -> Iterator[tuple[str, Hook | Scene]]:
    """Every moment with its name in the storyboard."""
    yield "hook", board.hook
    yield from ((f"scenes.{number}", scene) for number, scene in enumerate(board.scenes))


def pictured(moment: Hook | Scene) -> str:
    """What a moment shows, its camera included."""
    return f"{moment.shot}. {moment.seen}" if isinstance(moment, Scene) else moment.seen


def clashing(moment: Hook | Scene, style: VisualStyle) -> Iterator[str]:
    """Words of a moment's picture that contradict others of it, or the style."""
    picture = pictured(moment)
    whole = f"{picture} {style.lighting} {style.colour_grade} {style.place}"
    yield from _OPPOSED.both_in(whole)
    yield from _CAMERAS_OPPOSED.both_in(picture)


def _seen_at_once(board: Storyboard) -> Iterator[Flaw]:
    seen, said = board.hook.seen, board.hook.said
    if (dull := _DULL.search(seen)) is not None:
        yield Flaw(Rule.HOOK, "hook", f"It opens on “{dull.group()}”: open on something that happens.")
    if len(seen.split()) < _FEWEST_WORDS:
        yield Flaw(Rule.HOOK, "hook", "Its picture is too thin: name a thing and what it does.")
    if _spoken(said) > _HOOK_WORDS:
        yield Flaw(Rule.HOOK, "hook", f"Its line takes longer than {HOOK_SECONDS:g} seconds: say it shorter.")


def _one_action(board: Storyboard) -> Iterator[Flaw]:
    for where, moment in named(board):
        if NEXT_ACTION.search(moment.seen) or _SEVERAL.search(moment.seen):
            yield Flaw(Rule.ACTION, where, "More than one action in one shot: keep the one that matters.")


def _concrete(board: Storyboard) -> Iterator[Flaw]:
    for where, moment in named(board):
        vague = [word for word in words_of(moment.seen) if word in _ABSTRACT]
        if len(vague) > 1 or len(moment.seen.split()) < _FEWEST_WORDS:
            yield Flaw(Rule.NOUNS, where, "Nothing to film: name things that can be touched.")


def _camera_named(board: Storyboard) -> Iterator[Flaw]:
    for where, moment in named(board):
        if not FILMED_CAMERA.search(pictured(moment)):
            yield Flaw(Rule.CAMERA, where, "The camera is not named: size, angle, movement.")


def _light_named(board: Storyboard) -> Iterator[Flaw]:
    if SHOWN_LIGHT.search(board.style.lighting):
        return
    for where, moment in named(board):
        if not SHOWN_LIGHT.search(moment.seen):
            yield Flaw(Rule.LIGHT, where, "The light is not named: its source and its quality.")


def _no_lettering(board: Storyboard) -> Iterator[Flaw]:
    for where, moment in named(board):
        if asks_for_lettering(moment.seen):
            yield Flaw(Rule.LETTERING, where, "It asks for lettering, which video models garble.")


def _no_contradiction(board: Storyboard) -> Iterator[Flaw]:
    for where, moment in named(board):
        for clash in clashing(moment, board.style):
            yield Flaw(Rule.CONTRADICTION, where, f"It contradicts itself: {clash}.")


def _one_style(board: Storyboard) -> Iterator[Flaw]:
    style = board.style
    if style.look is Look.AUTO:
        yield Flaw(Rule.STYLE, "style", "No look was chosen.")
    cast = {word for word in words_of(style.cast) if len(word) > 3 and word not in _JOINING}
    shown = {word for _, moment in named(board) for word in words_of(moment.seen)}
    if cast and not cast & shown:
        yield Flaw(Rule.STYLE, "style", "The cast is in none of the pictures.")


def _safe(board: Storyboard) -> Iterator[Flaw]:
    for where, moment in named(board):
        if _UNSAFE.spans(words_of(moment.seen)):
            yield Flaw(Rule.SAFE, where, "It shows what vendors refuse, or a brand.")


def _within_limits(board: Storyboard, model: Model, shots: int) -> Iterator[Flaw]:
    for where, moment in named(board):
        seconds = moment.seconds if isinstance(moment, Scene) else HOOK_SECONDS
        if isinstance(moment, Scene) and _spoken(moment.said) > max(3.0, seconds * _SAID_PER_SECOND):
            yield Flaw(Rule.LIMITS, where, "More is said than there is time for.")
        if len(moment.written.split()) > _WRITTEN_WORDS or len(moment.written) > _WRITTEN_CHARACTERS:
            yield Flaw(Rule.LIMITS, where, "More is written than can be read at a glance.")
    for numbers in board.shared_out(max(1, shots)):
        pictures = " ".join(pictured(board.moments[number]) for number in numbers)
        if model.prompt_unit.measure(pictures) > _FULL * model.prompt_limit:
            where = "hook" if numbers[0] == 0 else f"scenes.{numbers[0] - 1}"
            yield Flaw(Rule.LIMITS, where, "The pictures of this shot alone fill the whole prompt.")


def _spoken(line: str) -> float:
    """How many words a line takes, also where words are not parted by spaces."""
    unspaced = sum(1 for letter in line if "\u3040" <= letter <= "\u30ff" or "\u4e00" <= letter <= "\u9fff")
    return max(len(line.split()), unspaced / 2.5)


_CHECKS: tuple[Check, ...] = (
    _seen_at_once,
    _one_action,
    _concrete,
    _camera_named,
    _light_named,
    _no_lettering,
    _no_contradiction,
    _one_style,
    _safe,
)
