"""The API: a program asks as its owner would in the chat, with the same quota, ledger and jobs."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.books.quota import Quota
from core.traffic import Bounds, Traffic, Wait
from tests.platforms.web.doorway import ANN, WISH, Doorway, doorway


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorway]:
    """The door, open."""
    async with doorway(tmp_path) as door:
        yield door


async def curl(*words: str) -> dict[str, object]:
    """What curl says, as somebody would type it."""
    asked = await asyncio.create_subprocess_exec("curl", "-sS", *words, stdout=asyncio.subprocess.PIPE)
    told, _ = await asyncio.wait_for(asked.communicate(), 60)
    answer: dict[str, object] = json.loads(told)
    return answer


async def test_the_first_commands_work(door: Doorway) -> None:
    """The two commands that the API was promised with give a prompt, and a video that gets ready."""
    sent = ("-H", f"Authorization: Bearer {await door.token()}", "-H", "Content-Type: application/json", "-d")
    prompt = await curl("-X", "POST", f"{door.at}/api/prompts/generate", *sent, json.dumps(WISH))
    asked = json.dumps({"prompt_id": prompt["id"]})
    video = await curl("-X", "POST", f"{door.at}/api/videos/generate", *sent, asked)
    await door.parlour.ended(str(video["id"]))
    ready = await curl(f"{door.at}/api/videos/{video['id']}", *sent[:2])

    assert "AI Technology" in str(prompt["prompt"])
    assert prompt["storyboard"]["hook"]["said"]  # type: ignore[index]
    assert (video["status"], video["video_url"], video["completed_at"]) == ("queued", None, None)
    assert (video["user_id"], video["prompt_id"], video["resolution"]) == (ANN, prompt["id"], "1080x1920")
    assert (ready["status"], ready["id"]) == ("completed", video["id"])
    assert str(ready["video_url"]).startswith(door.at)
    assert ready["completed_at"]


async def test_the_prompt_that_was_shown_is_the_one_that_is_filmed(door: Doorway) -> None:
    """What is paid for is the storyboard that was looked at: it is written once, and filmed as it is."""
    wanted = (await door.ann.get(f"/api/prompts/{await door.prompt(video_length=10)}")).json()
    await door.ann.post("/api/videos/generate", json={"prompt_id": wanted["id"]})
    await door.parlour.rest()

    assert [order.prompt for _, order in door.parlour.vendor.orders] == wanted["prompts"]
    assert len(door.parlour.scribe.briefs) == 1


async def test_writing_is_in_the_book(door: Doorway) -> None:
    """What the writer charges for a prompt is paid by the house, whether a video is made of it or not."""
    door.parlour.scribe.micros = 700

    await door.prompt()

    assert await door.parlour.balance("house") == (0, 700)
    assert await door.parlour.balance(ANN) == (0, 0)


async def test_a_video_costs_what_it_costs_in_the_chat(door: Doorway) -> None:
    """The owner of the token pays, the reel is in their list, and nothing is posted in their chat."""
    job = await door.video(video_length=10)
    reels = await door.parlour.say("/reels")

    assert await door.parlour.balance(ANN) == (1, 1_500_000)
    assert job.id in reels.text
    assert door.parlour.letterbox.posted == {}


async def test_the_same_key_never_orders_twice(door: Doorway) -> None:
    """A program that is not sure whether we heard it sends the same again, and pays once."""
    prompt, key = await door.prompt(), {"Idempotency-Key": "mine-1"}
    asked = {"json": {"prompt_id": prompt}, "headers": key}

    answers = await asyncio.gather(*(door.ann.post("/api/videos/generate", **asked) for _ in range(5)))  # type: ignore[arg-type]
    other = await door.ann.post(
        "/api/videos/generate", json={"prompt_id": await door.prompt(niche="tea")}, headers=key
    )

    assert len({answer.json()["id"] for answer in answers}) == 1
    assert other.status_code == 422
    assert len((await door.ann.get("/api/videos")).json()["videos"]) == 1


async def test_a_repeated_wish_for_a_prompt_is_written_once(door: Doorway) -> None:
    """The same key brings the same prompt, and another wish under that key is refused."""
    key = {"Idempotency-Key": "mine-2"}
    asked: dict[str, Any] = {"json": WISH, "headers": key}
    at_once = await asyncio.gather(*(door.ann.post("/api/prompts/generate", **asked) for _ in range(5)))
    answers = [*at_once, await door.ann.post("/api/prompts/generate", **asked)]
    ids = [answer.json()["id"] for answer in answers]
    other = await door.ann.post("/api/prompts/generate", json=WISH | {"niche": "tea"}, headers=key)

    assert len(set(ids)) == 1
    assert len(door.parlour.scribe.briefs) == 1
    assert other.status_code == 422


async def test_a_failed_video_can_be_tried_again(door: Doorway) -> None:
    """Retry makes a new video of the same prompt; one that is well cannot be retried."""
    done = await door.video()
    prompt = await door.prompt(niche="tea")
    ordered = (await door.ann.post("/api/videos/generate", json={"prompt_id": prompt})).json()
    await door.ann.post(f"/api/videos/{ordered['id']}/cancel")
    await door.parlour.ended(ordered["id"])

    failed = (await door.ann.get(f"/api/videos/{ordered['id']}")).json()
    again = await door.ann.post(f"/api/videos/{ordered['id']}/retry")
    well = await door.ann.post(f"/api/videos/{done.id}/retry")

    assert (failed["status"], failed["video_url"]) == ("failed", None)
    assert (again.status_code, again.json()["prompt_id"]) == (202, prompt)
    assert again.json()["id"] != ordered["id"]
    assert well.status_code == 409


async def test_several_are_ordered_at_once(door: Doorway) -> None:
    """A batch makes what it can, and says of the rest why not."""
    prompts = [await door.prompt(niche=niche) for niche in ("tea", "coffee")]

    answer = (await door.ann.post("/api/videos/batch", json={"prompt_ids": [*prompts, "nothere"]})).json()

    assert [video and video["prompt_id"] for video in answer["videos"]] == [*prompts, None]
    assert [bool(why) for why in answer["refusals"]] == [False, False, True]


async def test_the_list_goes_page_by_page(door: Doorway) -> None:
    """Every video is listed once, the newest first, and can be asked for by status."""
    ids = []
    for niche in ("tea", "coffee", "cocoa"):
        ids.append((await door.video(niche=niche, video_length=5)).id)
        door.parlour.clock.move(minutes=1)

    first = (await door.ann.get("/api/videos", params={"limit": 2})).json()
    second = (await door.ann.get("/api/videos", params={"limit": 2, "before": first["before"]})).json()
    failed = (await door.ann.get("/api/videos", params={"status": "failed"})).json()

    assert [video["id"] for video in [*first["videos"], *second["videos"]]] == ids[::-1]
    assert second["before"] is None
    assert failed["videos"] == []


async def test_a_deleted_video_is_gone_and_stays_in_the_book(door: Doorway) -> None:
    """Its file, its page and its place in the list go; what it cost stays entered."""
    job = await door.video(video_length=10)
    assert job.reel is not None
    file = door.parlour.folder / "reels" / job.reel.file
    assert file.exists()

    answer = await door.ann.delete(f"/api/videos/{job.id}")

    assert answer.status_code == 204
    assert not file.exists()
    assert (await door.ann.get(f"/api/videos/{job.id}")).status_code == 404
    assert (await door.ann.get("/api/videos")).json()["videos"] == []
    assert await door.parlour.balance(ANN) == (1, 1_500_000)


async def test_what_somebody_thinks_is_kept(door: Doorway) -> None:
    """A rating given by the API counts as one given in the chat."""
    job = await door.video()

    answer = await door.ann.put(f"/api/videos/{job.id}/rating", json={"good": False})

    assert answer.status_code == 204
    assert await door.parlour.store.opinions(job.id) == [False]


async def test_progress_is_told_as_it_happens(door: Doorway) -> None:
    """Whoever listens hears each state of a video, and the stream ends with it."""
    ordered = await door.ann.post("/api/videos/generate", json={"prompt_id": await door.prompt()})
    heard: list[str] = []

    async def listen() -> None:
        async with door.ann.stream("GET", f"/api/videos/{ordered.json()['id']}/events") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    heard.append(line.removeprefix("event: "))

    listening = asyncio.create_task(listen())
    await door.parlour.ended(ordered.json()["id"])
    await asyncio.wait_for(listening, 30)

    assert heard[-1] == "completed"


async def test_nobody_listens_everybody_else_out(door: Doorway) -> None:
    """One person's streams are so many at a time; more are refused, and a stream that ends makes room."""
    door.parlour.vendor.is_filming = True
    ordered = await door.ann.post("/api/videos/generate", json={"prompt_id": await door.prompt()})
    events = f"/api/videos/{ordered.json()['id']}/events"
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(door.ann.stream("GET", events)) for _ in range(31)]
        async with await door.known_as("test:bob") as bob:
            assert (await bob.get("/api/videos")).status_code == 200
        assert [stream.status_code for stream in streams] == [200] * 30 + [429]
        door.parlour.vendor.is_filming = False
        await door.parlour.ended(ordered.json()["id"])
        for stream in streams:
            await stream.aread()
    assert (await door.ann.get(events)).status_code == 200


async def test_the_quota_of_the_chats_counts_here(tmp_path: Path) -> None:
    """A program cannot spend what its owner may not."""
    async with doorway(tmp_path, quota=Quota(reels_per_day=1)) as door:
        await door.video()
        prompt = await door.prompt(niche="tea")
        refused = await door.ann.post("/api/videos/generate", json={"prompt_id": prompt})

    assert (refused.status_code, refused.headers["content-type"]) == (402, "application/problem+json")
    assert "reels per day" in refused.json()["detail"]


async def test_a_busy_studio_says_when_to_come_again(door: Doorway) -> None:
    """What is too much is refused with the reason and a time; a batch is told so for each video."""
    prompt, studio = await door.prompt(), door.parlour.studio
    studio.traffic = Traffic(door.parlour.store, door.parlour.clock, Bounds(reels=0))
    refused = await door.ann.post("/api/videos/generate", json={"prompt_id": prompt})
    batch = await door.ann.post("/api/videos/batch", json={"prompt_ids": [prompt]})

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "600")
    assert "no more are taken just now" in refused.json()["detail"]
    assert batch.json()["videos"] == [None]
    assert batch.json()["refusals"] == [refused.json()["detail"]]


async def test_who_has_to_wait_is_told_how_long(door: Doorway, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer to an order says how many reels come first, and about how long that takes."""

    async def newcomers_wait() -> Wait:
        return Wait(40, timedelta(minutes=12))

    monkeypatch.setattr(door.parlour.studio.traffic, "newcomers_wait", newcomers_wait)
    wish = {"prompt_id": await door.prompt()}
    ordered = (await door.ann.post("/api/videos/generate", json=wish)).json()
    later = (await door.ann.get(f"/api/videos/{ordered['id']}")).json()

    assert (ordered["ahead"], ordered["wait_seconds"]) == (40, 720)
    assert (later["ahead"], later["wait_seconds"]) == (None, None)


@pytest.mark.parametrize(
    "shown", [{}, {"Authorization": "Bearer nr_guessed"}, {"Authorization": "Basic YTpi"}]
)
async def test_nobody_gets_in_without_a_token(door: Doorway, shown: dict[str, str]) -> None:
    """Without a token, with a made-up one or another kind of key there is nothing to see."""
    answer = await door.client.get("/api/videos", headers=shown)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_token_for_looking_cannot_order(door: Doorway) -> None:
    """Whoever was only let in to look can do nothing that costs or changes anything."""
    prompt = await door.prompt()
    async with await door.known_as(ANN, may_order=False) as reader:
        seen = await reader.get(f"/api/prompts/{prompt}")
        ordered = await reader.post("/api/videos/generate", json={"prompt_id": prompt})

    assert (seen.status_code, ordered.status_code) == (200, 403)


async def test_a_revoked_token_works_no_more(door: Doorway) -> None:
    """A token taken back is worth nothing from that moment."""
    secret, token = await door.web.keys.token(ANN, may_order=True)
    shown = {"Authorization": f"Bearer {secret}"}
    before = await door.client.get("/api/videos", headers=shown)

    assert await door.web.keys.revoke(ANN, token.id)
    after = await door.client.get("/api/videos", headers=shown)

    assert (before.status_code, after.status_code) == (200, 401)


async def test_others_are_out_of_reach(door: Doorway) -> None:
    """Somebody else's prompts and videos do not exist for anybody but them, whatever is tried."""
    job, prompt = await door.video(), await door.prompt()
    async with await door.known_as("test:bob") as bob:
        tried = [
            await bob.get(f"/api/videos/{job.id}"),
            await bob.get(f"/api/videos/{job.id}/events"),
            await bob.post(f"/api/videos/{job.id}/retry"),
            await bob.post(f"/api/videos/{job.id}/cancel"),
            await bob.put(f"/api/videos/{job.id}/rating", json={"good": True}),
            await bob.delete(f"/api/videos/{job.id}"),
            await bob.get(f"/api/prompts/{prompt}"),
            await bob.post("/api/videos/generate", json={"prompt_id": prompt}),
        ]

    assert [answer.status_code for answer in tried] == [404] * len(tried)


async def test_haste_is_slowed_down(tmp_path: Path) -> None:
    """Every answer says how many more are left; who has none left is told when to come again."""
    async with doorway(tmp_path, limit=3) as door:
        answers = [await door.ann.get("/api/videos") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "wish",
    [
        {"niche": ""},
        {"niche": "a\x00b"},
        {"platform": "vhs"},
        {"video_length": 61},
        {"model": "unheard of"},
        {"surprise": 1},
    ],
)
async def test_a_wrong_wish_is_told_what_is_wrong(door: Doorway, wish: dict[str, object]) -> None:
    """What cannot be made is refused in words, before anything is written."""
    answer = await door.ann.post("/api/prompts/generate", json=WISH | wish)

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert door.parlour.scribe.briefs == []


async def test_the_description_is_there(door: Doorway) -> None:
    """A program's author finds every operation described."""
    told = (await door.client.get("/api/openapi.json")).json()

    assert {"/api/prompts/generate", "/api/videos/generate", "/api/videos/{video_id}"} <= set(told["paths"])
