"""What can be done with one render: place it, look for it, check it, fetch it, cancel it.

Each function takes a render and gives it back as it then stands; none saves anything. Only
`place` can cost money, and its caller must have saved the intent before.
"""

from datetime import datetime, timedelta

from core.errors import Failed, Misconfigured, Refused, Unavailable, Unclear
from core.ports import Filming, Finished, Renderer, Waiting
from core.reel.render import Render, RenderStage, same_order
from core.reel.sound import Part
from core.work.crew import Crew

_LONGEST_ASKED = 1800.0
"""Seconds; whoever asks for more is asked again after that: perhaps somebody else has to take over."""
_FETCHED_AGAIN = 4
"""A clip that cannot be fetched is left alone for a fourth of the time that this has lasted."""
_SLOW, _NEVER_SLOW = 4, 180.0
"""An order is slow after so many times its model's usual seconds, but never before so many seconds."""
_GONE = "The vendor's clip could not be fetched."
_LATE = "The vendor did not finish in time."
_NO_TRACE = "The order got lost on its way to the vendor."
_SOUGHT = (
    "The vendor has not said yet whether it got the order. If it never does, I draw the reel at no cost."
)
_MISSED = "The vendor never said whether it got the order, and no order is sent twice."


async def place(render: Render, renderer: Renderer, now: datetime) -> Render:
    """Send the order, once. The only call that costs money."""
    try:
        ticket = await renderer.submit(render.order, render.id)
    except Unavailable as trouble:
        return _troubled(render.but(stage=RenderStage.WANTED), trouble, now)
    except Misconfigured as trouble:
        return render.but(stage=RenderStage.WANTED, words=trouble.message)
    except Unclear as trouble:
        return render.but(stage=RenderStage.UNCLEAR, words=trouble.message)
    except Refused as trouble:
        return _lost(render, trouble.message, is_billed=trouble.billed, is_refused=True)
    except Failed as trouble:
        return _lost(render, trouble.message, is_billed=trouble.billed)
    return render.but(stage=RenderStage.ORDERED, ticket=ticket, ordered_at=now, is_billed=True, words="")


async def seek(render: Render, renderer: Renderer | None, crew: Crew) -> Render:
    """Find out whether an order whose answer was lost has reached the vendor.

    It is looked for `policy.search` long, and so long again after the vendor could not be asked, up to
    `policy.patience` more. Then it is missed, and not sent again, unless the vendor's list proves that it
    never arrived. Without a `renderer` nobody can tell any more.
    """
    now = crew.clock()
    ticket = None if render.heard is None or render.is_past(render.heard) else render.heard
    is_listed = renderer is not None
    if ticket is None and render.is_left_alone(now):
        is_listed = False
    elif ticket is None and renderer is not None:
        try:
            ticket = await renderer.find(render.order, render.id, render.intended_at)
            if ticket is not None and render.is_past(ticket):
                ticket, is_listed = None, False
        except Unavailable as trouble:
            # A list that cannot be had just now may still show a clip that is paid for.
            is_listed, render = False, _troubled(render.but(unreached_at=now), trouble, now)
        except (Unclear, Misconfigured, Failed, Refused):
            is_listed = False
    if ticket is not None:
        found = render.but(stage=RenderStage.ORDERED, ticket=ticket, ordered_at=now, is_billed=True, words="")
        return found.but(is_missed=False)
    latest = render.intended_at + crew.policy.search + crew.policy.patience
    if now < min((render.unreached_at or render.intended_at) + crew.policy.search, latest):
        return render.but(words=_SOUGHT)
    if not is_listed:
        return render.but(is_missed=True, is_billed=True, words=_MISSED)
    never = render.but(is_missed=False, is_billed=False)
    if crew.policy.reorders and not render.is_reordered:
        return _credited(render, never.but(stage=RenderStage.WANTED, is_reordered=True))
    return _credited(render, _lost(never, _NO_TRACE))


async def look(render: Render, renderer: Renderer, crew: Crew) -> Render:
    """Ask the vendor how it stands, and fetch the clip when it is ready; note when it takes too long."""
    render = _doubled(render)
    looked = _credited(render, await _looked(render, renderer, crew))
    breaker = crew.breakers.get(render.vendor)
    # A clip that was ready before it could be fetched tells nothing of how fast it was made.
    if breaker is None or looked.is_slow or looked.url:
        return looked
    lasted = (crew.clock() - (render.ordered_at or crew.clock())).total_seconds()
    if lasted > max(_SLOW * crew.maker(render.order).usual_seconds, _NEVER_SLOW):
        breaker.dragged()
        return looked.but(is_slow=True)
    if looked.stage is RenderStage.READY:
        breaker.kept_pace()
    return looked


async def _looked(render: Render, renderer: Renderer, crew: Crew) -> Render:
    now = crew.clock()
    if render.is_left_alone(now):
        return render
    if render.url:
        return await _fetch(render, render.url, renderer, crew)
    try:
        state = await renderer.check(render.ticket or {})
    except (Unavailable, Misconfigured) as trouble:
        return await _unless_late(_troubled(render, trouble, now), renderer, crew, is_known=False)
    except Refused as trouble:
        return _lost(render, trouble.message, is_billed=trouble.billed, is_refused=True)
    except Failed as trouble:
        return _again_or_lost(render, trouble, crew)
    match state:
        case Finished(url):
            return await _fetch(render, url, renderer, crew)
        case Waiting(position):
            return await _unless_late(render.but(position=position, words=""), renderer, crew)
        case Filming():
            begun = render.but(position=None, filming_at=render.filming_at or now, words="")
            return await _unless_late(begun, renderer, crew)


async def call_off(render: Render, renderer: Renderer) -> Render:
    """Take an order back: CANCELLED when it will surely not be charged, else it stays ORDERED."""
    try:
        is_off = await renderer.cancel(render.ticket or {})
    except (Unavailable, Unclear, Failed, Refused, Misconfigured):
        is_off = False
    return _credited(render, render.but(stage=RenderStage.CANCELLED, is_billed=False)) if is_off else render


async def _fetch(render: Render, url: str, renderer: Renderer, crew: Crew) -> Render:
    is_film = render.order.part is Part.FILM
    name = f"{render.id}.mp4" if is_film else f"{render.id}.wav"
    to = crew.archive.clip(name if is_film else f"{render.id}.sound")
    seconds = 0.0
    try:
        await renderer.download(url, to)
        if is_film:
            await crew.room.probe(to)
        else:
            seconds = await crew.room.hear(to, crew.archive.clip(name))
            to.unlink(missing_ok=True)
    except (Unavailable, Misconfigured) as trouble:
        return _unfetched(render.but(url=url), trouble, crew)
    except Failed as trouble:
        to.unlink(missing_ok=True)
        return _lost(render, trouble.message, is_billed=True)
    return render.but(stage=RenderStage.READY, clip=name, seconds=seconds, position=None, words="")


def _unfetched(render: Render, trouble: Unavailable | Misconfigured, crew: Crew) -> Render:
    """A clip that is paid for is fetched for hours; what keeps us from it on our side is not counted."""
    now = crew.clock()
    if isinstance(trouble, Misconfigured):
        return _troubled(render.but(unfetched_at=None), trouble, now)
    since = render.unfetched_at or now
    if now - since >= crew.policy.silence:
        return _lost(render, _GONE, is_billed=True)
    return _troubled(render.but(unfetched_at=since), trouble, now, (now - since) / _FETCHED_AGAIN)


def _troubled(
    render: Render, trouble: Unavailable | Misconfigured, now: datetime, at_least: timedelta = timedelta()
) -> Render:
    """The render with what is the matter, left alone for as long as the vendor said."""
    asked = trouble.retry_in if isinstance(trouble, Unavailable) else None
    wait = max(at_least, timedelta(seconds=min(asked or 0.0, _LONGEST_ASKED)))
    return render.but(leave_until=now + wait, words=trouble.message)


async def _unless_late(render: Render, renderer: Renderer, crew: Crew, *, is_known: bool = True) -> Render:
    """Nobody waits for ever: a render past its deadline is taken back and given up.

    While it is not known how it stands, its clip may be there already: then it is waited for longer.
    """
    now, begun = crew.clock(), render.filming_at
    limit = timedelta(seconds=crew.maker(render.order).deadline_seconds) if begun else crew.policy.queue
    if not is_known:
        limit = max(limit, crew.policy.silence)
    if now - (begun or render.ordered_at or now) < limit:
        return render
    off = await call_off(render, renderer)
    return _lost(off, _LATE, is_billed=off.is_billed)


def _again_or_lost(render: Render, trouble: Failed, crew: Crew) -> Render:
    if trouble.billed or not trouble.may_repeat or render.attempt >= crew.policy.attempts:
        return _lost(render, trouble.message, is_billed=trouble.billed)
    past = (*render.past, render.ticket) if render.ticket else render.past
    again = render.but(stage=RenderStage.WANTED, ticket=None, heard=None, past=past, is_billed=False)
    return again.but(words=trouble.message)


def _lost(render: Render, words: str, *, is_billed: bool = False, is_refused: bool = False) -> Render:
    return render.but(stage=RenderStage.LOST, words=words, is_billed=is_billed, is_refused=is_refused)


def _doubled(render: Render) -> Render:
    """An order that was placed again has turned up after all: the house pays for it, too."""
    late = render.heard
    if not render.is_reordered or late is None or render.is_past(late):
        return render
    if render.ticket is None or same_order(late, render.ticket):
        return render
    return render.but(past=(*render.past, late), credit=render.credit - render.price)


def _credited(before: Render, after: Render) -> Render:
    """What an ended job was charged for an order that is not charged for after all is owed to the books."""
    if before.is_booked and before.is_billed and not after.is_billed:
        # However many hands it went through meanwhile, it is owed once.
        return after.but(is_booked=False, credit=before.credit + before.price)
    return after
