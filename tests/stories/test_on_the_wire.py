"""The same conversation with real clients and fake vendors: what people read, and what it costs."""

import logging

import pytest

from adapters.media.room import RenderHost
from core.reel.job import Stage
from tests.stories.street import TEN_SECONDS, Street
from tests.wires import fal as fal_wire
from tests.wires import gemini as gemini_wire
from tests.wires.fal_faults import LISTING, MEDIA, RESULT, STATUS
from tests.wires.fal_faults import Fault as Fal
from tests.wires.gemini_faults import Fault as Gem


async def test_the_vendors_clip_comes_back(street: Street) -> None:
    """With both vendors the reel is the vendor's clip, cut to 1080x1920 for real, at the quoted price."""
    room = RenderHost()
    street.house.bench.probe, street.house.bench.cut = room.probe, room.cut  # type: ignore[method-assign]
    job, text = await street.told()
    await room.close()

    assert job.reel is not None
    assert job.fallback == ""
    assert (job.reel.footage.width, job.reel.footage.height, job.reel.is_animatic) == (1080, 1920, False)
    assert job.writer == "gemini"
    assert "Filmed with WAN 2.5, 10 s. Cost: $1.50." in text
    assert street.fal.books()["micros"] == TEN_SECONDS


@pytest.mark.parametrize(
    "faults",
    [
        [(Fal.CUT, "")],
        [(Fal.HANG, "")],
        [(Fal.GARBLED, "")],
        [(Fal.GATEWAY_URLS, "")],
        [(Fal.FOREIGN_URLS, "")],
        [(Fal.BUSY, "")] * 3,
        [(Fal.LOCKED, "")],
        [(Fal.BAD_KEY, "")],
        [(Fal.UNKNOWN_STATUS, "")],
        [(Fal.NGINX, STATUS), (Fal.HANG, STATUS), (Fal.CUT, STATUS), (Fal.CRASHED, STATUS)],
        [(Fal.CUT, RESULT), (Fal.NGINX, RESULT), (Fal.HANG, RESULT)],
        [(Fal.TRUNCATED, ""), (Fal.CUT, MEDIA), (Fal.EMPTY, "")],
        [(Fal.CUT, ""), (Fal.CUT, LISTING), (Fal.NO_PAYLOADS, "")],
    ],
    ids=lambda faults: "+".join(f"{fault.name} {at}".strip() for fault, at in faults),
)
async def test_what_passes_is_waited_out(street: Street, faults: list[tuple[Fal, str]]) -> None:
    """Whatever passes costs time, not the reel: one clip, one bill, and the requester pays it."""
    for fault, at in faults:
        street.fal.next(fault, at=at)

    job, text = await street.told()

    assert (job.stage, job.fallback) == (Stage.DONE, "")
    assert "Filmed with WAN 2.5" in text
    assert street.fal.books()["micros"] == TEN_SECONDS == (await street.house.balance())[1]


@pytest.mark.parametrize("fault", [Fal.RUNNER_LOST, Fal.GENERATION_TIMEOUT])
async def test_a_machine_that_breaks_is_tried_again(street: Street, fault: Fal) -> None:
    """What FAL fails at without charging is ordered again; the requester pays for one clip."""
    street.fal.next(fault)

    job, _ = await street.told()

    assert (job.stage, job.fallback, street.fal.posts) == (Stage.DONE, "", 2)
    assert street.fal.books()["micros"] == TEN_SECONDS == (await street.house.balance())[1]


@pytest.mark.parametrize("fault", [Fal.EXPIRED, Fal.MISSING, Fal.FORBIDDEN, Fal.GONE, Fal.NO_VIDEO])
async def test_a_clip_that_is_gone_is_replaced_and_free(street: Street, fault: Fal) -> None:
    """A clip that FAL charges for and cannot give is no one's but the house's: a labelled fallback."""
    street.fal.next(fault)

    job, text = await street.told()

    assert (job.stage, bool(job.fallback), street.fal.posts) == (Stage.DONE, True, 1)
    assert "Labelled fallback" in text
    assert "It costs you nothing." in text
    assert (await street.house.balance())[1] == 0


@pytest.mark.parametrize("fault", [Fal.CONTENT_REFUSED, Fal.NO_MEDIA])
async def test_what_fal_will_not_film_is_said(street: Street, fault: Fal) -> None:
    """Refused content ends with a sentence that says what to do, and nothing charged."""
    street.fal.next(fault)

    job, text = await street.told()

    assert (job.stage, await street.house.balance()) == (Stage.FAILED, (0, 0))
    assert "Nothing was charged." in text


@pytest.mark.parametrize("fault", [Fal.LOCKED, Fal.BUSY, Fal.BAD_KEY, Fal.NO_APP])
async def test_a_vendor_that_stays_away_is_replaced_and_free(street: Street, fault: Fal) -> None:
    """A locked balance, a wrong key or endless rate limits end in a drawn reel that costs nothing."""
    street.fal.next(fault, times=1000)

    job, text = await street.told()

    assert (job.stage, bool(job.fallback), street.fal.books()["orders"]) == (Stage.DONE, True, 0)
    assert "It costs you nothing." in text
    assert await street.house.balance() == (0, 0)


@pytest.mark.parametrize("fault", [Gem.BLOCKED_PROMPT, Gem.BLOCKED_OUTPUT])
async def test_an_unsafe_idea_is_refused_before_money_is_spent(street: Street, fault: Gem) -> None:
    """What Gemini blocks is refused with a clear sentence, and FAL never hears of it."""
    street.gemini.next(fault)

    job, text = await street.told()

    assert (job.stage, street.fal.posts) == (Stage.FAILED, 0)
    assert "Nothing was charged." in text


@pytest.mark.parametrize("fault", [Gem.MALFORMED, Gem.NO_CANDIDATES, Gem.BUSY, Gem.OVERLOADED, Gem.HANG])
async def test_a_writer_that_stumbles_is_asked_again(street: Street, fault: Gem) -> None:
    """A storyboard that came back broken, or late, is asked for again; the reel is the real one."""
    street.gemini.next(fault)

    job, _ = await street.told()

    assert (job.stage, job.fallback, job.writer) == (Stage.DONE, "", "gemini")


async def test_no_key_and_no_vendors_words_reach_a_chat_or_a_log(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong, keys and the vendors' own sentences stay out of chats, rows and logs."""
    caplog.set_level(logging.INFO)
    for fault in (Fal.LOCKED, Fal.BAD_KEY, Fal.CONTENT_REFUSED, Fal.RUNNER_LOST):
        street.fal.next(fault)
    street.gemini.next(Gem.BUSY)

    await street.told()

    said = " ".join(d.text for d in street.house.letterbox.posted.values())
    kept = "".join(
        file.read_bytes().decode(errors="replace") for file in street.house.folder.glob("nichereel.db*")
    )
    for secret in (fal_wire.KEY, gemini_wire.KEY, "User is locked", "content checker", "RESOURCE_EXHAUSTED"):
        assert secret not in said
        assert secret not in kept
        assert secret not in caplog.text
