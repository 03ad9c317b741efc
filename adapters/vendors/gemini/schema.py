"""The storyboard's form, in the part of JSON Schema that Gemini obeys."""

from typing import Any

from core.learning.arms import HookKind
from core.reel.brief import Look
from core.reel.storyboard import Storyboard

# The keywords that the API honours (google-genai 3.4.0, `response_json_schema`); it refuses or
# ignores the rest, which `core.reel.storyboard` then enforces. Docstrings are for us: no descriptions.
_HONOURED = {"type", "enum", "items", "minItems", "maxItems", "minimum", "maximum", "required"}
# Keys are written in this order: the style first, so that hook and scenes are seen through it.
_ORDER = ("title", "language", "style", "hook", "scenes", "social")


def storyboard_schema(scenes: int, hashtags: int) -> dict[str, Any]:
    """A schema in one piece, every field wanted, with at most so many scenes and hashtags."""
    whole = Storyboard.model_json_schema()
    schema = _plain(whole, whole["$defs"])
    parts = schema["properties"]
    schema["properties"] = {name: parts[name] for name in _ORDER}
    schema["required"] = list(_ORDER)
    parts["scenes"] |= {"minItems": 1, "maxItems": scenes}
    parts["social"]["properties"]["hashtags"] |= {"maxItems": hashtags}
    parts["hook"]["properties"]["kind"]["enum"] = list(HookKind)
    parts["style"]["properties"]["look"]["enum"] = [look for look in Look if look is not Look.AUTO]
    return schema


def _plain(node: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    """A node without references and without keywords that Gemini does not honour."""
    if "$ref" in node:
        return _plain(defs[node["$ref"].rpartition("/")[2]], defs)
    plain = {word: value for word, value in node.items() if word in _HONOURED}
    if "items" in node:
        plain["items"] = _plain(node["items"], defs)
    if "properties" in node:
        plain["properties"] = {name: _plain(part, defs) for name, part in node["properties"].items()}
        plain["required"] = list(node["properties"])
    return plain
