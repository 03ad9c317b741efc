"""ComfyUI on a machine of one's own: the operator's workflow makes the clip, and it costs nothing."""

from adapters.vendors.comfyui.renderer import ComfyRenderer
from adapters.vendors.comfyui.workflow import Workflow

__all__ = ["ComfyRenderer", "Workflow"]
