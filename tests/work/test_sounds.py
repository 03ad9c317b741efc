"""Voice and music are ordered like clips: paid once, in the quote, and never in the way of the reel."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from core.errors import Failed, Refused, Unavailable, Unclear
from core.ports import Draft
from core.reel.brief import Brief
from core.reel.niche import Voiced
from core.reel.sound import Part, Sound
from tests.players import QUICK, Bench, Scribe, Vendor, storyboard
from tests.work.house import House

pytestmark = pytest.mark.usefixtures("each_database")

VOICE = Sound(
    id="speaker/one",
    vendor="speaker",
    label="Speaker",
    part=Part.VOICE,
    limit=500,
    usual_seconds=1,
    deadline_seconds=60,
    micros_per_letter=100,
)
READING = replace(VOICE, scripts={"ru": "CYRILLIC"})
"""Reads Russian in its own letters, and all else in Latin ones."""
FREE = replace(VOICE, micros_per_letter=0, label="Free speaker")
MUSIC = replace(
    FREE, id="composer/one", vendor="composer", label="Composer", part=Part.MUSIC, micros_per_second=1000
)
LINES = ["Watch this.", "Then this."]
SPOKEN = sum(map(len, LINES)) * 100
FILMED = QUICK.price(10)


def house_with(folder: Path, *sounds: tuple[Sound, Vendor], **how: object) -> House:
    """A studio whose model films without sound."""
    return House(folder, sounds=sounds, **how)  # type: ignore[arg-type]


async def test_lines_are_spoken_and_paid_for(tmp_path: Path) -> None:
    """Each line is ordered once, an equal one is not ordered again; film and voice are one price."""
    speaker = Vendor("speaker")
    house = house_with(tmp_path, (VOICE, speaker))

    async with house.open():
        job = await house.made()
        balance, books = await house.balance(), await house.books()

    assert sorted(order.prompt for _, order in speaker.orders) == sorted(LINES)
    assert {order.language for _, order in speaker.orders} == {"en"}
    assert (balance, books) == ((1, FILMED + SPOKEN), FILMED + SPOKEN)
    assert job.quote >= FILMED + SPOKEN
    (take,) = house.bench.edits[0].takes
    assert [line.seconds for line in take.lines] == [1.5, 1.5, 1.5]
    assert all(line.voice is not None and line.voice.exists() for line in take.lines)


async def test_music_is_composed_for_a_silent_clip(tmp_path: Path) -> None:
    """The bed is ordered as long as the reel, paid for, and handed to the cut."""
    composer = Vendor("composer")
    house = house_with(tmp_path, (MUSIC, composer))

    async with house.open():
        await house.made()
        balance = await house.balance()

    ((_, order),) = composer.orders
    assert order.seconds == 13
    assert balance == (1, FILMED + MUSIC.price(0, 13))
    edit = house.bench.edits[0]
    assert edit.has_music
    assert edit.music is not None


async def test_a_model_with_sound_of_its_own_keeps_it(tmp_path: Path) -> None:
    """Unless it is asked for, nobody speaks over a clip that brings its own sound; then that is muted."""
    speaker = Vendor("speaker")
    house = house_with(tmp_path, (VOICE, speaker), model=replace(QUICK, has_sound=True))

    async with house.open():
        await house.made("monks")
        assert speaker.orders == []
        await house.made("nuns", voice=Voiced.ON)

    assert len(speaker.orders) == 2
    assert [take.is_mute for edit in house.bench.edits for take in edit.takes] == [False, True]


async def test_voice_can_be_switched_off(tmp_path: Path) -> None:
    """Whoever wants no voice pays for none, and shares storyboard and clip with whoever wants one."""
    speaker = Vendor("speaker")
    house = house_with(tmp_path, (VOICE, speaker))

    async with house.open():
        silent = await house.made(voice=Voiced.OFF)
        assert speaker.orders == []
        spoken = await house.made()
        balance = await house.balance()

    assert (len(house.scribe.briefs), len(house.vendor.orders), len(speaker.orders)) == (1, 1, 2)
    assert balance == (2, FILMED + SPOKEN)
    assert (silent.unheard, spoken.unheard) == ("", "")


@pytest.mark.parametrize(
    "speaker",
    [
        Vendor("speaker", troubles=[Unavailable("Down.")] * 99),
        Vendor("speaker", troubles=[Failed("No.")] * 99),
        Vendor("speaker", troubles=[Refused("Not that.")] * 99),
        Vendor("speaker", check_troubles=[Failed("Broke.")] * 99),
        Vendor("speaker", waits=10**9, can_cancel=True),
    ],
    ids=["down", "rejects", "refuses", "breaks down", "takes for ever"],
)
async def test_a_voice_that_fails_costs_nothing(tmp_path: Path, speaker: Vendor) -> None:
    """The reel is made all the same, nobody speaks in it, it says so, and only the film is paid for."""
    house = house_with(tmp_path, (VOICE, speaker))

    async with house.open():
        began = house.clock.now
        job = await house.made()
        balance, books = await house.balance(), await house.books()
        lasted = house.clock.now - began

    assert job.reel is not None
    assert not job.reel.is_animatic
    assert job.unheard.startswith("Nobody speaks in it")
    assert (balance, books) == ((1, FILMED), FILMED)
    assert all(line.voice is None for line in house.bench.edits[0].takes[0].lines)
    assert lasted < timedelta(minutes=4)


async def test_a_lost_voice_order_is_the_houses(tmp_path: Path) -> None:
    """When nobody knows whether a line was ordered, it is not ordered again, and the house pays for it."""
    speaker = Vendor("speaker", troubles=[Unclear("Lost.")], accepts_anyway=True, lists_orders=False)
    house = house_with(tmp_path, (VOICE, speaker))

    async with house.open():
        job = await house.made()
        balance, books = await house.balance(), await house.books()

    assert len(speaker.orders) == 2
    assert job.unheard
    assert (balance, books) == ((1, FILMED), FILMED + SPOKEN)


async def test_a_sound_that_is_none_is_done_without(tmp_path: Path) -> None:
    """A vendor that delivers no sound is paid by the house; its customer hears nothing and pays nothing."""
    house = house_with(tmp_path, (VOICE, Vendor("speaker")))
    house.bench.hear_troubles = [Failed("Noise.")] * 9

    async with house.open():
        job = await house.made()
        balance = await house.balance()

    assert job.unheard
    assert balance == (1, FILMED)


async def test_equal_lines_are_bought_once(tmp_path: Path) -> None:
    """A second take of the same words uses the recording that is there."""
    speaker = Vendor("speaker")
    house = house_with(tmp_path, (VOICE, speaker))

    async with house.open():
        await house.made()
        await house.made(take=1)

    assert (len(house.vendor.orders), len(speaker.orders)) == (2, 2)


async def test_a_drawn_reel_is_spoken_for_nothing_or_not_at_all(tmp_path: Path) -> None:
    """An animatic costs nothing: a voice that is free speaks in it, one that costs money does not."""
    dear, free = Vendor("speaker"), Vendor("speaker")
    paid = house_with(tmp_path / "paid", (VOICE, dear))
    spoken = house_with(tmp_path / "free", (FREE, free))

    for house in (paid, spoken):
        house.folder.mkdir()
        async with house.open():
            job = await house.made(drawn=True)
            assert (await house.balance(), await house.books()) == ((1, 0), 0)
            assert job.reel is not None
            assert job.reel.is_animatic

    assert (dear.orders, len(free.orders)) == ([], 2)
    assert paid.bench.edits == []
    (edit,) = spoken.bench.edits
    assert (edit.is_drawn, edit.has_music) == (True, False)
    assert [line.voice is not None for line in edit.takes[0].lines] == [True, True, True]


async def test_an_unknown_language_stays_unspoken(tmp_path: Path) -> None:
    """Whoever cannot be spoken to in their language is told, and pays for the film alone."""
    speaker = Vendor("speaker")
    house = house_with(tmp_path, (replace(VOICE, languages=("de",)), speaker))

    async with house.open():
        job = await house.made()

    assert speaker.orders == []
    assert "does not know the language" in job.unheard


async def test_a_spare_voice_speaks_what_the_chosen_one_cannot(tmp_path: Path) -> None:
    """Where the chosen voice does not know the language a free one speaks, costs nothing, and it says so."""
    spare, chosen = replace(FREE, id="spare/one", vendor="spare"), replace(VOICE, languages=("de",))
    speaker, other = Vendor("speaker"), Vendor("spare")
    house = house_with(tmp_path, (spare, other), (chosen, speaker), spare_voice=spare)

    async with house.open():
        job = await house.made()
        drawn = await house.made("nuns", drawn=True)
        balance = await house.balance()
        told = house.studio.voice(job.brief)

    assert speaker.orders == []
    assert sorted(order.prompt for _, order in other.orders) == sorted(LINES)
    assert job.unheard == "Speaker does not know the language, so Free speaker had to speak."
    assert (balance, told) == ((2, FILMED), spare)
    assert (drawn.voices, drawn.unheard) == ((), "")


async def test_a_spare_voice_is_left_out_where_it_knows_no_better(tmp_path: Path) -> None:
    """Who cannot be understood by anybody here is told so by the name of the voice that was chosen."""
    spare = replace(FREE, id="spare/one", vendor="spare", languages=("fr",))
    chosen, other = replace(VOICE, languages=("de",)), Vendor("spare")
    house = house_with(tmp_path, (spare, other), (chosen, Vendor("speaker")), spare_voice=spare)

    async with house.open():
        job = await house.made()

    assert other.orders == []
    assert job.unheard == "Nobody speaks in it: Speaker does not know the language."


class Saying(Scribe):
    """Writes the usual storyboard with other lines."""

    def __init__(self, *lines: str) -> None:
        super().__init__()
        self.lines = lines

    async def write(self, brief: Brief) -> Draft:
        """The same, and these words spoken in it."""
        draft = await super().write(brief)
        told = zip(draft.storyboard.moments, self.lines, strict=True)
        hook, *scenes = (moment.model_copy(update={"said": line}) for moment, line in told)
        return replace(
            draft, storyboard=draft.storyboard.model_copy(update={"hook": hook, "scenes": tuple(scenes)})
        )


async def test_words_that_a_voice_cannot_read_stay_unspoken(tmp_path: Path) -> None:
    """They are left out, a line of nothing else is only to be read, and the others keep their place."""
    speaker, lines = Vendor("speaker"), ["Listen: قهوة عربية.", "قهوة عربية.", "Then this."]
    house = house_with(tmp_path, (READING, speaker), writer=Saying(*lines))

    async with house.open():
        await house.made()

    assert sorted(order.prompt for _, order in speaker.orders) == ["Listen:", "Then this."]
    (take,) = house.bench.edits[0].takes
    assert [line.text for line in take.lines] == lines
    assert [line.voice is not None for line in take.lines] == [True, False, True]


async def test_a_voice_that_can_read_no_word_is_not_heard(tmp_path: Path) -> None:
    """When nothing can be said, nobody speaks, and the reel says why."""
    speaker = Vendor("speaker")
    house = house_with(tmp_path, (READING, speaker), writer=Saying(*["قهوة."] * 3))

    async with house.open():
        job = await house.made()

    assert speaker.orders == []
    assert job.unheard == "Nobody speaks in it: Speaker does not know the language."


@pytest.mark.parametrize(
    ("seconds", "tempo", "lasts"),
    [(2.0, 1.0, 0.0), (3.6, 1.2, 0.0), (6.0, 1.2, 15.8)],
    ids=["fits", "a little faster", "shown longer"],
)
async def test_long_lines_are_fitted(tmp_path: Path, seconds: float, tempo: float, lasts: float) -> None:
    """A voice that is too long speaks a little faster; one that is much too long makes its clip last."""
    house = house_with(tmp_path, (VOICE, Vendor("speaker")), bench=Bench(spoken_seconds=seconds))

    async with house.open():
        await house.made()

    (take,) = house.bench.edits[0].takes
    lines = take.lines
    assert all(one.start + one.seconds < other.start for one, other in pairwise(lines))
    assert max(line.tempo for line in lines) <= tempo
    assert take.seconds == pytest.approx(lasts, abs=0.2)


def test_the_stand_in_storyboard_repeats_a_line() -> None:
    """The books above count on it: two scenes say the same words."""
    said = [moment.said for moment in storyboard().moments]

    assert (len(said), len(set(said))) == (3, 2)
