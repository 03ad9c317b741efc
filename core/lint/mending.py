"""What a rule can put right by itself; the same storyboard mended twice is mended once."""

import re

from core.lint.rules import FILMED_CAMERA, NEXT_ACTION, SHOWN_LIGHT, clashing
from core.reel.brief import Look
from core.reel.prompt import asks_for_lettering
from core.reel.storyboard import Hook, Scene, Storyboard, VisualStyle

_CLAUSE = re.compile(r"(?<=[,;.])\s+")
_LEAST = 5
"""So many words a picture keeps at least, else it is left as it is."""

_LONGEST = 600
_HOOK_CAMERA = "Close-up, eye level, slow push-in"
_CAMERAS = (
    "Medium shot, eye level, slow push-in",
    "Close-up, low angle, locked-off",
    "Wide shot, eye level, lateral slide",
)
_LIGHT = "soft daylight from the side"


def mended(board: Storyboard) -> Storyboard:
    """The storyboard with one action in each shot, a camera, a light, and nothing to be lettered."""
    style = _style(board.style)
    hook = board.hook.model_copy(update={"seen": _seen(board.hook)})
    if not FILMED_CAMERA.search(hook.seen):
        hook = hook.model_copy(update={"seen": f"{_HOOK_CAMERA}: {hook.seen}"[:_LONGEST]})
    scenes = tuple(_scene(scene, style, number) for number, scene in enumerate(board.scenes))
    return board.model_copy(update={"hook": hook, "scenes": scenes, "style": style})


def _style(style: VisualStyle) -> VisualStyle:
    changes: dict[str, object] = {}
    if style.look is Look.AUTO:
        changes["look"] = Look.CINEMATIC
    if not SHOWN_LIGHT.search(style.lighting):
        changes["lighting"] = f"{style.lighting.rstrip('.')}, {_LIGHT}."
    return style.model_copy(update=changes) if changes else style


def _scene(scene: Scene, style: VisualStyle, number: int) -> Scene:
    seen, shot = _seen(scene), scene.shot
    if not FILMED_CAMERA.search(f"{shot} {seen}"):
        shot = _CAMERAS[number % len(_CAMERAS)]
    told = scene.model_copy(update={"seen": seen, "shot": shot})
    # What the picture says of its own camera counts more than the note beside it.
    if shot and any(clashing(told, style)) and not any(clashing(told.model_copy(update={"shot": ""}), style)):
        return told.model_copy(update={"shot": ""}) if FILMED_CAMERA.search(seen) else scene
    return told


def _seen(moment: Hook | Scene) -> str:
    return _unlettered(_one_action(moment.seen))


def _one_action(seen: str) -> str:
    """What happens first, where one thing happens after another."""
    found = NEXT_ACTION.search(seen)
    if found is None:
        return seen
    first = seen[: found.start()].rstrip(" ,;.")
    # The light stands behind the action, parted from it by a semicolon.
    _, mark, light = seen[found.end() :].partition(";")
    kept = f"{first};{light}" if mark and not NEXT_ACTION.search(light) else f"{first}."
    return kept if len(first.split()) >= _LEAST else seen


def _unlettered(seen: str) -> str:
    """The same without the clauses that ask for lettering, if anything is left then."""
    if not asks_for_lettering(seen):
        return seen
    kept = " ".join(clause for clause in _CLAUSE.split(seen) if not asks_for_lettering(clause))
    kept = kept.rstrip(" ,;")
    if len(kept.split()) < _LEAST:
        return seen
    return kept if kept[-1] in ".!?…" else f"{kept}."
