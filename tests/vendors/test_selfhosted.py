"""A video server of one's own: what its operator is told of it."""

import pytest

from adapters.vendors.selfhosted import SelfHostedRenderer
from tests.wires.videos import MODEL, VideosServer


@pytest.mark.parametrize(
    ("model", "names_models", "lack"),
    [
        (MODEL, True, ""),
        ("", True, ""),
        ("other/model", True, " It does not list other/model, the SELFHOSTED_VIDEO_MODEL."),
        ("other/model", False, ""),
    ],
    ids=["has it", "left to the server", "has another one", "has no list"],
)
async def test_a_model_that_the_server_has_not_is_named(model: str, names_models: bool, lack: str) -> None:
    """Whoever names a model that their server does not serve reads so before anything is ordered."""
    async with VideosServer(names_models=names_models) as server:
        renderer = SelfHostedRenderer(server.address, server.key, model)

        assert await renderer.ping() == f"Your video server answers.{lack}"
        await renderer.aclose()
