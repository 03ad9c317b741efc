"""The house writer's craft: what an editor would strike out of a storyboard is not in it."""

import re

import pytest

from adapters.vendors.house.idea import read_idea
from adapters.vendors.house.library import read_library
from adapters.vendors.house.words import UNTELLING
from core.reel.brief import Look
from core.reel.kit import RULES
from core.reel.niche import Platform
from tests.vendors.test_house_ideas import cards, draft, heard

LONG = [
    ("chess openings", "the London System in twenty quiet seconds"),
    ("tax tips for freelancers", "stop mixing your private and business accounts"),
    ("Roman history", "how Romans heated their baths without electricity"),
    ("vintage synthesizers", "this Juno-60 was found in a barn"),
    ("K-pop dance covers", "learning a whole chorus in one evening"),
    ("a family bakery", "why our croissants take three days"),
]


@pytest.mark.parametrize(
    ("idea", "things"),
    [
        ("stop mixing your private and business accounts", ("business accounts",)),
        ("how much water you really need in the desert", ("water", "the desert")),
        ("the owl that moved into the church tower", ("the owl", "the church tower")),
        ("a clock that stopped in 1912 and ticks again", ("a clock",)),
        ("eating well on 25 euros a week", ()),
        ("my dog hates that sound", ("my dog",)),
        ("things I stopped buying for a year", ()),
        ("the knife and the fork", ("the knife", "the fork")),
    ],
)
def test_only_what_can_be_shown_is_a_thing(idea: str, things: tuple[str, ...]) -> None:
    """Half of a pair, an amount, a while and a deed are not shown as things; who did something is."""
    read = read_idea(idea)

    assert read is not None
    assert read.things == things


@pytest.mark.parametrize(("subject", "idea"), LONG)
@pytest.mark.parametrize("seconds", [10, 30])
async def test_a_long_idea_is_not_read_out_twice(subject: str, idea: str, seconds: int) -> None:
    """The hook tells the idea; no later card repeats it word for word."""
    for take in range(6):
        made = (await draft(subject, idea, take=take, seconds=seconds)).storyboard

        assert not [scene for scene in made.scenes if idea.lower() in scene.written.lower()]


@pytest.mark.parametrize(
    "idea", ["how bees make honey", "the missing violin", "fold a paper crane", "my first winter with bees"]
)
async def test_a_hook_is_said_in_its_three_seconds(idea: str) -> None:
    """A short idea is never opened with so many words that they have to be rushed."""
    for take in range(12):
        hook = (await draft("beekeeping", idea, take=take)).storyboard.hook

        assert len(hook.said.split()) <= 10
        assert len(hook.written.split()) <= 9


async def test_no_accent_on_a_word_that_tells_nothing() -> None:
    """What is accented on a card is not "the", "you" or "up" while the card has a better word."""
    for world in read_library().worlds:
        subject = max(sorted(world.stems), key=len)
        for take in range(6):
            made = (await draft(subject, subject, take=take, seconds=60)).storyboard
            for moment in made.moments:
                better = {word.strip(".,:;?!").lower() for word in moment.written.split()} - UNTELLING
                assert moment.keyword.lower() not in UNTELLING or not better, moment.written


async def test_a_list_tells_something_at_each_number() -> None:
    """Tips on what we have words for are told one by one; a drill or a mistake is never made up."""
    tips = (await draft("dog training", "five tips for your puppy", seconds=30)).storyboard
    mistakes = (await draft("dog training", "five mistakes puppy owners make", seconds=30)).storyboard

    assert len({scene.written for scene in tips.scenes}) == 5
    assert not [scene for scene in tips.scenes if scene.written.startswith("Tip ")]
    assert all(scene.said.startswith("Tip ") for scene in tips.scenes)
    assert [scene.written for scene in mistakes.scenes][:2] == ["Mistake one", "Mistake two"]


async def test_nobody_is_asked_whether_they_agree_with_what_happened() -> None:
    """An opinion may be doubted; what was found in a barn was found there."""
    for take in range(12):
        event = (
            await draft("vintage synthesizers", "this Juno-60 was found in a barn", take=take)
        ).storyboard
        said = " ".join([heard(event), *(moment.written for moment in event.moments)])

        assert not re.search(r"(?i)true\b|agree|believe|they say|wrong", said)


async def test_honesty_is_asked_about_flaws_alone() -> None:
    """Nobody is told to be honest about five drills."""
    for take in range(12):
        drills = (await draft("goalkeeper training", "5 drills for faster reflexes", take=take)).storyboard

        assert "honest" not in heard(drills)


async def test_a_word_of_many_meanings_does_not_choose_the_pictures() -> None:
    """A tattoo studio is not shown as a recording studio; a channel on nothing but space shows space."""
    tattoos = (await draft("a tattoo studio", "what a first tattoo really feels like")).storyboard
    space = (await draft("space", "space")).storyboard

    assert not {"#music", "#livemusic", "#musiclovers", "#musicianlife"} & set(tattoos.social.hashtags)
    assert {"#astronomy", "#space", "#nightsky", "#stargazing", "#universe", "#cosmos"} & set(
        space.social.hashtags
    )


async def test_the_icon_is_of_what_is_named() -> None:
    """Of the idea behind a thing no word that fits everything lends its icon, such as "days"."""
    made = (await draft("a family bakery", "why our croissants take three days", look=Look.NOIR)).storyboard

    assert made.scenes[0].icon == "bread"
    assert "calendar" not in {scene.icon for scene in made.scenes}


@pytest.mark.parametrize(
    ("idea", "told"),
    [
        ("Why bees dance", "about why bees dance"),
        ("stop buying lunch", "about how to stop buying lunch"),
        ("cats or dogs", "about cats and dogs"),
        ("5 mistakes everybody makes with light", "about 5 mistakes everybody makes with light"),
        ("Romans built roads that still stand", ": Romans built roads that still stand"),
        ("is sunscreen bad for coral reefs?", ": Is sunscreen bad for coral reefs"),
    ],
)
async def test_a_film_is_about_something(idea: str, told: str) -> None:
    """What stands behind "a film about" can stand there; statements and questions come after a colon."""
    glances = [(await draft("odds and ends", idea, take=take)).storyboard.hook.seen for take in range(8)]

    assert any(told in glance for glance in glances)
    assert all(told in glance or "this: " in glance for glance in glances)


async def test_bees_leave_no_paw_prints() -> None:
    """Insects are not shown with paws, ears, feathers or birds on a branch; foxes may be."""
    for take in range(8):
        bees = (await draft("beekeeping", "why bees dance", take=take, seconds=30)).storyboard
        shown = " ".join([cards(bees), *(moment.seen for moment in bees.moments)])

        assert not re.search(r"\b(paws?|ears|feather|bird|branch|flock)\b", shown)
        assert not {"paw-print", "bird", "feather"} & {scene.icon for scene in bees.scenes}
    foxes = [
        (await draft("wildlife", "why foxes scream", take=take, seconds=30)).storyboard for take in range(4)
    ]
    assert "paw-print" in {scene.icon for board in foxes for scene in board.scenes}


@pytest.mark.parametrize("platform", Platform)
async def test_no_hashtag_is_written_in_vain(platform: Platform) -> None:
    """A reel's card shows no more hashtags than the post kit puts under the post."""
    tags = (await draft("street photography", "golden hour", platform=platform)).storyboard.social.hashtags

    assert len(tags) <= RULES[platform].tags
