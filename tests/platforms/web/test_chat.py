"""The chat in the browser: what can be followed, pressed and saved there."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from tests.platforms.web.doorway import Doorway, doorway
from tests.platforms.web.test_pages import do, made


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorway]:
    """The door, open."""
    async with doorway(tmp_path) as door:
        yield door


@pytest.fixture
async def browser(door: Doorway) -> AsyncIterator[httpx.AsyncClient]:
    """Ann's browser, in which she came in."""
    async with await door.inside() as browser:
        yield browser


async def test_addresses_in_the_chat_can_be_followed(browser: httpx.AsyncClient) -> None:
    """What the bot tells to open is a link; the gallery is a button, and needs no link that works once."""
    await browser.get("/chat")
    await do(browser, "/chat", text="/gallery")
    shown_once = await do(browser, "/chat", text="/token scope=read")
    page = (await browser.get("/chat")).text

    assert '<a class="button choice" href="/">Open the gallery</a>' in page
    assert re.search(r'<a href="(http://[^"]+/api/docs)"[^>]*>\1</a>', page)
    assert "/enter/" not in page
    assert "delete this message" not in page
    assert "nr_" in shown_once.text
    assert "nr_" not in page


@pytest.mark.parametrize(
    "typed",
    [
        'https://x.example/"onmouseover="alert(1)',
        "https://x.example/<img src=x onerror=alert(1)>",
        "https://x.example/'><script>alert(1)</script>",
        "javascript:alert(1)//https://x.example",
        "https://x.example/(/niche",
        "https://x.example/\u200e/niche/\u200e/niche",
        '<a href="https://x.example" onclick="alert(1)">',
    ],
)
async def test_no_address_breaks_out_of_its_link(browser: httpx.AsyncClient, typed: str) -> None:
    """Whatever stands in a line, it adds no tag and no attribute but those of a plain link."""
    await browser.get("/chat")
    await do(browser, "/chat", text=f"/niche {typed}")
    page = (await browser.get("/chat")).text
    said = Tags()
    said.feed(page.partition("data-lines")[2].partition("data-progress")[0])

    assert {tag for tag, _ in said.met} <= {"div", "p", "a", "button", "bdi"}
    for tag, attributes in said.met:
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "a":
            assert set(attributes) == {"href", "rel", "target"}
            assert attributes["href"].startswith(("http://", "https://"))


class Tags(HTMLParser):
    """Every tag that a browser would see, with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.met: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met.append((tag, {name: value or "" for name, value in attrs}))


async def test_a_reel_in_the_chat_can_be_saved(door: Doorway, browser: httpx.AsyncClient) -> None:
    """Under a reel, and under the one that was asked for as a file, stands a link that saves it."""
    job = await made(door)
    await browser.get("/chat")
    await do(browser, "/chat", text=f"/reels {job.id} as=file")
    found = re.search(r'<a href="(/files/[^"]+)" download>Download</a>', (await browser.get("/chat")).text)
    assert found is not None
    saved = await browser.get(found[1])

    assert saved.status_code == 200
    assert saved.headers["content-disposition"] == f'attachment; filename="{job.id}.mp4"'


async def test_a_wrong_address_is_told_to_people_and_to_programs(door: Doorway) -> None:
    """A browser gets a page with a way back, a program the problem; /gallery leads to the gallery."""
    looks = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = await door.client.get("/no/such/page", headers=looks)
    gone = await door.client.get("/s/no-such-reel", headers=looks)
    told = await door.client.get("/no/such/page")
    asked = await door.client.get("/api/nothing", headers=looks)
    gallery = await door.client.get("/gallery")

    assert (page.status_code, gone.status_code, told.status_code, asked.status_code) == (404,) * 4
    assert "There is no such page." in page.text
    assert "This reel is not shared" in gone.text
    assert 'href="/"' in page.text
    assert told.headers["content-type"] == asked.headers["content-type"] == "application/problem+json"
    assert gallery.headers["location"] == "/"
