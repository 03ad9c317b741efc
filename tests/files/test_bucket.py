"""Reels in an S3-compatible store, tried against a server that nobody here wrote."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer

from adapters.files import Bucket, Place
from core.archive import Archive
from tests.platforms.web.doorway import doorway


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """An S3 on this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def place(s3: str) -> Place:
    """An empty bucket."""
    httpx.post(f"{s3}/moto-api/reset")
    httpx.put(f"{s3}/reels").raise_for_status()
    return Place("reels", s3, key_id="id", secret="secret")


async def test_a_reel_is_fetched_from_the_bucket(place: Place, tmp_path: Path) -> None:
    """A file of ours is put there once, and fetched from there whole or in part by a signed address."""
    archive = Archive(tmp_path)
    archive.reel("abc.mp4").write_bytes(b"a whole reel")
    bucket = Bucket(place, archive)
    url = await bucket.url("abc.mp4", timedelta(hours=1))
    archive.reel("abc.mp4").unlink()
    again = await Bucket(place, archive).url("abc.mp4", timedelta(hours=1))

    assert url is not None
    assert again is not None
    async with httpx.AsyncClient() as client:
        whole = await client.get(url)
        part = await client.get(again, headers={"Range": "bytes=2-6"})
    assert (whole.content, whole.headers["content-type"]) == (b"a whole reel", "video/mp4")
    assert "immutable" in whole.headers["cache-control"]
    assert (part.status_code, part.content) == (206, b"whole")
    assert url.startswith(bucket.origin)


async def test_what_is_nowhere_has_no_address(place: Place, tmp_path: Path) -> None:
    """A file that we do not have is not promised, nor one while the store is down."""
    archive = Archive(tmp_path)
    archive.reel("abc.mp4").write_bytes(b"a reel")
    lost = Bucket(replace(place, bucket="nosuchbucket"), archive)

    assert await Bucket(place, archive).url("nothere.mp4", timedelta(hours=1)) is None
    assert await lost.url("abc.mp4", timedelta(hours=1)) is None


async def test_what_was_thrown_away_is_gone(place: Place, tmp_path: Path) -> None:
    """Deleting takes a file out of the bucket; twice does no harm."""
    archive = Archive(tmp_path)
    archive.reel("abc.mp4").write_bytes(b"a reel")
    bucket = Bucket(place, archive)
    await bucket.url("abc.mp4", timedelta(hours=1))
    archive.reel("abc.mp4").unlink()
    for _ in range(2):
        await bucket.discard(["abc.mp4"])

    assert await bucket.url("abc.mp4", timedelta(hours=1)) is None


async def test_the_door_sends_people_there(place: Place, tmp_path: Path) -> None:
    """A video's address leads to the bucket, where it was put when it got ready; downloads stay with us."""
    bucket = Bucket(place, Archive(tmp_path))
    async with doorway(tmp_path, elsewhere=bucket) as door:
        door.web.tidings.follow(bucket.watch)
        job = await door.video(video_length=5)
        await bucket.aclose()
        (tmp_path / "reels" / f"{job.id}.mp4").unlink()
        told = (await door.ann.get(f"/api/videos/{job.id}")).json()
        page = await door.client.get("/")
        reel = await door.client.get(told["video_url"], follow_redirects=True)
        await door.ann.delete(f"/api/videos/{job.id}")
        gone = await door.client.get(told["video_url"], follow_redirects=True)

    assert (reel.status_code, gone.status_code) == (200, 404)
    assert str(reel.url).startswith(bucket.origin)
    assert f"media-src 'self' {bucket.origin};" in page.headers["content-security-policy"]
