"""Reels in an S3-compatible store, tried against a server that nobody here wrote."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer

from adapters.files import Bucket, Place
from adapters.storage.keeping.papers import SqlPapers
from core.errors import Misconfigured, Unavailable
from core.people.privacy import Retention, Sweeper
from core.reel.archive import Archive
from core.reel.job import Stage, new_id
from tests.platforms.web.doorway import doorway
from tests.players import HandClock
from tests.stories.parlour import ANN, Parlour

HOUR = timedelta(hours=1)


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
    empty(s3)
    return Place("reels", s3, key_id="id", secret="secret")


def empty(s3: str) -> None:
    """Lose all that is in the bucket."""
    httpx.post(f"{s3}/moto-api/reset").raise_for_status()
    httpx.put(f"{s3}/reels").raise_for_status()


def kept_in(place: Place) -> list[str]:
    """The names of all that is in the bucket."""
    listed = httpx.get(f"{place.endpoint}/{place.bucket}").text
    return sorted(part.partition("<")[0] for part in listed.split("<Key>")[1:])


def reel(folder: Path, stem: str = "abc") -> Path:
    """A reel in a folder of ours, with its captions."""
    archive = Archive(folder)
    archive.reel(f"{stem}.srt").write_bytes(b"what is said")
    archive.reel(f"{stem}.mp4").write_bytes(b"a whole reel")
    return archive.reel(f"{stem}.mp4")


async def test_a_reel_is_fetched_from_the_bucket(place: Place, tmp_path: Path) -> None:
    """What belongs to a reel is put there, and fetched from there whole or in part by a signed address."""
    reel(tmp_path)
    bucket = Bucket(place, tmp_path)
    await bucket.tend()
    url = await bucket.url("abc.mp4", HOUR)
    again = await Bucket(place, tmp_path / "another machine").url("abc.mp4", HOUR)

    assert kept_in(place) == ["abc.mp4", "abc.srt"]
    assert url is not None
    assert again is not None
    async with httpx.AsyncClient() as client:
        whole = await client.get(url)
        part = await client.get(again, headers={"Range": "bytes=2-6"})
    assert (whole.content, whole.headers["content-type"]) == (b"a whole reel", "video/mp4")
    assert "immutable" in whole.headers["cache-control"]
    assert (part.status_code, part.content) == (206, b"whole")
    assert url.startswith(bucket.origin)
    assert "X-Amz-Expires=3600" in url


async def test_the_doctor_tries_it(place: Place, tmp_path: Path) -> None:
    """Whoever sets a bucket up learns whether it takes files, or that its name or key is wrong."""
    lost = Bucket(replace(place, bucket="nosuchbucket"), tmp_path)

    assert await Bucket(place, tmp_path).ping() == "takes files, and lets go of them"
    with pytest.raises(Misconfigured, match="S3_BUCKET"):
        await lost.ping()
    assert kept_in(place) == []


async def test_what_is_nowhere_has_no_address(place: Place, tmp_path: Path) -> None:
    """A file that is not in the bucket is not promised, nor one while the store is down."""
    reel(tmp_path)
    lost = Bucket(replace(place, bucket="nosuchbucket"), tmp_path)

    assert await Bucket(place, tmp_path).url("abc.mp4", HOUR) is None
    assert await lost.url("abc.mp4", HOUR) is None


async def test_what_is_lost_here_is_brought_back(place: Place, tmp_path: Path) -> None:
    """A machine that has lost its folder has the reel and its captions again when they are needed."""
    reel(tmp_path / "old")
    await Bucket(place, tmp_path / "old").tend()
    new = Archive(tmp_path / "new", Bucket(place, tmp_path / "new"))

    found = await new.at_hand("abc.mp4")

    assert found is not None
    assert found.read_bytes() == b"a whole reel"
    assert new.reel("abc.srt").read_bytes() == b"what is said"
    assert await new.at_hand("another.mp4") is None


async def test_old_copies_make_room(place: Place, tmp_path: Path) -> None:
    """Our folder keeps its copy as long as it is told, and never lets go of what is not in the bucket yet."""
    clock = HandClock()
    file = reel(tmp_path)
    for each in file.parent.iterdir():
        os.utime(each, (clock().timestamp(), clock().timestamp()))
    bucket = Bucket(place, tmp_path, clock, timedelta(days=2))
    await bucket.tend()
    clock.move(days=1)
    await bucket.tend()
    assert file.exists()

    await asyncio.to_thread(empty, place.endpoint)
    clock.move(days=2)
    await bucket.tend()
    assert file.exists()

    await bucket.tend()
    assert list(file.parent.iterdir()) == []
    assert kept_in(place) == ["abc.mp4", "abc.srt"]


async def test_what_was_thrown_away_is_gone(place: Place, tmp_path: Path) -> None:
    """Deleting takes a reel out of the bucket and the folder; and nothing brings it back."""
    file = reel(tmp_path)
    bucket = Bucket(place, tmp_path)
    archive = Archive(tmp_path, bucket)
    await bucket.tend()
    for _ in range(2):
        await archive.discard("abc.mp4")
    await bucket.tend()

    assert kept_in(place) == []
    assert not file.exists()
    assert await bucket.url("abc.mp4", HOUR) is None
    assert await archive.at_hand("abc.mp4") is None


async def test_what_could_not_be_thrown_away_goes_later(
    place: Place, tmp_path: Path, unused_tcp_port: int
) -> None:
    """While the store is down, what is to go is neither shown nor brought back; then it goes."""
    file = reel(tmp_path)
    bucket = Bucket(place, tmp_path)
    await bucket.tend()
    down = Bucket(replace(place, endpoint=f"http://127.0.0.1:{unused_tcp_port}"), tmp_path)
    await Archive(tmp_path, down).discard("abc.mp4")

    assert not file.exists()
    assert await bucket.url("abc.mp4", HOUR) is None
    assert await Archive(tmp_path, bucket).at_hand("abc.mp4") is None
    with pytest.raises(Unavailable):
        await down.tend()
    await bucket.tend()
    assert kept_in(place) == []


async def test_what_another_process_threw_away_stays_away(place: Place, tmp_path: Path) -> None:
    """Of several processes with folders of their own none puts back what one of them has thrown away."""
    here, there = tmp_path / "here", tmp_path / "there"

    async def is_gone(stem: str) -> bool:
        return stem == "abc"

    for folder in (here, there):
        reel(folder)
    await Bucket(place, here).tend()
    await Archive(here, Bucket(place, here)).discard("abc.mp4")
    await Bucket(place, there, is_gone=is_gone).tend()

    assert kept_in(place) == []
    assert list((there / "reels").iterdir()) == []


async def test_the_door_sends_people_there(place: Place, tmp_path: Path) -> None:
    """A video's address leads to the bucket for as long as it works, and what we lost is saved from there."""
    bucket = Bucket(place, tmp_path)
    async with doorway(tmp_path, beyond=bucket, elsewhere=bucket) as door:
        door.web.tidings.follow(bucket.watch)
        job = await door.video(video_length=5)
        await bucket.aclose()
        (tmp_path / "reels" / f"{job.id}.mp4").unlink()
        told = (await door.ann.get(f"/api/videos/{job.id}")).json()
        page = await door.client.get("/")
        led = await door.client.get(told["video_url"])
        reel = await door.client.get(told["video_url"], follow_redirects=True)
        saved = await door.client.get(f"{told['video_url']}?as=mine.mp4")
        await door.ann.delete(f"/api/videos/{job.id}")
        gone = await door.client.get(told["video_url"], follow_redirects=True)

    assert (reel.status_code, saved.status_code, gone.status_code) == (200, 200, 404)
    assert str(reel.url).startswith(bucket.origin)
    assert led.headers["cache-control"].startswith("public, max-age=")
    assert saved.headers["content-disposition"] == 'attachment; filename="mine.mp4"'
    assert f"media-src 'self' {bucket.origin};" in page.headers["content-security-policy"]
    assert kept_in(place) == []


async def test_a_lost_reel_is_delivered_all_the_same(place: Place, tmp_path: Path) -> None:
    """A reel whose file got lost before it could be posted comes from the bucket; so does one shown again."""
    bucket = Bucket(place, tmp_path)
    parlour = Parlour(tmp_path, beyond=bucket)
    parlour.watchers.append(bucket.watch)
    parlour.letterbox.troubles = [Unavailable("Down.")]
    async with parlour.open():
        await parlour.say("/niche specialty coffee")
        ordered = await parlour.say("/generate how monks invented espresso")
        while not parlour.letterbox.posted and parlour.letterbox.troubles:
            await parlour.rest()
            parlour.clock.move(seconds=10)
        await bucket.aclose()
        file = tmp_path / "reels" / f"{ordered.job_id}.mp4"
        file.unlink()
        job = await parlour.ended(ordered.job_id)
        posted = parlour.letterbox.posted[job.id].reel
        assert posted == file
        assert file.exists()
        file.unlink()
        again = await parlour.say(f"/reels {job.id}")

    assert job.stage is Stage.DONE
    assert again.shows is not None
    assert again.shows.reel == file
    assert file.exists()


async def test_what_is_forgotten_leaves_the_bucket(place: Place, tmp_path: Path) -> None:
    """Whoever is forgotten, or whose time is over, has no reel anywhere any more."""
    bucket = Bucket(place, tmp_path)
    parlour = Parlour(tmp_path, beyond=bucket)
    async with parlour.open():
        papers, archive = SqlPapers(parlour.store), parlour.crew.archive
        for who in (ANN, "test:bob"):
            await parlour.say("/niche specialty coffee", who=who)
            await parlour.ended((await parlour.say("/generate espresso take", who=who)).job_id)
        await bucket.tend()
        before = len(kept_in(place))
        week = Retention(media=timedelta(days=7))
        sweeper = Sweeper(papers, archive, parlour.clock, week, new_id)
        assert await sweeper.want_forgotten(await parlour.studio.requester(ANN))
        between = len(kept_in(place))
        parlour.clock.move(days=8)
        await sweeper.sweep()

    assert (before, between, len(kept_in(place))) == (2, 1, 0)
