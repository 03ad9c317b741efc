"""How often vendors are asked."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from core.work.pace import Lookout, next_look

_NOW = datetime(2026, 11, 23, 12, 0, 0, 250_000, UTC)
_SECOND = timedelta(seconds=1)


def test_a_vendor_is_left_alone_while_it_surely_films() -> None:
    """The first look at a clip that usually takes 100 seconds comes after 60."""
    assert next_look(100, _NOW, _NOW) == _NOW + 60 * _SECOND


def test_a_late_clip_is_asked_after_ever_more_seldom() -> None:
    """Ten minutes late, the next look is a minute away, not eight seconds."""
    early = next_look(100, _NOW - 100 * _SECOND, _NOW) - _NOW
    late = next_look(100, _NOW - 900 * _SECOND, _NOW) - _NOW

    assert timedelta(seconds=8) < early < timedelta(seconds=9)
    assert timedelta(seconds=50) < late <= timedelta(minutes=1)


def test_few_looks_come_exactly_when_they_should() -> None:
    """As long as a second has room, nobody is made to wait for the next."""
    lookout, at = Lookout(), _NOW + 5 * _SECOND

    assert [lookout.place(at, _NOW, 4) for _ in range(4)] == [at] * 4


def test_a_crowd_is_spread_over_the_seconds() -> None:
    """Ten thousand clips ordered at once are asked after four a second, without a gap."""
    lookout = Lookout()
    placed = [lookout.place(_NOW + 60 * _SECOND, _NOW, 4) for _ in range(10_000)]
    seconds = Counter(int(moment.timestamp()) for moment in placed)

    assert set(seconds.values()) == {4}
    assert len(seconds) == max(seconds) - min(seconds) + 1


def test_a_short_clip_does_not_wait_for_the_crowd_of_a_long_one() -> None:
    """Whoever is due before the crowd keeps their moment."""
    lookout = Lookout()
    for _ in range(1000):
        lookout.place(_NOW + 60 * _SECOND, _NOW, 4)

    assert lookout.place(_NOW + 6 * _SECOND, _NOW, 4) == _NOW + 6 * _SECOND


def test_whoever_comes_into_a_crowd_later_finds_the_first_gap() -> None:
    """Between two crowds there is room, and it is filled before anything behind the second one."""
    lookout = Lookout()
    early, late = _NOW + 60 * _SECOND, _NOW + 70 * _SECOND
    crowds = [lookout.place(at, _NOW, 2) for at in [late] * 10 + [early] * 30]

    assert Counter(int(moment.timestamp() - _NOW.timestamp() + 0.25) for moment in crowds) == dict.fromkeys(
        range(60, 80), 2
    )


def test_what_is_past_is_forgotten() -> None:
    """The lookout does not grow with the days."""
    lookout = Lookout()
    for number in range(10_000):
        now = _NOW + number * _SECOND
        lookout.place(now + _SECOND, now, 1)

    assert len(lookout._taken) + len(lookout._onward) < 200
