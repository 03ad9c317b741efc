"""What a storyboard must be before money is spent on it; small slips are mended without asking."""

import re
import unicodedata
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from adapters.vendors.gemini.craft import HASHTAGS, WORDS_WRITTEN, Measure
from core.reel.brief import Brief, Look
from core.reel.storyboard import Hook, Scene, Storyboard

_LETTERING = re.compile(
    r"\b(text|captions?|subtitles?|title cards?|lettering|typography|watermark|logos?|"
    r"words? (?:on|appear)|(?:sign|screen|label)s? (?:that )?(?:reads?|says?|reading|saying))\b",
    re.IGNORECASE,
)
_SCRIPTS = {
    "ar": ("ARABIC",),
    "bg": ("CYRILLIC",),
    "el": ("GREEK",),
    "fa": ("ARABIC",),
    "he": ("HEBREW",),
    "hi": ("DEVANAGARI",),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"),
    "ko": ("HANGUL",),
    "ru": ("CYRILLIC",),
    "th": ("THAI",),
    "uk": ("CYRILLIC",),
    "ur": ("ARABIC",),
    "zh": ("CJK",),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SEEN_WORDS = 5
_SHORTEST_SCENE = 0.8
_RECITAL = 8
"""So many of our own words in a row are no accident."""


def review(text: str, brief: Brief, size: Measure, craft: str) -> Storyboard | list[str]:
    """The storyboard in `text`, which was written by the instructions `craft`; or what is wrong with it.

    Complaints are our own words and never quote the storyboard.
    """
    try:
        board = Storyboard.model_validate(_tidied(from_json(text)))
    except ValidationError as error:
        return [_complaint(slip) for slip in error.errors(include_input=False, include_url=False)]
    except ValueError:
        return ["It is not a whole JSON object."]
    complaints = [
        *_slips("hook", board.hook),
        *(slip for number, scene in enumerate(board.scenes) for slip in _slips(f"scenes.{number}", scene)),
        *_measured(board, size),
        *_spoken(board, brief.niche.language),
        *_recited(board, craft),
    ]
    return complaints or _mended(board, brief, size)


def _tidied(found: Any) -> Any:
    """The same without control characters, which no database or film takes, and with whole hashtags."""
    match found:
        case str():
            return _CONTROL.sub("", found)
        case list():
            return [_tidied(item) for item in found]
        case dict():
            tidy = {name: _tidied(value) for name, value in found.items()}
            if isinstance(tags := tidy.get("hashtags"), list):
                tidy["hashtags"] = _hashtags(tags)
            return tidy
    return found


def _slips(where: str, moment: Hook | Scene) -> list[str]:
    found = []
    if len(moment.written.split()) > WORDS_WRITTEN:
        found.append(f"{where}.written has more than {WORDS_WRITTEN} words.")
    if len(moment.seen.split()) < _SEEN_WORDS or moment.seen.endswith("?"):
        found.append(f"{where}.seen names nothing that a camera could film; name a thing and what it does.")
    if _LETTERING.search(moment.seen):
        found.append(f"{where}.seen asks for lettering; leave words to `written`.")
    return found


def _measured(board: Storyboard, size: Measure) -> list[str]:
    if len(board.scenes) > size.limit:
        return [f"There are more than {size.limit} scenes."]
    if size.scene_seconds / len(board.scenes) < _SHORTEST_SCENE:
        return [f"There are too many scenes for {size.scene_seconds:g} seconds."]
    return []


def _spoken(board: Storyboard, language: str) -> list[str]:
    wanted = language.partition("-")[0].lower()
    said = " ".join([board.hook.said, *(scene.said for scene in board.scenes)])
    scripts = _SCRIPTS.get(wanted)
    is_right = board.language.partition("-")[0].lower() == wanted and (
        not scripts or _has_script(said, scripts)
    )
    return [] if is_right else [f"It is not in the language {language}."]


def _recited(board: Storyboard, craft: str) -> list[str]:
    """Whether the instructions are recited to the public; the style may be told in our own words."""
    moments: tuple[Hook | Scene, ...] = (board.hook, *board.scenes)
    told = (text for moment in moments for text in (moment.seen, moment.said, moment.written))
    public = (board.title, board.social.caption, *told)
    ours = _runs(craft)
    is_recital = any(not ours.isdisjoint(_runs(text)) for text in public)
    return ["It repeats what you were told instead of making a reel about the subject."] if is_recital else []


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every run of so many words, whatever stands between them."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return {tuple(words[at : at + _RECITAL]) for at in range(len(words) - _RECITAL + 1)}


def _has_script(text: str, scripts: tuple[str, ...]) -> bool:
    """Whether at least half of the letters are of that writing; names may stay in Latin."""
    letters = [letter for letter in text if letter.isalpha()]
    theirs = [letter for letter in letters if unicodedata.name(letter, "").startswith(scripts)]
    return 2 * len(theirs) >= len(letters) > 0


def _mended(board: Storyboard, brief: Brief, size: Measure) -> Storyboard:
    """The same storyboard with its arithmetic, its accents, its look and its hashtags put right."""
    factor = size.scene_seconds / sum(scene.seconds for scene in board.scenes)
    scenes = tuple(
        scene.model_copy(
            update={
                "seconds": round(scene.seconds * factor, 3),
                "keyword": _accent(scene.keyword, scene.written),
            }
        )
        for scene in board.scenes
    )
    told = brief.direction.hook
    hook = board.hook.model_copy(
        update={
            "keyword": _accent(board.hook.keyword, board.hook.written),
            "kind": told.value if told is not None else board.hook.kind,
        }
    )
    return board.model_copy(
        update={
            "language": brief.niche.language,
            "hook": hook,
            "scenes": scenes,
            "style": board.style.model_copy(update={"look": _look(board.style.look, brief.wished_look)}),
            "social": board.social.model_copy(
                update={"hashtags": board.social.hashtags[: HASHTAGS[brief.niche.platform]]}
            ),
        }
    )


def _look(chosen: Look, wished: Look) -> Look:
    if wished is not Look.AUTO:
        return wished
    return Look.CINEMATIC if chosen is Look.AUTO else chosen


def _accent(keyword: str, written: str) -> str:
    """The keyword as it is written, blank when it is none of the written words."""
    return next(
        (word for word in map(_bare, written.split()) if word.casefold() == _bare(keyword).casefold()), ""
    )


def _bare(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word)


def _hashtags(found: list[Any]) -> tuple[str, ...]:
    """`Specialty coffee!` becomes `#Specialtycoffee`; the same word counts once."""
    names = (re.sub(r"[^\w]+", "", str(tag))[:60] for tag in found)
    return tuple({name.casefold(): f"#{name}" for name in names if name}.values())[:15]


def _complaint(slip: Any) -> str:
    return f"{'.'.join(str(step) for step in slip['loc']) or 'It'}: {slip['msg']}."
