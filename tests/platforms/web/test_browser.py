"""The pages in a real browser: what people see, press and hear, with mouse, finger and keys."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from adapters.platforms.web.chat import address_of
from core.ports import Delivery
from core.reel.job import Job, Stage
from tests.platforms.web.doorway import ANN, Doorway, doorway
from tests.wires.footage import footage

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
PATIENCE = 60_000
"""Milliseconds; a machine under test may be slow."""


SHIFT = """async () => {
    for (const image of document.images) { image.loading = "eager"; await image.decode() }
    let sum = 0;
    const see = list => { for (const each of list.getEntries()) sum += each.value };
    new PerformanceObserver(see).observe({type: "layout-shift", buffered: true});
    for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
    return sum;
}"""
"""How far what is shown has moved by itself, in Chromium's own measure, once all pictures are there."""


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorway]:
    """The door, open."""
    async with doorway(tmp_path) as door:
        yield door


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A browser that is there already; none is ever fetched."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"], timeout=PATIENCE
        )
        yield browser
        await browser.close()


async def opened(chromium: Browser, door: Doorway, **look: object) -> Page:
    """A page in which Ann came in by a link, with whatever is wrong on it noted."""
    context = await chromium.new_context(**look)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    link = door.web.keys.invitation(ANN).removeprefix(door.web.keys.address)
    await page.goto(f"{door.at}{link}")
    await page.click("text=Come in")
    await page.wait_for_selector("h1:has-text('Your reels')")
    return page


async def made(door: Doorway) -> Job:
    """A finished reel of Ann's that can be played."""
    job = await door.video(video_length=5)
    film = await asyncio.to_thread(footage)
    reels = door.parlour.folder / "reels"
    (reels / f"{job.id}.mp4").write_bytes(film)
    for kind, size in (("cover", (1080, 1920)), ("thumb", (320, 568))):
        Image.new("RGB", size, "sienna").save(reels / f"{job.id}.{kind}.jpg")
    return job


async def tabbed(page: Page, wanted: str) -> None:
    """Press Tab until it is reached."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is out of reach")


async def test_a_reel_is_looked_at_played_and_rated(door: Doorway, chromium: Browser) -> None:
    """From the grid to the reel: it plays, and what one thinks of it is kept."""
    job = await made(door)
    page = await opened(chromium, door)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    await page.click(f"#reel-{job.id} h2 a")
    await page.wait_for_url(f"**/reels/{job.id}")
    await page.wait_for_selector(".screen video")
    await page.evaluate(
        "new Promise(played => { const film = document.querySelector('.screen video'); film.muted = true;"
        " film.addEventListener('timeupdate', () => film.currentTime > 0 && played()); film.play() })"
    )
    async with page.expect_response(lambda answer: answer.url.endswith("/rate")):
        await page.click("button:has-text('👍')")

    assert await door.parlour.store.opinions(job.id) == [True]
    assert troubles == []


async def test_a_reel_under_way_becomes_ready_before_ones_eyes(door: Doorway, chromium: Browser) -> None:
    """Nobody has to load the page again to see that a reel is there."""
    prompt = await door.prompt(video_length=5)
    ordered = (await door.ann.post("/api/videos/generate", json={"prompt_id": prompt})).json()["id"]
    page = await opened(chromium, door)
    await page.wait_for_selector(f"#reel-{ordered}[data-open]")
    await door.parlour.ended(ordered)

    await page.wait_for_selector(f"#reel-{ordered}.completed")


async def test_a_failed_reel_is_tried_again(door: Doorway, chromium: Browser) -> None:
    """One press, and it is under way anew."""
    ordered = await door.ann.post("/api/videos/generate", json={"prompt_id": await door.prompt()})
    await door.ann.post(f"/api/videos/{ordered.json()['id']}/cancel")
    failed = (await door.parlour.ended(ordered.json()["id"])).id
    page = await opened(chromium, door)
    await page.click(".card.failed button:has-text('Try again')")
    await page.wait_for_url(lambda url: "/reels/" in url and failed not in url)

    again = await door.parlour.ended(page.url.rpartition("/")[2])
    assert again.stage is Stage.DONE


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_a_phone_shows_two_beside_each_other(door: Doorway, chromium: Browser, scheme: str) -> None:
    """On a phone nothing is cut off, and the ground is as dark or light as people like it."""
    for _ in range(3):
        await made(door)
    page = await opened(
        chromium, door, viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True
    )
    columns = await page.evaluate("getComputedStyle(document.querySelector('.grid')).gridTemplateColumns")
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert len(columns.split()) == 2
    assert overflow <= 0
    assert (sum(map(int, ground[4:-1].split(","))) < 384) is (scheme == "dark")


@pytest.mark.parametrize("width", [390, 1280])
async def test_nothing_jumps_while_a_page_loads(door: Doorway, chromium: Browser, width: int) -> None:
    """Whoever begins to read does not lose the place: posters, films and words have their room at once."""
    job = await made(door)
    share = await door.drawers.shelf.share(job, door.parlour.clock())
    page = await opened(chromium, door, viewport={"width": width, "height": 844})
    for path in ("/", f"/reels/{job.id}", f"/s/{share.id}", "/chat", "/api/docs"):
        await page.goto(f"{door.at}{path}")

        assert await page.evaluate(SHIFT) < 0.01, path


async def test_a_finger_has_a_preview(door: Doorway, chromium: Browser) -> None:
    """Where nobody can point at a reel, a button on it lets it play in the grid, and stops it."""
    await made(door)
    page = await opened(
        chromium, door, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    await page.tap(".play")
    await page.wait_for_selector(".poster video")
    await page.tap(".play")
    await page.wait_for_selector(".poster video", state="detached")

    assert page.url == f"{door.at}/"


async def test_a_mouse_has_a_preview(door: Doorway, chromium: Browser) -> None:
    """A reel that is pointed at plays in the grid, without sound, until the mouse goes elsewhere."""
    await made(door)
    page = await opened(chromium, door)
    await page.hover(".poster")
    await page.wait_for_selector(".poster video")
    is_muted = await page.evaluate("document.querySelector('.poster video').muted")
    await page.hover("h1")
    await page.wait_for_selector(".poster video", state="detached")

    assert is_muted


async def test_the_keys_suffice(door: Doorway, chromium: Browser) -> None:
    """Without a mouse one gets to a reel, sees where one is, plays it and says what one thinks of it."""
    job = await made(door)
    page = await opened(chromium, door)
    await tabbed(page, ".poster")
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/reels/{job.id}")
    await tabbed(page, ".screen video")
    await page.evaluate(
        "() => { const film = document.activeElement; film.muted = true; window.played = new Promise("
        "done => film.addEventListener('timeupdate', () => film.currentTime && done())) }"
    )
    await page.keyboard.press("Space")
    await page.evaluate("window.played")
    await tabbed(page, "[action$=rate] button")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("[action$=rate] button[aria-pressed=true]")

    assert outline == "solid"
    assert await door.parlour.store.opinions(job.id) == [True]


async def test_the_chat_answers_without_loading_anew(door: Doorway, chromium: Browser) -> None:
    """What is typed is answered below it; a button under an answer says its command."""
    page = await opened(chromium, door)
    await page.goto(f"{door.at}/chat")
    await page.fill("input[name=text]", "/niche specialty coffee")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".theirs:has-text('Your niche: specialty coffee')")
    await page.fill("input[name=text]", "how monks invented espresso")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".theirs:has-text('Shall I make a reel')")

    assert await page.locator(".mine").count() == 2


async def test_another_language_is_that_of_the_whole_page(door: Doorway, chromium: Browser) -> None:
    """Who chooses Arabic in the chat has all of the page in it at once; commands keep their direction."""
    page = await opened(chromium, door)
    await page.goto(f"{door.at}/chat")
    await page.fill("input[name=text]", "/language ar")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("html[lang=ar][dir=rtl]")
    command = page.locator(".theirs bdi[dir=ltr]").last

    assert (await command.inner_text()) == "/niche"
    assert "\u2066/help\u2069" in (await page.get_attribute("input[name=text]", "placeholder") or "")


@pytest.mark.parametrize("size", [(390, 844), (900, 800), (1280, 720), (1920, 1080)])
async def test_a_chat_that_has_room_has_no_scroll_bar(
    door: Doorway, chromium: Browser, size: tuple[int, int]
) -> None:
    """A chat with little in it fills the window, and not three pixels more."""
    page = await opened(chromium, door, viewport={"width": size[0], "height": size[1]})
    await page.goto(f"{door.at}/chat")
    await page.wait_for_selector(".theirs")
    form = await page.locator("[data-say-form]").bounding_box()

    assert await page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    assert form is not None
    assert size[1] - form["y"] - form["height"] < 60


@pytest.mark.parametrize("size", [(390, 844), (1280, 720)])
async def test_a_reel_comes_with_its_buttons_in_sight(
    door: Doorway, chromium: Browser, size: tuple[int, int]
) -> None:
    """When a reel arrives in the chat, its last button can be pressed: nothing lies before it."""
    job = await made(door)
    page = await opened(chromium, door, viewport={"width": size[0], "height": size[1]})
    await page.goto(f"{door.at}/chat")
    reel = door.parlour.folder / "reels" / f"{job.id}.mp4"
    offered = tuple((f"Choice {number}", "/help") for number in range(9))
    delivery = Delivery(job.id, "A reel\n" * 30, reel, choices=offered)
    await door.web.postman.deliver(address_of(ANN), delivery)
    last = page.locator(".choice:has-text('Choice 8')")
    await last.wait_for()
    await page.wait_for_function("scrollY + innerHeight >= document.documentElement.scrollHeight - 1")
    on_top = await last.evaluate(
        "button => { const at = button.getBoundingClientRect();"
        " return document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2) === button }"
    )

    assert on_top
