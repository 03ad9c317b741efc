"""The operator's workflow, as ComfyUI exports it for its API, with places for what an order says."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Misconfigured
from core.ports import Order
from core.reel.model import Model

_UNREADABLE = "COMFYUI_WORKFLOW must name a workflow that ComfyUI exported for its API, as a JSON file."
_NO_PROMPT = "The workflow in COMFYUI_WORKFLOW has no place for the prompt: put %prompt% where it belongs."
_PLACE = re.compile(r"%(prompt|negative|seed|width|height|seconds|frames)%")
_FRAMES_PER_SECOND = 16
"""What the WAN models that people run at home make (81 frames are 5 s)."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A graph of nodes. `%prompt%`, `%negative%`, `%seed%`, `%width%`, `%height%`, `%seconds%` and
    `%frames%` stand where the order's own go; one that stands alone becomes a number where it is one.
    """

    graph: Mapping[str, Any]

    @classmethod
    def read(cls, file: Path) -> "Workflow":
        """Raises Misconfigured when the file holds no such workflow."""
        try:
            graph = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise Misconfigured(_UNREADABLE) from error
        nodes = graph.values() if isinstance(graph, dict) else ()
        if not nodes or not all(isinstance(node, dict) and "class_type" in node for node in nodes):
            raise Misconfigured(_UNREADABLE)
        if "%prompt%" not in json.dumps(graph):
            raise Misconfigured(_NO_PROMPT)
        return cls(graph)

    def filled(self, order: Order, model: Model) -> Any:
        """The graph for one order."""
        width, _, height = model.size.partition("x")
        return _filled(
            self.graph,
            {
                "prompt": order.prompt,
                "negative": order.negative_prompt,
                "seed": order.seed,
                "width": int(width or 0),
                "height": int(height or 0),
                "seconds": order.seconds,
                # WAN wants a multiple of four and one more.
                "frames": _FRAMES_PER_SECOND * order.seconds + 1,
            },
        )


def _filled(part: Any, told: Mapping[str, str | int]) -> Any:
    match part:
        case dict():
            return {name: _filled(value, told) for name, value in part.items()}
        case list():
            return [_filled(value, told) for value in part]
        case str() if whole := _PLACE.fullmatch(part):
            return told[whole[1]]
        case str():
            return _PLACE.sub(lambda place: str(told[place[1]]), part)
    return part
