"""The request form of any of FAL's models, filled in as the catalogue says."""

from typing import Any

from core.ports import Order
from core.reel.model import VERTICAL, Model


def form(order: Order, model: Model) -> dict[str, Any]:
    """What is sent, but for a picture. A field that the model does not have is left out."""
    told: dict[str, Any] = {"prompt": order.prompt}
    if order.start_image is None or model.image_has_ratio:
        told["aspect_ratio"] = VERTICAL
    told["duration"] = model.duration(order.seconds)
    if model.negative_limit:
        told["negative_prompt"] = order.negative_prompt
    if model.has_resolution:
        told["resolution"] = order.resolution
    if model.has_seed:
        told["seed"] = order.seed
    if model.audio_field:
        told[model.audio_field] = True
    return told | dict(model.sends)
