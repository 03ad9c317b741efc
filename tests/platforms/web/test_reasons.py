"""Feedback in the browser and by the API: a thumb down asks why, and the next reel is another."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from adapters.vendors.house import HouseWriter
from bot.voice.learning import REASONS, changed
from core.learning.arms import Mark, Reason
from core.learning.trials import Trial
from core.reel.job import Job
from tests.platforms.web.doorway import ANN, Doorway, doorway
from tests.platforms.web.test_pages import do


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorway]:
    """The door, open, with the reasons that there are."""
    async with doorway(tmp_path, reasons=REASONS, changed=changed) as door:
        yield door


async def trial(door: Doorway) -> Trial:
    """What is known of Ann's one reel."""
    assert door.parlour.studio.learner is not None
    (found,) = await door.parlour.studio.learner.notebook.trials([ANN], None, 9)
    return found


async def test_a_thumb_down_asks_why_on_the_page(door: Doorway) -> None:
    """After 👎 the page shows a button for each reason; a press keeps it, shows so, and can be taken back."""
    job = await door.video(video_length=5)
    async with await door.inside() as browser:
        page = await browser.get(f"/reels/{job.id}")
        assert "What was wrong with it?" not in page.text

        down = await do(browser, f"/reels/{job.id}/rate", opinion="bad")
        asked = await browser.get(down.headers["location"])
        assert all(words in asked.text for words in REASONS.values())
        kept = await do(browser, f"/reels/{job.id}/rate", reason="hook")

        noted = (await browser.get(kept.headers["location"])).text
        assert "What was wrong with it?" in noted
        assert re.findall(r'name="unsay" value="(\w+)"', noted) == ["hook"]
        assert 'aria-pressed="true" aria-label="hook weak">✓ hook weak</button>' in noted
        assert "Pressing it again takes it back." in (await browser.get(f"/reels/{job.id}")).text
        assert (await trial(door)).reasons == {Reason.HOOK}
        back = await do(browser, f"/reels/{job.id}/rate", unsay="hook")
        assert "✓" not in (await browser.get(back.headers["location"])).text
        assert (await trial(door)).reasons == frozenset()
        await do(browser, f"/reels/{job.id}/rate", reason="slow")
        up = await do(browser, f"/reels/{job.id}/rate", opinion="good")
        assert "What was wrong with it?" not in (await browser.get(up.headers["location"])).text
    assert (await trial(door)).is_liked


async def test_a_thumb_is_taken_back_on_the_page(door: Doorway) -> None:
    """A thumb that is pressed already takes itself back, with all that was said against the reel."""
    job = await door.video(video_length=5)
    async with await door.inside() as browser:
        for thumb in ("good", "bad"):
            await do(browser, f"/reels/{job.id}/rate", opinion=thumb)
            page = (await browser.get(f"/reels/{job.id}")).text
            assert re.findall(r'name="opinion" value="(\w+)"', page) == [
                "none" if thumb == each else each for each in ("good", "bad")
            ]
        await do(browser, f"/reels/{job.id}/rate", reason="hook")
        back = await do(browser, f"/reels/{job.id}/rate", opinion="none")
        assert 'name="opinion" value="none"' not in (await browser.get(back.headers["location"])).text
    assert await door.parlour.store.opinions(job.id) == []
    assert not await door.parlour.studio.reasons(await door.parlour.studio.requester(ANN), job)


async def test_a_reason_changes_the_next_storyboard(tmp_path: Path) -> None:
    """In the browser, too, the next reel has another look, says why, and a reset takes that back."""
    open_ = doorway(tmp_path, reasons=REASONS, changed=changed, writer=HouseWriter(), has_vendor=False)
    async with open_ as door, await door.inside() as browser:
        await browser.get("/chat")
        await do(browser, "/chat", text="/niche specialty coffee")
        first = await ordered(door, browser)
        await do(browser, f"/reels/{first.id}/rate", reason="look")
        second = await ordered(door, browser)

        assert looks(second) != looks(first)
        assert "because you said “wrong look” once" in (await browser.get(f"/reels/{second.id}")).text
        door.parlour.clock.move(seconds=1)
        await do(browser, "/chat", text="/learning reset=yes")
        third = await ordered(door, browser)
        assert looks(third) == looks(first)
        assert "Changed:" not in (await browser.get(f"/reels/{third.id}")).text


async def ordered(door: Doorway, browser: httpx.AsyncClient) -> Job:
    """Ann orders a reel in the chat, and it is made."""
    await do(browser, "/chat", text="/generate how monks invented espresso")
    job = (await door.parlour.studio.jobs(await door.parlour.studio.requester(ANN)))[0]
    return await door.parlour.ended(job.id)


def looks(job: Job) -> str:
    """How a reel looks on paper."""
    assert job.storyboard is not None
    return job.storyboard.style.look


async def test_a_reel_that_is_shared_is_liked_a_little(door: Doorway) -> None:
    """Sharing a reel is a sign that somebody likes it, and so is whoever likes its page."""
    job = await door.video(video_length=5)
    async with await door.inside() as browser:
        await do(browser, f"/reels/{job.id}/share")
        page = (await browser.get(f"/reels/{job.id}")).text
        link = page.split('href="/s/')[1].split('"')[0]
    await door.client.post(f"/s/{link}/like")

    found = await trial(door)
    assert found.marks == frozenset({Mark.SHARED})
    assert found.likes == 1


async def test_a_program_says_why(tmp_path: Path) -> None:
    """By the API a dislike can bring its reason; the next page of a reel says what that changed."""
    async with doorway(tmp_path, reasons=REASONS, changed=changed, writer=HouseWriter()) as door:
        job = await door.video(video_length=5)
        told = await door.ann.put(f"/api/videos/{job.id}/rating", json={"good": False, "reason": "look"})
        wrong = await door.ann.put(f"/api/videos/{job.id}/rating", json={"good": False, "reason": "smell"})
        assert (told.status_code, wrong.status_code) == (204, 422)
        assert (await trial(door)).reasons == {Reason.LOOK}

        after = await door.video(video_length=5, custom_ideas="another idea")
        async with await door.inside() as browser:
            assert "because you said “wrong look” once" in (await browser.get(f"/reels/{after.id}")).text
