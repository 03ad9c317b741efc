"""What each of FAL's models accepts, written down from FAL's published types (2026-08-02) and model pages."""

from base64 import b64decode
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from PIL import Image

from tests.wires import fal_sounds

WAN = "fal-ai/wan-25-preview/text-to-video"


@dataclass(frozen=True, slots=True)
class Accepts:
    """The fields of one model. `durations` are allowed as they are written, type and all.

    `rates` are micro-dollars a second by resolution; models without a resolution have one for "".
    """

    durations: tuple[str | int, ...]
    rates: dict[str, int]
    ratios: tuple[str, ...] = ("16:9", "9:16", "1:1")
    fields: frozenset[str] = frozenset()
    default: str = "1080p"
    prompt: int = 5000
    negative: int = 500
    switches: frozenset[str] = field(default=frozenset())
    picture: str = ""
    """The field that must hold a picture, for a model that films from one."""


def _texts(first: int, last: int) -> tuple[str, ...]:
    return tuple(str(n) for n in range(first, last + 1))


_KLING = frozenset({"negative_prompt", "cfg_scale"})
_VEO = {
    "durations": ("4s", "6s", "8s"),
    "ratios": ("16:9", "9:16"),
    "fields": frozenset({"negative_prompt", "seed", "safety_tolerance"}),
    "switches": frozenset({"generate_audio", "auto_fix"}),
    "default": "720p",
}
_SAFE = frozenset({"enable_safety_checker", "enable_prompt_expansion"})
_WAN = frozenset({"negative_prompt", "seed", "audio_url"})
_MORE_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")
_LTX = {
    "ratios": ("16:9", "9:16"),
    "fields": frozenset({"fps"}),
    "switches": frozenset({"generate_audio"}),
}
_SEEDANCE_RATIOS = ("auto", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16")

FORMS: dict[str, Accepts] = {
    WAN: Accepts(
        ("5", "10"),
        {"480p": 50_000, "720p": 100_000, "1080p": 150_000},
        fields=_WAN,
        switches=_SAFE,
        prompt=1500,
    ),
    "wan/v2.6/text-to-video": Accepts(
        ("5", "10", "15"),
        {"720p": 100_000, "1080p": 150_000},
        ratios=_MORE_RATIOS,
        fields=_WAN,
        switches=_SAFE,
        prompt=800,
    ),
    "fal-ai/wan/v2.7/text-to-video": Accepts(
        tuple(range(2, 16)),
        {"720p": 100_000, "1080p": 150_000},
        ratios=_MORE_RATIOS,
        fields=_WAN,
        switches=_SAFE,
    ),
    "alibaba/wan-3.0/text-to-video": Accepts(
        tuple(range(2, 31)),
        {"480p": 50_000, "720p": 100_000, "1080p": 200_000},
        ratios=("adaptive", *_MORE_RATIOS),
        fields=frozenset({"seed"}),
        switches=frozenset({"audio", "enable_thinking"}),
    ),
    "fal-ai/veo3.1": Accepts(rates={"720p": 400_000, "1080p": 400_000, "4k": 600_000}, **_VEO),  # type: ignore[arg-type]
    "fal-ai/veo3.1/fast": Accepts(rates={"720p": 150_000, "1080p": 150_000, "4k": 350_000}, **_VEO),  # type: ignore[arg-type]
    "fal-ai/veo3.1/lite": Accepts(rates={"720p": 50_000, "1080p": 80_000}, **_VEO),  # type: ignore[arg-type]
    "fal-ai/kling-video/v3/pro/text-to-video": Accepts(
        _texts(3, 15), {"": 168_000}, fields=_KLING, switches=frozenset({"generate_audio"}), default=""
    ),
    "fal-ai/kling-video/v3/standard/text-to-video": Accepts(
        _texts(3, 15), {"": 126_000}, fields=_KLING, switches=frozenset({"generate_audio"}), default=""
    ),
    "fal-ai/kling-video/v2.6/pro/text-to-video": Accepts(
        ("5", "10"), {"": 140_000}, fields=_KLING, switches=frozenset({"generate_audio"}), default=""
    ),
    "fal-ai/kling-video/v2.5-turbo/pro/text-to-video": Accepts(
        ("5", "10"), {"": 70_000}, fields=_KLING, default=""
    ),
    "bytedance/seedance-2.0/text-to-video": Accepts(
        ("auto", *_texts(4, 15)),
        {"480p": 141_000, "720p": 302_500, "1080p": 680_500},
        ratios=_SEEDANCE_RATIOS,
        fields=frozenset({"end_user_id"}),
        switches=frozenset({"generate_audio"}),
        default="720p",
    ),
    "fal-ai/bytedance/seedance/v1.5/pro/text-to-video": Accepts(
        _texts(4, 12),
        {"480p": 23_500, "720p": 52_000, "1080p": 117_000},
        ratios=_SEEDANCE_RATIOS,
        fields=frozenset({"seed"}),
        switches=frozenset({"generate_audio", "camera_fixed", "enable_safety_checker"}),
        default="720p",
    ),
    "lightricks/ltx-2.5/text-to-video/fast": Accepts(
        tuple(range(6, 21, 2)),
        {"720p": 90_000, "1080p": 130_000, "1440p": 190_000, "2160p": 300_000},
        **_LTX,  # type: ignore[arg-type]
    ),
    "lightricks/ltx-2.5/text-to-video/pro": Accepts((6, 8, 10), {"720p": 120_000, "1080p": 170_000}, **_LTX),  # type: ignore[arg-type]
    "fal-ai/ltx-2.3/text-to-video": Accepts(
        (6, 8, 10),
        {"1080p": 60_000, "1440p": 60_000, "2160p": 60_000},
        **_LTX,  # type: ignore[arg-type]
    ),
    "fal-ai/pika/v2.2/text-to-video": Accepts(
        (5, 10),
        {"720p": 40_000, "1080p": 90_000},
        ratios=("16:9", "9:16", "1:1", "4:5", "5:4", "3:2", "2:3"),
        fields=frozenset({"negative_prompt", "seed"}),
        default="720p",
    ),
}


def _from_picture(app: str, field_: str = "image_url", *, has_ratio: bool = False) -> Accepts:
    """The sibling that films from a picture: the same form, most without a ratio (2026-08-02)."""
    known = FORMS[app]
    return replace(known, picture=field_, ratios=known.ratios if has_ratio else ())


FORMS |= {
    "fal-ai/wan-25-preview/image-to-video": _from_picture(WAN),
    "wan/v2.6/image-to-video": _from_picture("wan/v2.6/text-to-video"),
    "fal-ai/wan/v2.7/image-to-video": _from_picture("fal-ai/wan/v2.7/text-to-video"),
    "fal-ai/veo3.1/image-to-video": _from_picture("fal-ai/veo3.1", has_ratio=True),
    "fal-ai/veo3.1/fast/image-to-video": _from_picture("fal-ai/veo3.1/fast", has_ratio=True),
    "fal-ai/veo3.1/lite/image-to-video": _from_picture("fal-ai/veo3.1/lite", has_ratio=True),
    "fal-ai/kling-video/v3/pro/image-to-video": _from_picture(
        "fal-ai/kling-video/v3/pro/text-to-video", "start_image_url"
    ),
    "fal-ai/kling-video/v3/standard/image-to-video": _from_picture(
        "fal-ai/kling-video/v3/standard/text-to-video", "start_image_url"
    ),
    "fal-ai/kling-video/v2.6/pro/image-to-video": _from_picture(
        "fal-ai/kling-video/v2.6/pro/text-to-video", "start_image_url"
    ),
    "fal-ai/kling-video/v2.5-turbo/pro/image-to-video": _from_picture(
        "fal-ai/kling-video/v2.5-turbo/pro/text-to-video"
    ),
    "bytedance/seedance-2.0/image-to-video": _from_picture(
        "bytedance/seedance-2.0/text-to-video", has_ratio=True
    ),
    "fal-ai/bytedance/seedance/v1.5/pro/image-to-video": _from_picture(
        "fal-ai/bytedance/seedance/v1.5/pro/text-to-video", has_ratio=True
    ),
    "fal-ai/ltx-2.3/image-to-video": _from_picture("fal-ai/ltx-2.3/text-to-video", has_ratio=True),
    "fal-ai/pika/v2.2/image-to-video": _from_picture("fal-ai/pika/v2.2/text-to-video"),
}


def complaints(app: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What the runner's validation says of a form, in the shape of FAL's `detail`; no field goes unread."""
    if app in fal_sounds.SOUNDS:
        return [_complaint(name, kind) for name, kind in fal_sounds.faults(app, asked)]
    accepts = FORMS[app]
    needed = filter(None, ("prompt", accepts.picture))
    found = [_complaint(name, "missing") for name in needed if asked.get(name) is None]
    if accepts.picture and (trouble := _of_picture(asked.get(accepts.picture))):
        found.append(_complaint(accepts.picture, trouble))
    for name, limit in (("prompt", accepts.prompt), ("negative_prompt", accepts.negative)):
        if len(asked.get(name) or "") > limit:
            found.append(_complaint(name, "string_too_long"))
    allowed: dict[str, tuple[str | int, ...]] = {
        "duration": accepts.durations,
        **({"aspect_ratio": accepts.ratios} if accepts.ratios else {}),
        "resolution": tuple(accepts.rates) if accepts.default else (),
    }
    for name in asked.keys() & allowed.keys():
        # 5 and "5" are equal to nobody here.
        if not any(type(asked[name]) is type(each) and asked[name] == each for each in allowed[name]):
            found.append(_complaint(name, "literal_error"))
    for name in asked.keys() & accepts.switches:
        if not isinstance(asked[name], bool):
            found.append(_complaint(name, "bool_parsing"))
    if "seed" in asked and not isinstance(asked["seed"], int):
        found.append(_complaint("seed", "int_parsing"))
    known = {"prompt", *filter(None, (accepts.picture,)), *allowed, *accepts.fields, *accepts.switches}
    found += [_complaint(name, "extra_forbidden") for name in sorted(asked.keys() - known)]
    return found


def _of_picture(told: Any) -> str:
    """What is wrong with a picture that travels inside the form; empty when it is one, and upright."""
    try:
        header, _, data = str(told).partition(",")
        with Image.open(BytesIO(b64decode(data, validate=True))) as shown:
            upright = shown.height > shown.width and Image.MIME[shown.format or ""] in header
    except (OSError, ValueError, KeyError):
        return "image_load_error"
    return "" if upright else "image_too_small"


def micros(app: str, asked: dict[str, Any]) -> int:
    """What such an order costs when it is made."""
    if app in fal_sounds.SOUNDS:
        return fal_sounds.price(app, asked)
    accepts = FORMS[app]
    seconds = int(str(asked.get("duration", accepts.durations[0])).removesuffix("s"))
    return accepts.rates.get(asked.get("resolution", accepts.default), 0) * seconds


def _complaint(name: str, kind: str) -> dict[str, Any]:
    words = f"{name}: {kind}"
    return {"loc": ["body", name], "msg": words, "type": kind, "url": f"https://docs.fal.ai/errors/#{kind}"}
