"""Every page in every language: nothing on it is left in English, and what is written from the right is."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from adapters.platforms.web.tongue import Tongue
from bot.parts.web import TONGUE
from bot.voice.tongue import ENGLISH, TONGUES
from core.reel.job import Job
from tests.platforms.web.doorway import ANN, Doorway, doorway
from tests.platforms.web.test_pages import do, made

OTHERS = tuple(language for language in TONGUES if language != ENGLISH)
LOOKS = "text/html,application/xhtml+xml,*/*;q=0.8"

FOREIGN = re.compile(
    r"http:\S+|Nichereel|API|TikTok|Instagram|YouTube|Shorts|Reels?|Telegram|ZIP|UTC|Storyboards?|Chat|Alt|WAN|\$|"
    r"Likes|/[a-z]+|[\w.-]+\.(?:mp4|example)|Tokens?|Bot|Animatic|animatic"
)
"""Names, and words that a language may have taken over."""


def changed(*_: object) -> str:
    """What was learned for a brief, in the language that is being spoken."""
    return TONGUE.say("a plain hook")


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorway]:
    """The door, open, with what a running bot knows to say."""
    from bot.voice.learning import REASONS

    async with doorway(tmp_path, reasons=REASONS, changed=changed) as door:
        yield door


class Words(HTMLParser):
    """What people read on a page or have read to them, but for what is in a language of its own."""

    TOLD = ("aria-label", "title", "placeholder", "data-copied", "data-copy-this")
    OWN = frozenset({"script", "style", "code", "option", "bdi", "time"})
    VOID = frozenset({"meta", "link", "img", "input", "br", "rect"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.html: dict[str, str] = {}
        self.found: list[str] = []
        self._open: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.html = told
        is_quoted = "lang" in told or told.get("dir") == "auto"
        is_own = tag != "html" and (is_quoted or tag in self.OWN)
        if not (is_own or any(self._open)):
            self.found += [told[name] for name in self.TOLD if told.get(name)]
        if tag not in self.VOID:
            self._open.append(is_own)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self._open):
            self.found.append(data.strip())


def is_english(words: str, reel: Job) -> bool:
    """Whether words that are the same on the English page are ours, and no names."""
    assert reel.storyboard is not None
    ours = FOREIGN.sub("", words.replace(reel.storyboard.title, ""))
    return bool(re.search(r"[A-Za-z]{2,}", ours))


async def stopped(door: Doorway) -> Job:
    """A reel that Ann took back."""
    ordered = await door.ann.post("/api/videos/generate", json={"prompt_id": await door.prompt()})
    await door.ann.post(f"/api/videos/{ordered.json()['id']}/cancel")
    return await door.parlour.ended(ordered.json()["id"])


async def pages(door: Doorway, language: str, reel: Job, failed: Job) -> dict[str, str]:
    """Each page as it is for Ann, and for a stranger."""
    accepted = {"Accept-Language": f"xx, {language};q=0.8, en;q=0.5", "Accept": LOOKS}
    link = door.web.keys.invitation(ANN).removeprefix(door.web.keys.address)
    share = await door.drawers.shelf.share(reel, door.parlour.clock())
    got: dict[str, str] = {}
    async with httpx.AsyncClient(base_url=door.at, headers=accepted, timeout=30) as stranger:
        got["link"] = (await stranger.get(link)).text
        for path in ("/", "/enter/no-such-link", "/mini", "/no/such/page", "/?show=none", f"/s/{share.id}"):
            got[f"stranger {path}"] = (await stranger.get(path)).text
        got["/start"] = (await stranger.post("/enter/x")).text
    async with await door.inside() as ann:
        ann.headers.update(accepted)
        paths = ("/", "/?show=making", "/chat", "/api/docs", f"/reels/{reel.id}?why", f"/reels/{failed.id}")
        for path in paths:
            got[path] = (await ann.get(path)).text
        got["/cancel"] = (await do(ann, f"/reels/{reel.id}/cancel")).text
        got["token"] = (await do(ann, "/chat", text="/token scope=order")).text
    return got


async def test_every_page_is_in_ones_language(door: Doorway) -> None:
    """Whatever page somebody opens, it says its language and direction, and has no word of English."""
    reel, gone = await made(door), await stopped(door)
    english = {path: Words(page) for path, page in (await pages(door, "en", reel, gone)).items()}
    for language in OTHERS:
        for path, page in (await pages(door, language, reel, gone)).items():
            words = Words(page)
            left = set(words.found) & set(english[path].found)

            assert words.html == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}, path
            assert "{" not in "".join(words.found)
            assert [each for each in left if is_english(each, reel)] == [], (language, path)


async def test_the_kept_language_goes_before_the_browsers(door: Doorway) -> None:
    """Whoever chose a language with /language has it on every page, whatever their browser names."""
    async with await door.inside() as ann:
        ann.headers["Accept-Language"] = "fr"
        before = (await ann.get("/")).text
        await do(ann, "/chat", text="/language ja")
        after = (await ann.get("/")).text
        wrong = await ann.get("/no/such/page", headers={"Accept": LOOKS})

    assert "Tes reels" in before
    assert '<html lang="ja"' in after
    assert "あなたのリール" in after
    assert "このページはありません。" in wrong.text


async def test_the_chat_is_in_the_pages_language(door: Doorway) -> None:
    """Somebody whose browser names Danish, then German, is greeted in German, as the page around it is."""
    async with await door.inside("test:new") as browser:
        browser.headers["Accept-Language"] = "da, de;q=0.9, en;q=0.8"
        page = (await browser.get("/chat")).text

    assert '<html lang="de"' in page
    assert "Ich mache aus einem Satz ein Reel" in page


async def test_programs_are_answered_in_english(door: Doorway) -> None:
    """What a program reads does not depend on the language of whoever runs it."""
    told = await door.client.get("/api/videos", headers={"Accept-Language": "ja"})

    assert told.json()["detail"].startswith("This needs a token")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,de;q=0.9", "de-AT"),
        ("da, de;q=0.7, ja;q=0.8", "ja"),
        ("zh-CN", ""),
        ("", ""),
        ("*", ""),
        ("ja;q=0", ""),
        (";;;q=,=", ""),
        ("en;q=a, fr", "fr"),
        ("de," * 10_000, "de"),
    ],
)
def test_what_a_browser_names(accepted: str, language: str) -> None:
    """The most wanted language that we speak is taken; nothing odd in the header does any harm."""
    tongue: Tongue = TONGUE

    assert tongue.preferred(accepted) == language
