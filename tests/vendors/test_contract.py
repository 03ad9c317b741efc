"""What every video vendor owes the studio, asked of each of them in the same words."""

import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from core.errors import Failed, Misconfigured, Refused, StudioError, Unavailable, Unclear
from core.ports import Filming, Finished, Order, Waiting
from core.reel.catalogue import CATALOGUE
from core.reel.prompt import negative_prompt, prompts
from tests.players import storyboard
from tests.vendors.parties import PARTIES, Closing, Party

PATIENT, IMPATIENT = 30.0, 2.0
"""Seconds: for an answer that comes, however slow the machine is, and for one that never does."""
_FIELDS: dict[str, Any] = {"selfhosted": {"start_image": "input_reference"}}
"""What an operator tells of a model of their own that begins with a picture."""


@dataclass
class Deal:
    """One vendor, our adapter, and the clip we want of it."""

    party: Party
    server: Any
    renderer: Closing
    order: Order

    @property
    def orders(self) -> int:
        return self.party.orders(self.server)

    def next(self, name: str) -> None:
        """The next thing goes wrong in this way."""
        self.server.next(self.party.fault(name))

    async def submit(self) -> dict[str, Any]:
        return await self.renderer.submit(self.order, "r1")


@pytest.fixture(params=PARTIES)
async def deal(request: pytest.FixtureRequest) -> AsyncIterator[Deal]:
    """Each vendor in turn, at once done with everything."""
    party = PARTIES[request.param]
    model = CATALOGUE[party.model]
    (prompt,) = prompts(storyboard(), model, 1)
    order = Order(
        model=model.id,
        prompt=prompt,
        negative_prompt=negative_prompt(model),
        seconds=model.clip_seconds[0],
        resolution=model.resolution,
        seed=42,
    )
    async with party.serve() as server:
        renderer = party.open(server, PATIENT)
        yield Deal(party, server, renderer, order)
        await renderer.aclose()


async def test_an_order_is_submitted_once_and_becomes_a_clip(deal: Deal, tmp_path: Path) -> None:
    """One order is one POST and one clip, and the clip is a playable vertical video."""
    state = await deal.renderer.check(await deal.submit())
    assert isinstance(state, Finished)
    await deal.renderer.download(state.url, tmp_path / "clip.mp4")

    with av.open(str(tmp_path / "clip.mp4")) as film:
        assert film.streams.video[0].height > film.streams.video[0].width
    assert os.listdir(tmp_path) == ["clip.mp4"]
    assert (deal.server.posts, deal.orders) == (1, 1)


async def test_a_clip_can_begin_with_a_picture(deal: Deal, tmp_path: Path) -> None:
    """Where the model takes one, the picture travels with the order, and a clip comes of it."""
    if not deal.party.takes_pictures:
        pytest.skip("this vendor's models film from words alone")
    (tmp_path / "p.jpg").write_bytes(_upright())
    catalogue = {deal.order.model: replace(CATALOGUE[deal.order.model], **_FIELDS.get(deal.order.model, {}))}
    renderer = deal.party.open(
        deal.server, PATIENT, catalogue=catalogue, pictures=lambda name: tmp_path / name
    )
    since = datetime.now(UTC)
    order = replace(deal.order, start_image="p.jpg")
    ticket = await renderer.submit(order, "r1")

    assert isinstance(await renderer.check(ticket), Finished)
    assert (deal.server.posts, deal.orders) == (1, 1)
    if deal.party.finds:
        assert await renderer.find(order, "r1", since) == ticket
    await renderer.aclose()


async def test_a_picture_that_is_gone_orders_nothing(deal: Deal) -> None:
    """When our own copy of the picture is lost, that is said before anything is ordered."""
    if not deal.party.takes_pictures:
        pytest.skip("this vendor's models film from words alone")

    with pytest.raises(Failed) as failure:
        await deal.renderer.submit(replace(deal.order, start_image="p.jpg"), "r1")
    assert not failure.value.billed
    assert (deal.server.posts, deal.orders) == (0, 0)


async def test_waiting_and_filming_are_told_as_far_as_the_vendor_tells(deal: Deal) -> None:
    """While an order is under way it is never called finished, and asking never orders again."""
    deal.party.slow(deal.server, 1, 1)
    ticket = await deal.submit()
    states = [await deal.renderer.check(ticket) for _ in range(4)]

    assert isinstance(states[0], Waiting | Filming)
    assert isinstance(states[-1], Finished)
    assert deal.orders == 1


async def test_another_process_needs_only_the_ticket(deal: Deal) -> None:
    """After a restart the ticket, as kept in the database, is enough."""
    ticket = json.loads(json.dumps(await deal.submit()))
    second = deal.party.open(deal.server, PATIENT)

    assert isinstance(await second.check(ticket), Finished)
    assert deal.orders == 1
    await second.aclose()


async def test_a_refused_idea_is_told_to_the_person(deal: Deal) -> None:
    """What a content check refuses asks the person for other words, at no time the operator."""
    if not deal.party.refuses:
        pytest.skip("this vendor has no content check")
    deal.next("REFUSED")

    with pytest.raises(Refused) as refusal:
        await deal.renderer.check(await deal.submit())
    assert "topic" in refusal.value.message


async def test_a_breakdown_is_a_failure_that_can_be_ordered_again(deal: Deal) -> None:
    """When the vendor breaks down, the clip is lost, and nobody is told that it was refused."""
    deal.next("BROKE")
    ticket = await deal.submit()

    with pytest.raises(Failed):
        await deal.renderer.check(ticket)


@pytest.mark.parametrize(
    ("trouble", "verdict"),
    [("BAD_KEY", Misconfigured), ("LOCKED", Misconfigured), ("BUSY", Unavailable)],
)
async def test_what_is_turned_away_at_the_door_was_surely_not_ordered(
    deal: Deal, trouble: str, verdict: type[StudioError]
) -> None:
    """A bad key or an empty balance waits for the operator, a busy vendor for later; nothing is ordered."""
    deal.next(trouble)

    with pytest.raises(verdict):
        await deal.submit()
    assert (deal.server.posts, deal.orders) == (1, 0)


async def test_a_vendor_that_is_not_there_was_surely_not_asked(deal: Deal) -> None:
    """Nobody listens: that is known to have ordered nothing, so it may be tried again."""
    await deal.server.stop()

    with pytest.raises(Unavailable):
        await deal.submit()


@pytest.mark.parametrize("trouble", ["CUT", "HANG", "GARBLED"])
async def test_a_lost_answer_is_never_followed_by_a_second_order(deal: Deal, trouble: str) -> None:
    """When the answer is lost the order may exist: it counts as unclear, and is sent once only."""
    deal.next(trouble)
    renderer = deal.party.open(deal.server, IMPATIENT if trouble == "HANG" else PATIENT)

    with pytest.raises(Unclear):
        await renderer.submit(deal.order, "r1")
    assert (deal.server.posts, deal.orders) == (1, 1)
    await renderer.aclose()


@pytest.mark.parametrize("trouble", ["CRASHED", "LOST"])
async def test_a_server_error_is_not_taken_for_a_no(deal: Deal, trouble: str) -> None:
    """A crash may come after the order was taken, so it is unclear, and not sent again."""
    deal.next(trouble)

    with pytest.raises(Unclear):
        await deal.submit()
    assert deal.server.posts == 1


async def test_a_lost_order_is_found_or_nobody_pretends(deal: Deal) -> None:
    """Where the vendor can be asked, the order is found again; where not, that is said."""
    deal.next("CUT")
    since = datetime.now(UTC)
    with pytest.raises(Unclear):
        await deal.submit()

    if deal.party.finds:
        ticket = await deal.renderer.find(deal.order, "r1", since)
        assert ticket is not None
        assert isinstance(await deal.renderer.check(ticket), Finished)
    else:
        with pytest.raises(Unclear):
            await deal.renderer.find(deal.order, "r1", since)
    assert deal.orders == 1


async def test_not_found_means_never_ordered_only_where_that_is_sure(deal: Deal) -> None:
    """A fresh order that never arrived: only a vendor who lists everything may say that there is none."""
    deal.next("LOST")
    since = datetime.now(UTC)
    with pytest.raises(Unclear):
        await deal.submit()

    if deal.party.lists_nothing:
        assert await deal.renderer.find(deal.order, "r1", since) is None
    else:
        with pytest.raises(Unclear):
            await deal.renderer.find(deal.order, "r1", since)


async def test_a_waiting_order_is_taken_back_or_it_is_said_that_it_cannot(deal: Deal) -> None:
    """Cancelling is true only where the clip will surely be neither made nor charged for."""
    deal.party.slow(deal.server, 9, 9)
    ticket = await deal.submit()

    assert await deal.renderer.cancel(ticket) is deal.party.can_cancel


async def test_what_was_taken_back_stays_so(deal: Deal) -> None:
    """Killed before we could write down that an order was taken back, we are told so once more."""
    deal.party.slow(deal.server, 9, 9)
    ticket = await deal.submit()
    await deal.renderer.cancel(ticket)

    assert await deal.renderer.cancel(ticket) is deal.party.can_cancel


async def test_nothing_is_said_about_keys_and_addresses(deal: Deal) -> None:
    """No sentence that a person could read holds a key, an address, or a vendor's own words."""
    for trouble in ("BAD_KEY", "LOCKED", "BUSY", "CRASHED", "CUT"):
        deal.next(trouble)
        with pytest.raises(StudioError) as error:
            await deal.submit()
        assert "127.0.0.1" not in error.value.message
        assert "trouble" not in error.value.message
        assert getattr(deal.server, "key", "fal-test-key") not in error.value.message


async def test_an_order_that_is_gone_is_a_failure(deal: Deal) -> None:
    """A ticket that the vendor does not know any more ends the wait."""
    ticket = await deal.submit()
    orders = deal.server.orders
    getattr(orders, "by_id", orders).clear()

    with pytest.raises(Failed):
        await deal.renderer.check(ticket)


async def test_a_clip_from_a_stranger_is_not_fetched(deal: Deal, tmp_path: Path) -> None:
    """A vendor's answer cannot make us ask addresses inside our own network."""
    with pytest.raises(Failed):
        await deal.renderer.download("http://169.254.169.254/clip.mp4", tmp_path / "clip.mp4")
    assert os.listdir(tmp_path) == []


async def test_an_old_order_may_be_looked_for(deal: Deal) -> None:
    """Looking for an order from long ago is harmless, and costs nothing."""
    try:
        found = await deal.renderer.find(deal.order, "never", datetime.now(UTC) - timedelta(hours=2))
    except Unclear:
        found = None
    assert found is None
    assert deal.orders == 0


def _upright() -> bytes:
    """A picture as ours are."""
    file = BytesIO()
    Image.new("RGB", (1080, 1920), "brown").save(file, "JPEG")
    return file.getvalue()
