"""What Gemini charges is told to the micro-dollar, whether anything came of it or not."""

from fractions import Fraction
from math import ceil

import pytest

from adapters.vendors.gemini import GeminiWriter
from core.errors import StudioError
from tests.vendors.test_gemini import brief
from tests.wires.gemini import KEY, GeminiServer
from tests.wires.gemini_faults import Fault


@pytest.mark.parametrize(
    ("model", "read", "written"),
    [
        ("gemini-2.5-flash", 300_000, 2_500_000),
        ("gemini-3.5-flash-lite", 300_000, 2_500_000),
        ("gemini-3.8-flash", 750_000, 3_750_000),
        ("gemini-9-unheard-of", 750_000, 3_750_000),
    ],
)
async def test_the_price_is_what_google_charges(model: str, read: int, written: int) -> None:
    """Both tries are paid for, thoughts too, to the micro-dollar; an unknown model counts as the dearest."""
    async with GeminiServer(models=(model,)) as gemini:
        writer = GeminiWriter(KEY, model, gemini.address)
        gemini.next(Fault.WORDY)
        draft = await writer.write(brief())
        await writer.aclose()

    paid = sum(Fraction(r * read + w * written, 1_000_000) for r, w in gemini.tokens)
    assert len(gemini.tokens) == 2
    assert draft.micros == ceil(paid)


@pytest.mark.parametrize(
    "faults",
    [
        [Fault.BLOCKED_PROMPT],
        [Fault.BLOCKED_OUTPUT],
        [Fault.WORDY, Fault.MALFORMED],
        [Fault.NO_CANDIDATES, Fault.BLOCKED_OUTPUT],
        [Fault.WORDY, Fault.BUSY],
    ],
)
async def test_what_was_paid_in_vain_is_told(
    writer: GeminiWriter, gemini: GeminiServer, faults: list[Fault]
) -> None:
    """Google charges for answers without a usable storyboard, too: whoever keeps the books hears how much."""
    for fault in faults:
        gemini.next(fault)

    with pytest.raises(StudioError) as caught:
        await writer.write(brief())

    paid = sum(Fraction(r * 300_000 + w * 2_500_000, 1_000_000) for r, w in gemini.tokens)
    assert len(gemini.tokens) == len([fault for fault in faults if fault is not Fault.BUSY])
    assert 0 <= caught.value.micros - paid < 2
