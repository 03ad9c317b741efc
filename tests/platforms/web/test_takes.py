"""The API beyond the first commands: prices told before, drafts and finals, takes, and who may read of it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.platforms.web.entrance import Access
from core.books.quota import Quota
from tests.platforms.web.doorway import WISH, Doorway, doorway


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorway]:
    """The door, open."""
    async with doorway(tmp_path) as door:
        yield door


async def test_a_price_is_told_before(door: Doorway) -> None:
    """What videos cost is known before they are ordered, each and together, in full and as drafts."""
    prompts = [await door.prompt(niche=niche, video_length=5) for niche in ("tea", "coffee")]

    full = (await door.ann.post("/api/videos/quote", json={"prompt_ids": prompts})).json()
    asked = {"prompt_ids": prompts, "quality": "draft"}
    drafts = (await door.ann.post("/api/videos/quote", json=asked)).json()
    made = (await door.ann.post("/api/videos/batch", json=asked)).json()

    assert [price["micros"] for price in full["prices"]] == [750_000] * 2
    assert full["price"] == {"micros": 1_500_000, "text": "$1.50"}
    assert drafts["price"]["micros"] < full["price"]["micros"]
    assert made["price"] == drafts["price"]
    assert [video["quality"] for video in made["videos"]] == ["draft"] * 2
    await door.parlour.rest()
    assert {order.resolution for _, order in door.parlour.vendor.orders} == {"480p"}


async def test_a_draft_is_filmed_in_full(door: Doorway) -> None:
    """The final of a draft has its storyboard, prompts and seeds; of anything else there is none."""
    draft = await door.video(video_length=5, quality="draft")
    answer = await door.ann.post(f"/api/videos/{draft.id}/final", headers={"Idempotency-Key": "one"})
    again = await door.ann.post(f"/api/videos/{draft.id}/final", headers={"Idempotency-Key": "one"})
    final = await door.parlour.ended(answer.json()["id"])
    none = await door.ann.post(f"/api/videos/{final.id}/final")

    first, second = (order for _, order in door.parlour.vendor.orders)
    assert (answer.status_code, answer.json()["quality"]) == (202, "final")
    assert again.json()["id"] == final.id
    assert (first.prompt, first.seed) == (second.prompt, second.seed)
    assert (first.resolution, second.resolution) == ("480p", "1080p")
    assert none.status_code == 422


async def test_several_takes_are_ordered_at_one_price(tmp_path: Path) -> None:
    """All further takes of a video are made, or none: what they cost together is told, and checked as one."""
    async with doorway(tmp_path, quota=Quota(reels_per_day=4)) as door:
        video = await door.video(video_length=5)
        three = await door.ann.post(f"/api/videos/{video.id}/vary", json={"count": 3})
        more = await door.ann.post(f"/api/videos/{video.id}/vary", json={"count": 2})
        listed = (await door.ann.get("/api/videos")).json()["videos"]

    assert (three.status_code, more.status_code) == (202, 402)
    assert three.json()["price"]["micros"] == 3 * 750_000
    assert len({each["id"] for each in three.json()["videos"]}) == 3
    assert len(listed) == 4


async def test_an_animatic_has_no_draft(door: Doorway) -> None:
    """What is drawn costs nothing and has no lower resolution: a draft of it is refused in words."""
    answer = await door.ann.post(
        "/api/prompts/generate", json=WISH | {"model": "animatic", "quality": "draft"}
    )

    assert (answer.status_code, "drafts" in answer.json()["detail"]) == (422, True)


async def test_pages_of_others_stay_outside_unless_named(tmp_path: Path) -> None:
    """A browser lets no other page use the API, but for those that whoever runs the bot has named."""
    asks = {"Origin": "https://tools.example", "Access-Control-Request-Method": "POST"}
    async with doorway(tmp_path / "closed") as door:
        closed = await door.client.options("/api/videos/generate", headers=asks)
    access = Access(origins=("https://tools.example",))
    async with doorway(tmp_path / "named", access) as door:
        named = await door.client.options("/api/videos/generate", headers=asks)
        other = await door.ann.get("/api/videos", headers={"Origin": "https://evil.example"})
        page = await door.client.get("/", headers={"Origin": "https://tools.example"})

    allowed = "access-control-allow-origin"
    assert named.headers[allowed] == "https://tools.example"
    assert allowed not in closed.headers
    assert allowed not in other.headers
    assert allowed not in page.headers


async def test_the_page_on_the_api_names_everything(door: Doorway) -> None:
    """Whoever writes a program reads of every operation and form on one page, which is all ours."""
    told = (await door.client.get("/api/openapi.json")).json()
    page = (await door.client.get("/api/docs")).text

    assert [path for path in told["paths"] if f"<code>{path}</code>" not in page] == []
    for name, schema in told["components"]["schemas"].items():
        if "properties" in schema:
            assert f'id="{name}"' in page
    assert set(re.findall(r'href="#(\w+)"', page)) <= {"main", *re.findall(r'id="(\w+)"', page)}
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


async def test_a_key_is_for_one_thing(door: Doorway) -> None:
    """A key that made a final or takes of one video makes none of another, nor more of them, and says so."""
    tea, coffee = [await door.video(video_length=5, quality="draft", niche=n) for n in ("tea", "coffee")]
    door.ann.headers["Idempotency-Key"] = "one"

    finals = [await door.ann.post(f"/api/videos/{each.id}/final") for each in (tea, tea, coffee)]
    asked = ((tea, 2), (tea, 2), (tea, 3), (coffee, 2))
    takes = [
        await door.ann.post(f"/api/videos/{each.id}/vary", json={"count": count}) for each, count in asked
    ]

    assert [answer.status_code for answer in finals] == [202, 202, 422]
    assert [answer.status_code for answer in takes] == [202, 202, 422, 422]
    assert takes[0].json()["videos"][0]["id"] == takes[1].json()["videos"][0]["id"]
