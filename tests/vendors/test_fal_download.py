"""Fetching a clip: whole or not at all, from the right place, within bounds."""

import os
from pathlib import Path

import pytest

from adapters.vendors.fal import FalRenderer
from core.errors import Failed, Misconfigured, StudioError, Unavailable
from core.ports import Finished, Order
from tests.wires.fal import KEY, FalServer
from tests.wires.fal_faults import MEDIA, Fault


@pytest.fixture
async def url(renderer: FalRenderer, order: Order) -> str:
    """Where a finished clip lies."""
    state = await renderer.check(await renderer.submit(order, "r1"))
    assert isinstance(state, Finished)
    return state.url


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.EMPTY, Fault.CRASHED, Fault.BUSY, Fault.CUT])
async def test_a_broken_download_leaves_nothing_and_is_tried_again(
    renderer: FalRenderer, fal: FalServer, url: str, tmp_path: Path, fault: Fault
) -> None:
    """Half a clip is no clip: nothing stays on disk, and the next try brings the whole."""
    fal.next(fault, at=MEDIA)

    with pytest.raises(Unavailable):
        await renderer.download(url, tmp_path / "clip.mp4")

    assert os.listdir(tmp_path) == []
    await renderer.download(url, tmp_path / "clip.mp4")
    assert os.stat(tmp_path / "clip.mp4").st_size > 10_000


@pytest.mark.parametrize(
    "fault",
    [
        Fault.MISSING,
        Fault.FORBIDDEN,
        Fault.GONE,
        Fault.WRONG_TYPE,
        Fault.NOT_VIDEO,
        Fault.REDIRECT_AWAY,
    ],
)
async def test_a_clip_that_cannot_be_had_is_given_up(
    renderer: FalRenderer, fal: FalServer, url: str, tmp_path: Path, fault: Fault
) -> None:
    """A clip that is gone, or is none, is lost and counts as charged."""
    fal.next(fault, at=MEDIA)

    with pytest.raises(Failed) as caught:
        await renderer.download(url, tmp_path / "clip.mp4")

    assert caught.value.billed is True
    assert os.listdir(tmp_path) == []


async def test_endless_redirects_end(renderer: FalRenderer, fal: FalServer, url: str, tmp_path: Path) -> None:
    """A clip that is always elsewhere is given up."""
    fal.next(Fault.REDIRECT_HOME, at=MEDIA, times=9)

    with pytest.raises(Failed):
        await renderer.download(url, tmp_path / "clip.mp4")

    assert fal.calls[MEDIA] == 4


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x.mp4",
        "https://evilfal.media/x.mp4",
        "http://v3.fal.media/x.mp4",
        "https://v3.fal.media:8443/x.mp4",
        "https://user@v3.fal.media/x.mp4",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://v3.fal.media/a\x00b",
        "not an address",
        "",
    ],
)
async def test_clips_come_from_known_places_only(
    renderer: FalRenderer, fal: FalServer, tmp_path: Path, address: str
) -> None:
    """Whatever the vendor's answer says, we never fetch from inside our own network or from strangers."""
    with pytest.raises(Failed):
        await renderer.download(address, tmp_path / "clip.mp4")

    assert fal.media_headers == []


async def test_too_large_a_clip_is_not_taken(fal: FalServer, order: Order, tmp_path: Path) -> None:
    """A clip beyond the bound does not fill the disk."""
    renderer = FalRenderer(KEY, fal.queue_url, fal.api_url, clip_bytes=1000)
    state = await renderer.check(await renderer.submit(order, "r1"))
    assert isinstance(state, Finished)

    with pytest.raises(Failed):
        await renderer.download(state.url, tmp_path / "clip.mp4")
    await renderer.aclose()


async def test_no_place_to_put_it_is_the_operators_business(
    renderer: FalRenderer, url: str, tmp_path: Path
) -> None:
    """A clip that cannot be written waits until the operator has looked; it is not lost."""
    with pytest.raises(Misconfigured):
        await renderer.download(url, tmp_path / "missing" / "clip.mp4")


@pytest.mark.parametrize("fault", [Fault.MISSING, Fault.TRUNCATED, Fault.REDIRECT_AWAY])
async def test_sentences_name_no_address(
    renderer: FalRenderer, fal: FalServer, url: str, tmp_path: Path, fault: Fault
) -> None:
    """What we say about a lost clip is fit for a chat."""
    fal.next(fault, at=MEDIA)

    with pytest.raises(StudioError) as caught:
        await renderer.download(url, tmp_path / "clip.mp4")

    assert "http" not in caught.value.message
    assert str(tmp_path) not in caught.value.message


async def test_a_download_that_hangs_is_bounded(fal: FalServer, order: Order, tmp_path: Path) -> None:
    """A clip that never arrives keeps us for a bounded time and leaves nothing."""
    renderer = FalRenderer(KEY, fal.queue_url, fal.api_url, clip_seconds=0.3)
    state = await renderer.check(await renderer.submit(order, "r1"))
    assert isinstance(state, Finished)
    fal.next(Fault.HANG, at=MEDIA)

    with pytest.raises(Unavailable):
        await renderer.download(state.url, tmp_path / "clip.mp4")
    assert os.listdir(tmp_path) == []
    await renderer.aclose()
