"""Every video vendor as the contract suite meets it: its fake, our adapter, and what it can and cannot do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from adapters.vendors.comfyui import ComfyRenderer, Workflow
from adapters.vendors.fal import FalRenderer
from adapters.vendors.gemini.omni import OmniRenderer
from adapters.vendors.runway import RunwayRenderer
from adapters.vendors.selfhosted import SelfHostedRenderer
from adapters.vendors.stability import StabilityRenderer
from core.ports import Renderer
from tests.wires import fal as fal_wire
from tests.wires.comfyui import ComfyServer
from tests.wires.fal_faults import Fault as Fal
from tests.wires.fal_orders import Pace as FalPace
from tests.wires.jobs import Fault, JobServer, Pace
from tests.wires.omni import OmniServer
from tests.wires.runway import RunwayServer
from tests.wires.server import Wire
from tests.wires.stability import StabilityServer
from tests.wires.videos import VideosServer


class Closing(Renderer, Protocol):
    """A renderer that can be closed, as all of ours can."""

    async def aclose(self) -> None: ...


GRAPH = {
    "1": {
        "class_type": "EmptyImage",
        "inputs": {"width": "%width%", "height": "%height%", "batch_size": "%frames%"},
    },
    "2": {"class_type": "CreateVideo", "inputs": {"images": ["1", 0], "fps": 16.0, "text": "%prompt%"}},
    "3": {"class_type": "SaveVideo", "inputs": {"video": ["2", 0], "filename_prefix": "reel-%seed%"}},
}


@dataclass(frozen=True)
class Party:
    """One vendor. `finds` is what can be trusted of its `find`; the flags say what it can do at all."""

    model: str
    serve: Callable[[], Wire]
    open: Callable[..., Closing]
    finds: bool = False
    lists_nothing: bool = False
    """Whether "not found" is authoritative."""
    can_cancel: bool = False
    says_filming: bool = True
    refuses: bool = True
    takes_keys: bool = True
    takes_pictures: bool = True

    def fault(self, name: str) -> Any:
        """A trouble by the name that all the fakes share."""
        return _FAL[name] if self.model.startswith("fal") else Fault[name]

    def slow(self, server: Any, queue: int, filming: int) -> None:
        """Let the vendor take its time: so many checks in the queue, so many while filming."""
        is_fal = isinstance(server, fal_wire.FalServer)
        server.pace = FalPace(queue_checks=queue, filming_checks=filming) if is_fal else Pace(queue, filming)

    def orders(self, server: Any) -> int:
        """How many orders the vendor has taken."""
        return int(server.books()["orders"])


_FAL = {
    "BAD_KEY": Fal.BAD_KEY,
    "LOCKED": Fal.LOCKED,
    "BUSY": Fal.BUSY,
    "INVALID": Fal.INVALID,
    "CRASHED": Fal.CRASHED,
    "LOST": Fal.LOST,
    "CUT": Fal.CUT,
    "GARBLED": Fal.GARBLED,
    "HANG": Fal.HANG,
    "REFUSED": Fal.CONTENT_REFUSED,
    "BROKE": Fal.RUNNER_LOST,
    "NO_CLIP": Fal.NO_VIDEO,
}


def _fal(server: fal_wire.FalServer, seconds: float, **more: Any) -> FalRenderer:
    return FalRenderer(
        fal_wire.KEY, server.queue_url, server.api_url, submit_seconds=seconds, ask_seconds=seconds, **more
    )


def _runway(server: JobServer, seconds: float, **more: Any) -> RunwayRenderer:
    return RunwayRenderer(server.key, server.address, submit_seconds=seconds, ask_seconds=seconds, **more)


def _videos(server: JobServer, seconds: float, **more: Any) -> SelfHostedRenderer:
    return SelfHostedRenderer(server.address, server.key, submit_seconds=seconds, ask_seconds=seconds, **more)


def _comfyui(server: JobServer, seconds: float) -> ComfyRenderer:
    return ComfyRenderer(server.address, Workflow(GRAPH), submit_seconds=seconds, ask_seconds=seconds)


def _omni(server: JobServer, seconds: float, **more: Any) -> OmniRenderer:
    return OmniRenderer(server.key, server.address, submit_seconds=seconds, ask_seconds=seconds, **more)


def _stability(server: JobServer, seconds: float, **more: Any) -> StabilityRenderer:
    return StabilityRenderer(server.key, server.address, submit_seconds=seconds, ask_seconds=seconds, **more)


PARTIES = {
    "fal": Party(
        "fal-ai/wan-25-preview/text-to-video", fal_wire.FalServer, _fal, finds=True, can_cancel=True
    ),
    "runway": Party("gen4.5", RunwayServer, _runway, can_cancel=True),
    "vllm-omni": Party("selfhosted", VideosServer, _videos, finds=True, lists_nothing=True, can_cancel=True),
    "sglang": Party(
        "selfhosted",
        lambda: VideosServer(is_vllm=False, has_cloud=False),
        _videos,
        finds=True,
        lists_nothing=True,
        can_cancel=True,
    ),
    "comfyui": Party(
        "comfyui",
        ComfyServer,
        _comfyui,
        finds=True,
        lists_nothing=True,
        can_cancel=True,
        refuses=False,
        takes_keys=False,
        takes_pictures=False,
    ),
    "omni": Party("gemini-omni-1.2-flash", OmniServer, _omni),
    "stability": Party("stable-video-diffusion", StabilityServer, _stability),
}
