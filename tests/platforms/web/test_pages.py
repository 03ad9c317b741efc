"""The pages: who gets in, what they see and may do, and what the public may."""

import hashlib
import hmac
import io
import json
import re
import zipfile
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

import httpx
import pytest

from adapters.platforms.web.entrance import Access
from bot.voice.hours import hours
from core.books.account import Terms
from core.reel.job import Job
from tests.platforms.web.doorway import ANN, Doorway, doorway
from tests.players import HandClock

BOT_TOKEN = "123456:a-token-of-this-test"


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorway]:
    """The door, open, with a Telegram bot beside it."""
    async with doorway(tmp_path, Access(telegram_token=BOT_TOKEN), hours=hours) as door:
        yield door


@pytest.fixture
async def browser(door: Doorway) -> AsyncIterator[httpx.AsyncClient]:
    """Ann's browser, in which she came in."""
    async with await door.inside() as browser:
        yield browser


async def made(door: Doorway) -> Job:
    """A finished reel of Ann's, with its pictures beside it."""
    job = await door.video(video_length=5)
    assert job.reel is not None
    folder = door.parlour.folder / "reels"
    for kind in ("cover.jpg", "thumb.jpg"):
        (folder / f"{job.id}.{kind}").write_bytes(b"a picture")
    return job


def key_of(page: httpx.Response) -> str:
    """What the forms of a page bring with them."""
    found = re.search(r'name="form_key" value="(\w+)"', page.text)
    assert found is not None
    return found[1]


async def do(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Press a button of a page of this session."""
    return await browser.post(path, data={"form_key": key_of(await browser.get("/"))} | fields)


async def test_a_link_lets_in_once(door: Doorway) -> None:
    """Whoever opens the link first is in; looking at it, as previews do, does not use it up."""
    link = door.web.keys.invitation(ANN).removeprefix(door.web.keys.address)
    looked = [await door.client.get(link) for _ in range(3)]
    first, second = await door.client.post(link), await door.client.post(link)

    assert [page.status_code for page in looked] == [200] * 3
    assert (first.status_code, second.status_code) == (303, 410)
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=Lax" in first.headers["set-cookie"]


@pytest.mark.parametrize("link", ["/enter/made-up", "/enter/W1sidGVzdDphbm4iLCJ4Il0sOTk5OTk5OTk5OV0.AAAA"])
async def test_a_forged_link_lets_nobody_in(door: Doorway, link: str) -> None:
    """A link that we did not sign is worth nothing."""
    assert (await door.client.get(link)).status_code == 410
    assert (await door.client.post(link)).status_code == 410


async def test_an_old_link_lets_nobody_in(door: Doorway) -> None:
    """After a quarter of an hour a link is too old."""
    link = door.web.keys.invitation(ANN).removeprefix(door.web.keys.address)
    door.parlour.clock.move(minutes=16)

    assert (await door.client.post(link)).status_code == 410


async def test_the_grid_shows_ones_own_reels(door: Doorway, browser: httpx.AsyncClient) -> None:
    """Everybody sees their own reels with poster and price, and nobody else's."""
    job = await made(door)
    mine = await browser.get("/")
    async with await door.inside("test:bob") as bob:
        his = await bob.get("/")
        tried = await bob.get(f"/reels/{job.id}")

    assert job.id in mine.text
    assert "thumb.jpg" in mine.text
    assert job.id not in his.text
    assert tried.status_code == 404


async def test_filters(door: Doorway, browser: httpx.AsyncClient) -> None:
    """Ready, failed and all can be looked at apart."""
    job = await made(door)

    assert job.id in (await browser.get("/?show=ready")).text
    assert job.id not in (await browser.get("/?show=failed")).text
    assert (await browser.get("/?show=nonsense")).status_code == 422


async def test_the_page_of_a_reel_has_all_about_it(door: Doorway, browser: httpx.AsyncClient) -> None:
    """Video, download, storyboard and price are there, and what the video model was given."""
    job = await made(door)
    page = (await browser.get(f"/reels/{job.id}")).text

    for words in ("<video", "Download", "Storyboard", "$0.75", "What the video model was given"):
        assert words in page


async def test_the_page_has_what_to_post(door: Doorway, browser: httpx.AsyncClient) -> None:
    """Words for each platform, to be copied, and everything as a ZIP, which nobody else gets."""
    job = await made(door)
    shown = await browser.get(f"/reels/{job.id}")
    zipped = await browser.get(f"/reels/{job.id}/kit")
    await do(browser, "/chat", text=f"/kit {job.id} as=zip")
    said = await browser.get("/chat")
    stranger = await door.client.get(f"/reels/{job.id}/kit")

    assert all(name in shown.text for name in ("Instagram Reels", "TikTok", "YouTube Shorts", "Alt text"))
    assert "<br>Instagram Reels: Thursday 09:00, Wednesday 12:00 or Wednesday 18:00" in shown.text
    with zipfile.ZipFile(io.BytesIO(zipped.content)) as held:
        assert held.read("cover.jpg") == b"a picture"
        assert held.read("when-to-post.txt").startswith(b"When to post, by the clock")
    assert f'href="{door.web.keys.address}/reels/{job.id}/kit"' in said.text
    assert stranger.status_code == 401


async def test_files_come_whole_or_in_part(door: Doorway, browser: httpx.AsyncClient) -> None:
    """A player may ask for a part; caches may keep a file as long as its address works."""
    job = await made(door)
    found = re.search(r'src="(/files/[^"]+\.mp4)"', (await browser.get(f"/reels/{job.id}")).text)
    assert found is not None
    whole = await door.client.get(found[1])
    part = await door.client.get(found[1], headers={"Range": "bytes=0-3"})
    unchanged = await door.client.get(found[1], headers={"If-None-Match": whole.headers["etag"]})

    assert (whole.status_code, whole.headers["content-type"]) == (200, "video/mp4")
    assert (part.status_code, part.content) == (206, whole.content[:4])
    assert part.headers["content-range"] == f"bytes 0-3/{len(whole.content)}"
    assert re.fullmatch(r"public, max-age=\d+, immutable", whole.headers["cache-control"])
    assert unchanged.status_code in (200, 304)


async def test_an_address_of_a_file_works_for_a_while(door: Doorway) -> None:
    """The address of a reel's files ends by itself, and is good for those of no other reel."""
    job, another = await made(door), await made(door)
    path = door.web.signer.file(f"{job.id}.mp4")
    good = f"/files/{path}/{job.id}.mp4"

    assert (await door.client.get(good)).status_code == 200
    assert (await door.client.get(f"/files/{path}/{another.id}.mp4")).status_code == 404
    door.parlour.clock.move(hours=13)
    assert (await door.client.get(good)).status_code == 404


@pytest.mark.parametrize(
    "name", ["..%2f..%2fnichereel.db", "nichereel.db", "%2e%2e/nichereel.db", "a.mp4%00.jpg", "....mp4"]
)
async def test_no_path_leads_out_of_the_folder(door: Doorway, name: str) -> None:
    """Only reels and their pictures are handed out, even with an address that we signed."""

    permit = door.web.signer.file(unquote(name))

    for path in (f"/files/{permit}/{name}", f"/static/{name}"):
        assert (await door.client.get(path)).status_code in (404, 422)


async def test_a_shared_reel_is_for_everybody_until_it_is_not(
    door: Doorway, browser: httpx.AsyncClient
) -> None:
    """The share page shows the video to other pages, and is gone the moment its owner takes it back."""
    job = await made(door)
    await do(browser, f"/reels/{job.id}/share")
    found = re.search(r"/s/\w+", (await browser.get(f"/reels/{job.id}")).text)
    assert found is not None
    page = await door.client.get(found[0])
    film = await door.client.get(f"{found[0]}/reel.mp4")
    await do(browser, f"/reels/{job.id}/unshare")

    assert f'property="og:video" content="{door.at}{found[0]}/reel.mp4"' in page.text
    assert film.headers["content-type"] == "video/mp4"
    assert (await door.client.get(found[0])).status_code == 404
    assert (await door.client.get(f"{found[0]}/reel.mp4")).status_code == 404


async def test_performance_is_counted_once_a_visitor(door: Doorway, browser: httpx.AsyncClient) -> None:
    """Watching twice is one view, on another day one more; pages of others cannot count for us."""
    job = await made(door)
    await do(browser, f"/reels/{job.id}/share")
    found = re.search(r"/s/\w+", (await browser.get(f"/reels/{job.id}")).text)
    assert found is not None
    for _ in range(3):
        await door.client.post(f"{found[0]}/view")
        await door.client.post(f"{found[0]}/like")
    await door.client.post(f"{found[0]}/view", headers={"User-Agent": "another"})
    foreign = await door.client.post(f"{found[0]}/share", headers={"Sec-Fetch-Site": "cross-site"})
    door.parlour.clock.move(days=1)
    await door.client.post(f"{found[0]}/view")

    seen = (await door.drawers.shelf.performance([job.id]))[job.id]
    assert (seen.views, seen.likes, seen.shares) == (3, 1, 0)
    daily = await door.drawers.shelf.daily(job.id, door.parlour.clock())
    assert {deed.value: numbers[-2:] for deed, numbers in daily.items()} == {
        "view": [2, 1],
        "like": [1, 0],
        "share": [0, 0],
    }
    assert foreign.status_code == 403


async def test_a_form_of_elsewhere_does_nothing(door: Doorway, browser: httpx.AsyncClient) -> None:
    """A page of somebody else cannot press our buttons in the name of whoever looks at it."""
    job = await made(door)
    async with await door.inside("test:bob") as bob:
        foreign_key = key_of(await bob.get("/"))
    without = await browser.post(f"/reels/{job.id}/delete")
    foreign = await browser.post(f"/reels/{job.id}/delete", data={"form_key": foreign_key})

    assert (without.status_code, foreign.status_code) == (403, 403)
    assert job.id in (await browser.get("/")).text


async def test_a_failed_reel_is_tried_again(door: Doorway, browser: httpx.AsyncClient) -> None:
    """Retry orders it once more, and the word on it goes to the chat in the browser."""
    ordered = await door.ann.post("/api/videos/generate", json={"prompt_id": await door.prompt()})
    await door.ann.post(f"/api/videos/{ordered.json()['id']}/cancel")
    await door.parlour.ended(ordered.json()["id"])

    answer = await do(browser, f"/reels/{ordered.json()['id']}/retry")
    again = await door.parlour.ended(answer.headers["location"].rpartition("/")[2])

    assert again.receipt is not None
    assert again.storyboard is not None
    assert again.storyboard.title in (await browser.get("/chat")).text


async def test_whoever_is_blocked_is_told_why(tmp_path: Path) -> None:
    """Pages and programs alike say that nothing is taken, from whom, until when, and the reason given."""
    boss = "test:boss"
    async with doorway(tmp_path, terms=Terms(admins=frozenset({boss}))) as door:
        prompt = await door.prompt()
        ordered = await door.ann.post("/api/videos/generate", json={"prompt_id": prompt})
        await door.ann.post(f"/api/videos/{ordered.json()['id']}/cancel")
        await door.parlour.ended(ordered.json()["id"])
        await door.parlour.say(f"/block {ANN} days=1 reason=spam.", who=boss)
        refused = await door.ann.post("/api/videos/generate", json={"prompt_id": prompt})
        async with await door.inside() as browser:
            shown = await do(browser, f"/reels/{ordered.json()['id']}/retry")
        await door.parlour.say(f"/unblock {ANN}", who=boss)
        await door.parlour.say("/pause reason=the vendor moves", who=boss)
        paused = await door.ann.post("/api/videos/generate", json={"prompt_id": prompt})

    words = r"Nothing new is taken from you until \d\d \w+ \d\d:\d\d UTC\. The reason: spam\."
    assert (refused.status_code, shown.status_code, paused.status_code) == (403, 403, 403)
    assert re.fullmatch(words, refused.json()["detail"])
    assert re.search(words, shown.text)
    assert paused.json()["detail"] == "Nothing new is taken for now. The reason: the vendor moves."


async def test_every_page_is_well_wrapped(browser: httpx.AsyncClient) -> None:
    """No script but ours, no frame, no guessing of types: every answer says so."""
    for path in ("/", "/chat", "/healthz", "/nowhere", "/api/videos"):
        answer = await browser.get(path)
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?![^>]* src=)|\son\w+=|\sstyle=", answer.text)


async def test_what_people_typed_stays_text(door: Doorway, browser: httpx.AsyncClient) -> None:
    """An idea that looks like a script is shown as it was typed."""
    await door.video(niche="<script>alert(1)</script>")

    assert "<script>alert" not in (await browser.get("/")).text.replace('<script src="', "")


async def test_the_chat_in_the_browser_understands_the_same(
    door: Doorway, browser: httpx.AsyncClient
) -> None:
    """An idea typed in the browser becomes a reel that is shown there, whoever asks."""
    await browser.get("/chat")
    await do(browser, "/chat", text="/niche specialty coffee")
    await do(browser, "/chat", text="/generate how monks invented espresso")
    await door.parlour.rest()
    jobs = await door.parlour.store.jobs_of(ANN, 1)
    await door.parlour.ended(jobs[0].id)
    page = (await browser.get("/chat")).text

    assert "how monks invented espresso" in page.lower()
    assert "<video" in page
    assert door.parlour.letterbox.posted == {}


async def test_the_first_page_is_light(browser: httpx.AsyncClient) -> None:
    """A phone on a bad line has less than 100 kB to fetch before it shows the grid, pictures not counted."""
    page = await browser.get("/")
    parts = re.findall(r'"(/static/[^"]+)"', page.text)
    sizes = [len((await browser.get(part)).content) for part in set(parts)]

    assert len(page.content) + sum(sizes) < 100_000


async def test_strangers_start_only_on_ones_own_machine(door: Doorway, tmp_path: Path) -> None:
    """At home anybody may try the bot; behind a public address one needs a link."""
    home = await door.client.post("/start")
    async with doorway(tmp_path / "public", Access(public_url="https://reels.example")) as public:
        outside = await public.client.post("/start", headers={"Host": "reels.example"})

    assert (home.status_code, outside.status_code) == (303, 403)


async def test_other_names_are_not_ours(tmp_path: Path) -> None:
    """A page that points a name of its own at this machine gets nothing."""
    async with doorway(tmp_path, Access(public_url="https://reels.example")) as public:
        answers = [
            await public.client.get("/healthz", headers={"Host": host})
            for host in ("evil.example", "reels.example")
        ]

    assert [answer.status_code for answer in answers] == [400, 200]


def init_data(clock: HandClock, token: str = BOT_TOKEN, age: timedelta = timedelta(0)) -> str:
    """What Telegram tells a Mini App of its user."""
    fields = {
        "auth_date": str(int((clock() - age).timestamp())),
        "query_id": "AAH",
        "user": json.dumps({"id": 77, "first_name": "Ann"}),
    }
    message = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return urlencode(fields | {"hash": hmac.new(key, message.encode(), hashlib.sha256).hexdigest()})


async def test_telegram_vouches_for_its_users(door: Doorway) -> None:
    """Opened from Telegram, the page knows who looks."""
    answer = await door.client.post("/mini", data={"init_data": init_data(door.parlour.clock)})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert door.web.signer.who(answer.cookies["nichereel"]) == "telegram:77"


async def test_nobody_else_vouches_for_them(door: Doorway) -> None:
    """Forged, changed, old or empty: what Telegram did not just say lets nobody in."""
    clock = door.parlour.clock
    good = init_data(clock)
    tried = [
        init_data(clock, token="654321:another"),
        good.replace("77", "78"),
        init_data(clock, age=timedelta(hours=2)),
        init_data(clock, age=timedelta(hours=-2)),
        good.partition("&hash")[0],
        f"{good}&extra=1",
        "",
        quote("user={}&hash=" + "0" * 64),
    ]
    answers = [await door.client.post("/mini", data={"init_data": each}) for each in tried]

    assert [answer.status_code for answer in answers] == [403] * len(tried)


async def test_the_chat_shows_a_chart(door: Doorway, browser: httpx.AsyncClient) -> None:
    """What was spent stands in the chat as a picture, over the same in words."""
    await made(door)
    await do(browser, "/chat", text="/spending")
    page = (await browser.get("/chat")).text
    found = re.search(r'src="data:image/png;base64,([^"]+)"', page)

    assert found is not None
    assert b64decode(found[1]).startswith(b"\x89PNG")
    assert "Your last 14 days: $0.7" in page
