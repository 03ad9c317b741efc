"""The Writer that needs nobody: it plans a reel as an editor would, seeded by the brief."""

from adapters.vendors.house.abroad import tags_abroad, tell_abroad
from adapters.vendors.house.desk import Desk, lay_out
from adapters.vendors.house.direction import Setup, choose_style, set_up
from adapters.vendors.house.library import Library, capitalised, read_library
from adapters.vendors.house.plot import Plot, Step, find_plot
from adapters.vendors.house.tact import Tact
from adapters.vendors.house.telling import Telling, tell
from adapters.vendors.house.topic import tokens
from adapters.vendors.house.words import DETERMINERS
from core.errors import Refused
from core.learning.arms import Reason
from core.ports import Draft
from core.reel.brief import Brief
from core.reel.niche import Goal, Platform
from core.reel.storyboard import HOOK_SECONDS, Hook, Scene, Social, Storyboard
from core.request_words import without_request

_HASHTAGS = {Platform.REELS: 5, Platform.TIKTOK: 5, Platform.SHORTS: 6}
_POSTURES = ("bends over", "leans close to", "looks up from", "reaches for")
_TITLE = 120
_TAG_WORDS = 3
_TAGS_OF_IDEA = 2


class HouseWriter:
    """Writes storyboards from the brief alone; equal briefs get equal storyboards.

    Takes differ in kind of hook, in structure and in wording. English ideas are turned; those in the
    languages of `tongues` are quoted, among lines of theirs. Reads its prose once, when made.
    """

    name = "house"

    def __init__(self) -> None:
        self._library = read_library()
        self._tact = Tact()

    async def write(self, brief: Brief) -> Draft:
        """Costs nothing but a millisecond of computing. Raises Refused."""
        if refusal := self._tact.refusal(brief):
            raise Refused(refusal)
        wanted = brief.model_copy(update={"topic": without_request(brief.topic)})
        return _plan(wanted, self._library, is_grave=self._tact.is_grave(brief))


def _plan(brief: Brief, library: Library, *, is_grave: bool) -> Draft:
    """A whole storyboard for any brief whatsoever."""
    desk = lay_out(brief, brief.seconds - HOOK_SECONDS, library, is_grave=is_grave)
    plot = find_plot(desk)
    style = choose_style(desk)
    telling = tell_abroad(desk, plot, desk.tongue) if desk.tongue else tell(desk, plot)
    sizes = [plot.opening.beat.size, *(step.beat.size for step in plot.steps)]
    first, *setups = set_up(sizes, style.look, library, desk.rng, is_calm=_shuns(desk, Reason.MOTION))
    storyboard = Storyboard(
        title=_title(desk),
        language=desk.tongue.language if desk.tongue else "en",
        hook=_hook(desk, plot, telling, first),
        scenes=tuple(_scene(desk, plot, telling, setup, at) for at, setup in enumerate(setups)),
        style=style,
        social=_social(desk, plot, telling),
    )
    return Draft(storyboard, HouseWriter.name, note=_note(desk, plot))


def _note(desk: Desk, plot: Plot) -> str:
    """What the requester should know about how their words were taken."""
    if desk.subject.idea_is_niche:
        return "There was no idea to be read in those words, so this reel is about the niche itself."
    if plot.left_out:
        return (
            "The idea is longer than this reel can carry: its end is left out. More seconds will hold more."
        )
    if not desk.subject.idea.is_english and not desk.tongue:
        return "Your words are quoted as you wrote them; all the others are in English."
    return ""


def _title(desk: Desk) -> str:
    if desk.subject.idea_is_niche and desk.subject.idea.words and not desk.tongue:
        return capitalised(desk.rng.choice(desk.library.titles).filled(desk.words))
    title = capitalised(desk.words.get("uncounted", desk.subject.idea.text))
    return title if len(title) <= _TITLE else desk.words["first"]


def _hook(desk: Desk, plot: Plot, telling: Telling, setup: Setup) -> Hook:
    fitting = [glance for glance in desk.library.glances if glance.needs <= desk.words.keys()]
    glance = desk.rng.choice(fitting).filled(desk.words)
    # What a film is about may be taken for its title, and be lettered.
    seen = [_opening_picture(desk, plot.opening, setup), *([] if _shuns(desk, Reason.TEXT) else [glance])]
    return Hook(
        seen=" ".join(seen),
        said=telling.hook.said,
        written=telling.hook.written,
        keyword=telling.hook.keyword,
        kind=telling.kind,
    )


def _shuns(desk: Desk, reason: Reason) -> bool:
    """Whether earlier reels were not liked for this reason."""
    return reason in desk.brief.direction.heeds


def _opening_picture(desk: Desk, opening: Step, setup: Setup) -> str:
    """The idea's own people and places if it names any, else the world's."""
    named = sorted(tokens(desk.subject.idea.text)) if desk.subject.idea.is_english else []
    people, places = desk.library.people, desk.library.places
    person = next((people[token] for token in named if token in people), "")
    place = next((places[token] for token in named if token in places), "")
    at_home, world = desk.subject.is_at_home, desk.subject.world
    if not person and not (place and at_home):
        return setup.film(opening.beat.seen.filled(opening.words))
    prop = world.prop if at_home else opening.words["thing"]
    picture = f"{person or world.who} {desk.rng.choice(_POSTURES)} {prop} {place}".strip()
    return setup.film(picture, is_lit=bool(place))


def _scene(desk: Desk, plot: Plot, telling: Telling, setup: Setup, at: int) -> Scene:
    step, lines = plot.steps[at], telling.scenes[at]
    picture = step.beat.seen.filled(step.words)
    if desk.subject.wish and at == len(plot.steps) - 1:
        picture = f"{picture}, with {desk.subject.wish} in view"
    return Scene(
        seen=setup.film(picture),
        said=lines.said,
        written=lines.written,
        keyword=lines.keyword,
        shot=setup.shot,
        icon=lines.icon or step.icon,
        seconds=desk.lengths[at],
    )


def _social(desk: Desk, plot: Plot, telling: Telling) -> Social:
    """The hook and the rest of the idea, unless that is what the title says, and a call."""
    rest = [
        step.card.rstrip(".") + "." if step.card[-1] not in "?!…" else step.card
        for step in plot.steps
        if step.card
    ]
    begun, tongue = telling.hook.said, desk.tongue
    if _repeats(" ".join([begun, *rest]), _title(desk)):
        instead = tongue.captions if tongue else desk.library.captions["instead"]
        begun, rest = instead[0] if desk.is_grave else desk.rng.choice(instead), []
    goal = desk.brief.niche.goal
    kind = "vp" if goal == Goal.ENGAGEMENT and "vp" in desk.words else goal
    asks = tongue.calls[goal] if tongue else desk.library.captions[kind]
    ask = telling.call if desk.is_grave else desk.rng.choice(asks)
    return Social(caption=f"{begun}\n\n{' '.join([*rest, ask])}", hashtags=_hashtags(desk))


def _repeats(line: str, title: str) -> bool:
    """Whether the title stands in the line, word for word."""
    return " ".join(tokens(title)) in " ".join(tokens(line))


def _hashtags(desk: Desk) -> tuple[str, ...]:
    """The niche's own first if the idea is at home there, then the idea's, its world's, the platform's."""
    platform, subject = desk.brief.niche.platform, desk.subject
    if desk.tongue:
        return tags_abroad(desk, desk.tongue, _HASHTAGS[platform])
    own = [] if subject.is_apart or subject.niche == "the craft" else [_tag(subject.niche)]
    named = [_tag(thing) for thing in subject.idea.things if len(thing.split()) <= _TAG_WORDS]
    wanted = [*own, *named[:_TAGS_OF_IDEA], *desk.rng.sample(subject.world.tags, len(subject.world.tags))]
    of_platform = desk.library.platform_tags[platform]
    fitting = dict.fromkeys(tag for tag in wanted if 2 < len(tag) <= 40)
    return (*tuple(fitting)[: _HASHTAGS[platform] - len(of_platform)], *of_platform)


def _tag(phrase: str) -> str:
    """Without its article and whatever no hashtag holds."""
    parts = [part for part in tokens(phrase) if part not in DETERMINERS]
    return "#" + "".join(c for part in parts for c in part if c.isalnum())
