"""The Writer that needs nobody: it plans a reel as an editor would, seeded by the brief."""

from adapters.vendors.house.desk import Desk, lay_out
from adapters.vendors.house.direction import Setup, choose_style, set_up
from adapters.vendors.house.library import Library, capitalised, read_library
from adapters.vendors.house.plot import Plot, find_plot
from adapters.vendors.house.telling import Telling, tell
from adapters.vendors.house.topic import tokens
from core.brief import Brief
from core.niche import Platform
from core.ports import Draft
from core.storyboard import HOOK_SECONDS, Hook, Scene, Social, Storyboard

_HASHTAGS = {Platform.REELS: 8, Platform.TIKTOK: 5, Platform.SHORTS: 6}
_POSTURES = ("bends over", "leans close to", "looks up from", "reaches for")


class HouseWriter:
    """Writes storyboards in English from the brief alone; equal briefs get equal storyboards.

    Takes differ in kind of hook, in structure and in wording. Reads its prose once, when made.
    """

    name = "house"

    def __init__(self) -> None:
        self._library = read_library()

    async def write(self, brief: Brief) -> Draft:
        """Never raises and costs nothing; about a millisecond of computing."""
        return Draft(storyboard=plan(brief, self._library), writer=self.name)


def plan(brief: Brief, library: Library) -> Storyboard:
    """A whole storyboard for any brief whatsoever."""
    desk = lay_out(brief, brief.seconds - HOOK_SECONDS, library)
    plot = find_plot(desk)
    telling = tell(desk, plot)
    style = choose_style(brief, desk.subject.world, library, desk.rng)
    sizes = [plot.opening.size, *(beat.size for beat in plot.beats)]
    first, *setups = set_up(sizes, style.look, library, desk.rng)
    return Storyboard(
        title=_title(desk),
        language="en",
        hook=_hook(desk, plot, telling, first),
        scenes=tuple(_scene(desk, plot, telling, setup, at) for at, setup in enumerate(setups)),
        style=style,
        social=_social(desk, plot, telling),
    )


def _title(desk: Desk) -> str:
    if not desk.subject.topic_is_niche:
        return desk.subject.topic.title
    return capitalised(desk.rng.choice(desk.library.titles).filled(desk.words))


def _hook(desk: Desk, plot: Plot, telling: Telling, setup: Setup) -> Hook:
    about = _about(desk)
    glance = desk.rng.choice(desk.library.glances).filled({"about": about}) if about else ""
    return Hook(
        seen=f"{_opening_picture(desk, plot, setup)} {glance}".strip(),
        said=telling.hook.said,
        written=telling.hook.written,
        keyword=telling.hook.keyword,
    )


def _opening_picture(desk: Desk, plot: Plot, setup: Setup) -> str:
    """The topic's own people and places if it names any, else the world's."""
    named = sorted(desk.subject.topic.tokens)
    people, places = desk.library.people, desk.library.places
    person = next((people[token] for token in named if token in people), "")
    place = next((places[token] for token in named if token in places), "")
    if not person and not place:
        return setup.film(plot.opening.seen.filled(desk.words))
    world = desk.subject.world
    picture = f"{person or world.who} {desk.rng.choice(_POSTURES)} {world.prop} {place}".strip()
    return setup.film(picture, is_lit=bool(place))


def _about(desk: Desk) -> str:
    words = desk.subject.topic.words
    pair = f"{words['left']} and {words['right']}" if "left" in words else ""
    return next(
        (words[key] for key in ("clause", "told", "np", "own", "doing", "things") if key in words), pair
    )


def _scene(desk: Desk, plot: Plot, telling: Telling, setup: Setup, at: int) -> Scene:
    beat, lines = plot.beats[at], telling.scenes[at]
    picture = beat.seen.filled(desk.words)
    if desk.subject.idea and at == len(plot.beats) - 1:
        picture = f"{picture}, with {desk.subject.idea} in view"
    return Scene(
        seen=setup.film(picture),
        said=lines.said,
        written=lines.written,
        keyword=lines.keyword,
        shot=setup.shot,
        icon=beat.icon,
        seconds=desk.lengths[at],
    )


def _social(desk: Desk, plot: Plot, telling: Telling) -> Social:
    """The hook again, one more thought from the same world, and a call."""
    unused = [beat.said for beat in desk.subject.world.beats if beat not in plot.beats]
    thoughts = [telling.bridge, desk.rng.choice(unused)]
    if desk.subject.idea:
        thoughts.append(f"Also in here: {desk.subject.idea}.")
    thoughts.append(desk.rng.choice(desk.library.captions[desk.brief.niche.goal]))
    return Social(
        caption=f"{telling.hook.said}\n\n{' '.join(thought for thought in thoughts if thought)}",
        hashtags=_hashtags(desk),
    )


def _hashtags(desk: Desk) -> tuple[str, ...]:
    """The niche's own first, then its world's, then the platform's."""
    platform, world = desk.brief.niche.platform, desk.subject.world.tags
    own = "#" + "".join(c for part in tokens(desk.subject.niche) for c in part if c.isalnum())
    wanted = [tag for tag in (own, *desk.rng.sample(world, len(world))) if 2 < len(tag) <= 40]
    of_platform = desk.library.platform_tags[platform]
    return (*tuple(dict.fromkeys(wanted))[: _HASHTAGS[platform] - len(of_platform)], *of_platform)
