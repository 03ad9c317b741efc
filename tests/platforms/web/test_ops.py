"""What whoever runs the bot sees: is it alive, can it work, its figures, and logs that name the job."""

import asyncio
import json
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from adapters.platforms.console import Screen
from adapters.platforms.web.entrance import Access
from adapters.platforms.web.guard import Guard
from adapters.platforms.web.server import open_port
from bot.service import serve
from bot.settings import Settings
from bot.upkeep.figures import Figures, Metered, MeteredWriter
from bot.upkeep.logs import set_up_logs
from core.errors import Misconfigured, Unavailable
from core.reel.brief import Brief
from core.reel.niche import Niche
from core.work.steps import AT_WORK
from tests.platforms.web.doorway import doorway
from tests.players import HandClock, Scribe, Vendor

PATIENCE = 60.0
HOUSE = Path(__file__).parents[3]


@pytest.fixture
def log_as_it_was() -> Iterator[None]:
    """The log of the process is put back."""
    root, hook, thread_hook = logging.getLogger(), sys.excepthook, threading.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], sys.excepthook, threading.excepthook = handlers, hook, thread_hook
    root.setLevel(level)
    logging.captureWarnings(False)


async def test_figures_tell_what_the_house_does(tmp_path: Path) -> None:
    """Jobs by stage, times, money, deliveries, and how vendors answer are there to be scraped."""
    clock = HandClock()
    figures = Figures(clock)
    vendor = Vendor("fal", check_troubles=[Unavailable("Down.")])
    metered = Metered(vendor, figures)
    writer = MeteredWriter(Scribe(troubles=[Unavailable("Down.")]), figures)
    with pytest.raises(Unavailable):
        await metered.check({"number": 1})
    with pytest.raises(Unavailable):
        await writer.write(Brief(niche=Niche(subject="tea"), topic="tea", model="animatic"))
    async with doorway(tmp_path) as door:
        door.web.tidings.follow(figures.watch)
        await door.video(video_length=5)
        told = (await figures.page(door.drawers.pulse)).decode()

    for line in (
        'nichereel_jobs{stage="done"} 1.0',
        'nichereel_closed_total{outcome="done",platform="web"} 1.0',
        'nichereel_deliveries_total{platform="web",posted="yes"} 1.0',
        'nichereel_spent_micros_total{payer="accounts"} 750000.0',
        'nichereel_vendor_errors_total{call="check",error="Unavailable",vendor="fal"} 1.0',
        'nichereel_vendor_seconds_count{call="check",vendor="fal"} 1.0',
        'nichereel_vendor_errors_total{call="write",error="Unavailable",vendor="writer"} 1.0',
        "nichereel_queue_age_seconds 0.0",
    ):
        assert line in told
    assert 'nichereel_stage_seconds_count{stage="cutting"} 1.0' in told


async def test_it_says_whether_it_can_work(tmp_path: Path) -> None:
    """Alive as long as the loop turns; ready only when orders can be taken."""

    async def no() -> bool:
        return False

    async with doorway(tmp_path, is_ready=no) as door:
        alive, ready = await door.client.get("/healthz"), await door.client.get("/readyz")

    assert (alive.status_code, ready.status_code) == (200, 503)


async def test_figures_are_not_for_everybody(tmp_path: Path) -> None:
    """What the house earns and does is read from this machine, or by whoever shows the token for it."""
    bearer = {"Authorization": "Bearer a-long-token"}
    afar = {"X-Forwarded-For": "203.0.113.9"}
    async with doorway(tmp_path / "near", Access(public_url="https://reels.example")) as door:
        near = await door.client.get("/metrics")
        far = await door.client.get("/metrics", headers=afar)
        by_name = await door.client.get("/metrics", headers={"Host": "reels.example"})
    async with doorway(tmp_path / "shown", Access(metrics_token="a-long-token")) as door:
        silent, wrong = await door.client.get("/metrics"), await door.ann.get("/metrics")
        shown = await door.client.get("/metrics", headers=afar | bearer)

    assert (near.status_code, far.status_code, by_name.status_code) == (200, 403, 403)
    assert (silent.status_code, wrong.status_code, shown.status_code) == (401, 401, 200)


async def test_every_answer_can_be_found_in_the_log(tmp_path: Path) -> None:
    """Each request has an id, its caller's own if that is a sound one."""
    async with doorway(tmp_path) as door:
        own = await door.client.get("/healthz", headers={"X-Request-ID": "mine-7"})
        odd = await door.client.get("/healthz", headers={"X-Request-ID": "no way"})

    assert own.headers["x-request-id"] == "mine-7"
    assert odd.headers["x-request-id"] not in ("", "no way")


@pytest.mark.usefixtures("log_as_it_was")
async def test_lines_about_a_job_name_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is logged while a job is worked on can be found by the job's id."""
    set_up_logs("info", "json", ())

    async def step() -> None:
        AT_WORK.set("abc23")
        logging.getLogger("anybody").info("At it")

    await asyncio.create_task(step())
    logging.getLogger("anybody").info("Between jobs")

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["job"] == "abc23"
    assert "job" not in second


@pytest.mark.usefixtures("log_as_it_was")
async def test_a_request_about_a_job_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    """What is logged while somebody asks about a reel names the request, and the reel if that can be one."""
    set_up_logs("info", "json", ())

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        logging.getLogger("anybody").info("Asked")
        await PlainTextResponse("")(scope, receive, send)

    transport = httpx.ASGITransport(Guard(page, []))
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        for path in ("/api/videos/abcde23456/retry", "/reels/fghij23456", "/reels/none", "/niche"):
            await client.get(path, headers={"X-Request-ID": "mine-7"})

    lines = list(map(json.loads, capsys.readouterr().err.splitlines()))
    assert [line.get("job") for line in lines] == ["abcde23456", "fghij23456", None, None]
    assert {line["request_id"] for line in lines} == {"mine-7"}


def test_a_port_in_use_is_one_sentence(unused_tcp_port: int) -> None:
    """Somebody else has the port: that is said, with what to do about it."""
    with socket.create_server(("127.0.0.1", unused_tcp_port)), pytest.raises(Misconfigured) as refused:
        open_port("127.0.0.1", unused_tcp_port)

    assert "Please set another PORT" in refused.value.message


def test_without_the_door_its_libraries_stay_away() -> None:
    """A bot that talks elsewhere does not carry what only the web door needs."""
    needed = {"fastapi", "jinja2", "obstore", "prometheus_client", "starlette", "uvicorn"}
    look = (
        f"import sys, bot.assembly, bot.service, bot.terminal; print(sorted({needed!r} & set(sys.modules)))"
    )

    answer = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, cwd=HOUSE)

    assert (answer.stdout, answer.returncode) == ("[]\n", 0)


async def test_the_whole_bot_opens_its_door(tmp_path: Path, unused_tcp_port: int) -> None:
    """`run` without any key serves pages, figures and the API's description, and ends politely."""
    house = Settings(data_dir=tmp_path, port=unused_tcp_port)
    shown = StringIO()
    running = asyncio.create_task(serve(house, Screen(shown)))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{unused_tcp_port}", timeout=30) as client:
        async with asyncio.timeout(PATIENCE):
            while not running.done():
                try:
                    ready = await client.get("/readyz")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        pages = [await client.get(path) for path in ("/", "/metrics", "/api/openapi.json")]
        started = await client.post("/start")
        running.cancel()
        await asyncio.wait({running}, timeout=PATIENCE)

    assert ready.status_code == 200
    assert [page.status_code for page in pages] == [200] * 3
    assert started.headers["location"] == "/chat"
    assert "No platform is configured" in shown.getvalue()
    assert f"Open http://localhost:{unused_tcp_port} " in shown.getvalue()
    assert "nichereel chat" in shown.getvalue()
    assert running.cancelled()
