"""The storyboards that the fake Gemini writes, good ones and bad ones."""

import json
import re
from typing import Any

from tests.wires.gemini_faults import Fault

_LINES = {
    "ar": ("هذا ليس مجرد فنجان قهوة", "انتظر النهاية"),
    "he": ("זה לא סתם ספל קפה", "חכו לסוף"),
    "hi": ("यह सिर्फ़ एक प्याला नहीं है", "अंत तक देखिए"),
    "ja": ("ただの一杯ではありません", "最後まで見て"),
    "ko": ("그냥 한 잔이 아닙니다", "끝까지 보세요"),
    "ru": ("Это не просто чашка кофе", "Досмотри до конца"),
    "uk": ("Це не просто чашка кави", "Додивись до кінця"),
    "zh": ("这不只是一杯咖啡", "看到最后"),
}
_PICTURES = (
    "A baker's floured hands fold dough on a scarred wooden table, flour drifting through warm window light.",
    "Steam rises from a copper kettle beside a stack of blue cups while rain runs down the pane behind.",
    "An old man lifts one cup with both hands and smiles, soft lamplight on his knitted sleeve.",
    "A cat leaps across the counter and a spoon spins to a stop beside the sugar bowl.",
    "The door swings open and morning sun floods the empty cafe, dust turning gold in the air.",
)


def ideas(request: dict[str, Any]) -> dict[str, Any]:
    """As many ideas as asked for, counted on from those that were told."""
    wanted = request["generationConfig"]["responseJsonSchema"]["properties"]["ideas"]["maxItems"]
    told = json.loads(request["contents"][0]["parts"][0]["text"])
    first = len(told["told"]) + 1
    return {"ideas": [f"Number {n} of {told['niche']}" for n in range(first, first + wanted)]}


def board(request: dict[str, Any], fault: str | None) -> dict[str, Any]:
    """A storyboard as asked for, or broken as the fault says."""
    told = json.dumps(request.get("systemInstruction", {}), ensure_ascii=False)
    language = _found(r'`language` is \\"([\w-]+)\\"', told, "en")
    scenes = int(_found(r"Make (\d+) scene", told, "3"))
    said, written = _LINES.get(language.partition("-")[0], ("This is no ordinary cup.", "Wait for the end"))
    whole: dict[str, Any] = {
        "title": _topic(request)[:100],
        "language": language,
        "style": {
            "cinematography": "Handheld 35 mm, shallow focus, unhurried.",
            "lighting": "Low window light from the left, one warm lamp.",
            "colour_grade": "Amber highlights, deep teal shadows, fine grain.",
            "mood": "Quiet wonder, a kettle humming.",
            "look": "cinematic",
        },
        "hook": {
            "seen": "Close-up, low angle, slow push in: a white cup tips over the edge of a dark table.",
            "said": said,
            "written": written,
            "keyword": written.split()[-1],
            "kind": _found(r"it is to be `(\w+)`", told, "mystery"),
        },
        "scenes": [_scene(number, said, written) for number in range(scenes)],
        "social": {
            "caption": f"{said} What would you have done?",
            "hashtags": ["#coffee", "#ritual", "#reels"],
        },
    }
    if fault == Fault.TALKATIVE:
        # It tells the public what it was told.
        whole["scenes"][0]["said"] = str(request["systemInstruction"]["parts"][0]["text"])[:200]
    return _broken(whole, fault)


def _scene(number: int, said: str, written: str) -> dict[str, Any]:
    return {
        "seen": _PICTURES[number % len(_PICTURES)],
        "said": said,
        "written": written,
        "keyword": written.split()[0],
        "shot": "medium close-up, eye level, slow dolly right",
        "icon": "coffee",
        "seconds": 2.0,
    }


def _broken(whole: dict[str, Any], fault: str | None) -> dict[str, Any]:
    match fault:
        case Fault.NOT_A_STORYBOARD:
            return {"answer": "Certainly! Here is your storyboard."}
        case Fault.WORDY:
            whole["hook"]["written"] = "This is why nobody ever told you about the monks"
        case Fault.LETTERED:
            whole["hook"]["seen"] = "A neon sign that reads COFFEE glows above a wet black street at night."
        case Fault.CROWDED:
            whole["scenes"] = whole["scenes"] * 5
        case Fault.VAGUE:
            whole["hook"]["seen"] = "Innovation, passion, excellence."
        case Fault.DULL:
            whole["hook"]["seen"] = "Establishing shot of a quiet town in soft light, where nothing moves."
        case Fault.WRONG_SCRIPT:
            for moment in (whole["hook"], *whole["scenes"]):
                moment["said"] = "This is no ordinary cup."
        case Fault.WRONG_LANGUAGE:
            whole["language"] = "tlh"
        case Fault.SLOPPY:
            whole["hook"]["keyword"] = "aardvark"
            whole["title"] += "\x00"
            whole["scenes"][0]["seconds"] = 29.0
            whole["social"]["hashtags"] = [
                "specialty coffee",
                "#Coffee!",
                "#coffee",
                "",
                "#monks",
                "#a",
                "#b",
                "#c",
            ]
    return whole


def _topic(request: dict[str, Any]) -> str:
    """The subject, if the first turn is our JSON; the fake answers others as well."""
    text = request["contents"][0]["parts"][0]["text"]
    try:
        return str(json.loads(text)["topic"])
    except (ValueError, TypeError, KeyError):
        return str(text)


def _found(pattern: str, text: str, otherwise: str) -> str:
    match = re.search(pattern, text)
    return match.group(1) if match else otherwise
