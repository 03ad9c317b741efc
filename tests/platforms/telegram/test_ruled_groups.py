"""What those who run a Telegram group settle for it."""

from core.store import Ruling
from tests.platforms.telegram.lounge import Lounge
from tests.wires.telegram import TelegramServer


async def test_whoever_runs_the_group_settles_it_and_the_others_do_not(
    telegram: TelegramServer, lounge: Lounge
) -> None:
    """Telegram is asked who runs the group; a member is refused, and then may not order either."""
    del lounge
    ann, cleo = telegram.user("Ann"), telegram.user("Cleo")
    group = telegram.group("Cafe", members=[ann], admins=[cleo])
    group.say(ann, "/group makers=all")
    await group.until("Only those who run this place can use /group")
    group.say(cleo, "/group makers=admins niche=bread")
    await group.until("Reels by: admins")
    group.say(ann, "/generate bread")
    await group.until("In this group reels are ordered by admins")
    group.say(cleo, "/generate bread")
    await group.until("Job ")


async def test_what_was_settled_survives_the_move_to_a_supergroup(
    telegram: TelegramServer, lounge: Lounge
) -> None:
    """Rules, budget and what was used of it are the group's whatever number Telegram gives it."""
    ann, cleo = telegram.user("Ann"), telegram.user("Cleo")
    group = telegram.group("Cafe", members=[ann], admins=[cleo])
    key = f"telegram:{group.id}"
    told = Ruling("test:boss", "budget", key, "", lounge.studio.now)
    await lounge.studio.treasury.settle(key, {"quota": {"reels_per_day": 1}}, told)
    group.say(cleo, "/group niche=bread")
    await group.until("Paid by: the group, within reels_per_day=1")
    group.say(ann, "/generate rye")
    await group.until("Left today: 0 of 1 reel.")
    await lounge.closed(ann.id)

    moved = group.migrate()
    moved.say(ann, "/generate wheat")
    await moved.until("1 of its 1 reel for today")
    moved.say(cleo, "/group")
    await moved.until("Niche of those who have none: bread")


async def test_reels_are_spoilers_where_the_group_says_so(telegram: TelegramServer, lounge: Lounge) -> None:
    """In the topic that was named a reel is hidden until somebody presses on it; elsewhere it is not."""
    ann, cleo = telegram.user("Ann"), telegram.user("Cleo")
    group = telegram.group("Cafe", members=[ann], admins=[cleo], forum=True)
    secret, plain = group.topic("Secret"), group.topic("Plain")
    secret.say(cleo, "/group spoilers=here niche=bread")
    await secret.until("What this group has settled")
    for topic in (secret, plain):
        topic.say(ann, "/generate rye" if topic is secret else "/generate wheat")
        await lounge.reel(topic)

    films = [call.json("media") for call in telegram.calls_of("editMessageMedia")]
    assert [bool(film.get("has_spoiler")) for film in films] == [True, False]
