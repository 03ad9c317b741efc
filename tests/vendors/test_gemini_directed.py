"""Gemini obeys what was learned, and mends once what the lint finds weak."""

import json
from fractions import Fraction

import pytest

from adapters.vendors.gemini import GeminiWriter
from core.learning.arms import HookKind, Pace, Reason
from core.reel.brief import Direction, Look
from tests.vendors.test_gemini import brief, told
from tests.wires.gemini import GeminiServer
from tests.wires.gemini_faults import Fault


async def test_a_weak_hook_is_mended_once(writer: GeminiWriter, gemini: GeminiServer) -> None:
    """A storyboard that opens on nothing is given back once, and the better one is kept."""
    gemini.next(Fault.DULL)

    draft = await writer.write(brief())

    assert gemini.calls == 2
    assert "Establishing shot" not in draft.storyboard.hook.seen
    assert "open on something that happens" in gemini.requests[-1]["contents"][-1]["parts"][0]["text"]
    assert (draft.read, draft.written) == tuple(map(sum, zip(*gemini.tokens, strict=True)))


@pytest.mark.parametrize(
    "then",
    [
        Fault.DULL,
        Fault.WORDY,
        Fault.BUSY,
        Fault.MALFORMED,
        Fault.BLOCKED_PROMPT,
        Fault.BLOCKED_OUTPUT,
        Fault.BAD_KEY,
    ],
)
async def test_a_weak_hook_is_better_than_no_reel(
    writer: GeminiWriter, gemini: GeminiServer, then: Fault
) -> None:
    """Whatever comes of the second try, a storyboard that can be filmed is not thrown away."""
    gemini.next(Fault.DULL)
    gemini.next(then)

    draft = await writer.write(brief())

    paid = sum(Fraction(read * 300_000 + written * 2_500_000, 1_000_000) for read, written in gemini.tokens)
    assert gemini.calls == 2
    assert draft.storyboard.hook.seen.startswith("Establishing shot")
    assert 0 <= draft.micros - paid < 2


async def test_gemini_is_told_what_was_learned(writer: GeminiWriter, gemini: GeminiServer) -> None:
    """Hook, look, pace, reasons and liked reels reach the writer, and are obeyed."""
    direction = Direction(
        hook=HookKind.MISTAKE,
        look=Look.NOIR,
        pace=Pace.QUICK,
        heeds=(Reason.HOOK, Reason.MOTION),
        examples=("“The goat”: a goat bites into a red berry.",),
    )

    draft = await writer.write(brief(direction=direction, seconds=8))
    plain = await writer.write(brief(seconds=8))

    assert (draft.storyboard.hook.kind, draft.storyboard.style.look) == ("mistake", Look.NOIR)
    for words in ("it is to be `mistake`", "Noir: hard single source", "Pace: quick", "the motion was bad"):
        assert words in told(gemini, 0)
        assert words not in told(gemini, 1)
    assert "The goat" not in told(gemini, 0)
    assert "The goat" in json.loads(gemini.requests[0]["contents"][0]["parts"][0]["text"])["liked"][0]
    assert "liked" not in json.loads(gemini.requests[1]["contents"][0]["parts"][0]["text"])
    assert plain.storyboard.hook.kind == "mystery"
