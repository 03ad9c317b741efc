"""The Writer that needs nobody: it plans a reel as an editor would, seeded by the brief."""

from collections.abc import Mapping, Sequence
from random import Random

from adapters.vendors.house.direction import Setup, choose_style, set_up
from adapters.vendors.house.library import (
    Beat,
    Library,
    Moment,
    Opener,
    capitalised,
    read_library,
)
from adapters.vendors.house.subject import Subject, closeness, find_subject
from adapters.vendors.house.topic import tokens
from core.brief import Brief
from core.niche import Platform
from core.ports import Draft
from core.storyboard import HOOK_SECONDS, Hook, Scene, Social, Storyboard

WORDS_PER_SECOND = 2.8
HOOK_WORDS = 12
WRITTEN_WORDS = 7
WRITTEN_CHARACTERS = 48

_SCENE_WORDS = ("no", "one", "two", "three", "four", "five")
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
    rng = Random(brief.digest)
    # What all takes share decides the order in which hooks and structures come up.
    order = Random(brief.model_copy(update={"take": 0}).digest)
    subject = find_subject(brief, library)
    count = _scene_count(brief, rng)
    words = {**subject.topic.words, "niche": subject.niche, "scenes": f"{_SCENE_WORDS[count]} pictures"}
    opener = _opener(brief, subject, words, library, order, rng)
    steps, moments = _structure(brief, subject, library, count, order)
    opening, *beats = _beats(brief, subject, moments, order)
    style = choose_style(brief, subject.world, library, rng)
    setups = set_up([opening.size, *(beat.size for beat in beats)], style.look, library, rng)
    hook = _hook(subject, opener, words, opening, setups[0], library, rng)
    lengths = _lengths(brief.seconds - HOOK_SECONDS, count, rng)
    bridge = "" if opener in library.openers else _bridge(words, library, rng)
    call = rng.choice(library.calls[brief.niche.goal])
    aside = rng.choice(library.asides[brief.niche.tone])
    scenes = []
    for at, (beat, moment) in enumerate(zip(beats, moments, strict=True)):
        last = at == count - 1
        lead = bridge if at == 0 and bridge else moment.leads[brief.take % 2]
        said = [lead, beat.said, call[0] if last else aside if at == count // 2 else ""]
        urgent = (0, 1, 2) if lead is bridge else (1, 2, 0)
        written = call[1] if last and count > 1 and rng.random() < 0.6 else beat.written
        if steps and written == beat.written:
            written = f"{at + 1}. {written}"
        line, keyword = _accented(written)
        scenes.append(
            Scene(
                seen=setups[at + 1].film(_woven(beat.seen.filled(words), subject, last)),
                said=_spoken(said, urgent, lengths[at] * WORDS_PER_SECOND),
                written=line,
                keyword=keyword,
                shot=setups[at + 1].shot,
                icon=beat.icon,
                seconds=lengths[at],
            )
        )
    unused = [beat for beat in subject.world.beats if beat not in beats]
    return Storyboard(
        title=_title(subject, words, library, rng),
        language="en",
        hook=hook,
        scenes=tuple(scenes),
        style=style,
        social=_social(brief, subject, hook.said, bridge, rng.choice(unused), library, rng),
    )


def _scene_count(brief: Brief, rng: Random) -> int:
    for limit, counts in ((6, (1,)), (8, (2,)), (12, (2, 3)), (19, (3, 4)), (29, (4,))):
        if brief.seconds <= limit:
            count = rng.choice(counts)
            return max(count, brief.shots) if brief.seconds > 8 else count
    return 5


def _lengths(seconds: float, count: int, rng: Random) -> list[float]:
    """Uneven on purpose, in tenths; together exactly the seconds there are."""
    weights = [rng.uniform(0.9, 1.2) for _ in range(count)]
    lengths = [round(seconds * weight / sum(weights), 1) for weight in weights[:-1]]
    return [*lengths, round(seconds - sum(lengths), 1)]


def _opener(
    brief: Brief, subject: Subject, words: Mapping[str, str], library: Library, order: Random, rng: Random
) -> Opener:
    """The kind that fits tone and goal best comes first; every further take gets the next kind."""
    about_topic = [opener for opener in library.openers if _fits(opener, words)]
    of_world = [] if about_topic and brief.take % 3 != 2 else list(subject.world.openers)
    usable = about_topic + of_world
    by_kind = {kind: [o for o in usable if o.kind == kind] for kind in dict.fromkeys(o.kind for o in usable)}
    liked = library.kinds[brief.niche.tone] + library.kinds[brief.niche.goal]
    ranks = {kind: order.random() * 2 - liked.count(kind) for kind in sorted(by_kind)}
    ranked = sorted(by_kind, key=ranks.__getitem__)
    return rng.choice(by_kind[ranked[brief.take % len(ranked)]])


def _fits(opener: Opener, words: Mapping[str, str]) -> bool:
    """Whether it can be filled, spoken in the time of a hook and read at a glance."""
    if not (opener.said.needs | opener.written.needs) <= words.keys():
        return False
    written = opener.written.filled(words)
    short = len(written.split()) <= WRITTEN_WORDS and len(written) <= WRITTEN_CHARACTERS
    return short and len(opener.said.filled(words).split()) <= HOOK_WORDS


def _structure(
    brief: Brief, subject: Subject, library: Library, count: int, order: Random
) -> tuple[bool, list[Moment]]:
    """Whether the scenes are numbered steps, and the moments of the structure for this take."""
    words = subject.topic.words
    fitting = {
        "origin": "fact" in words or "maker" in words,
        "steps": "vp" in words,
        "problem": "vp" in words,
        "contrast": "left" in words,
        "clues": "question" in words or "clause" in words,
    }
    names = [name for name in library.structures if fitting.get(name, name not in ("origin", "steps"))]
    ranks = {name: order.random() - fitting.get(name, False) for name in names}
    names.sort(key=ranks.__getitem__)
    name = names[brief.take % len(names)]
    first, second, third, last = library.structures[name]
    chosen = {1: [last], 2: [first, last], 3: [first, second, last], 4: [first, second, third, last]}
    again = Moment(second.phase, tuple(reversed(third.leads)))
    extra = Moment(third.phase, third.leads)
    return name == "steps" and count > 1, chosen.get(count, [first, second, extra, again, last])


def _beats(brief: Brief, subject: Subject, moments: Sequence[Moment], order: Random) -> list[Beat]:
    """What the hook shows, then one beat per moment: no beat and no icon twice.

    Those closest to the topic come first; each take prefers what the take before did not use.
    """
    beats = subject.world.beats
    pool = order.sample(beats, len(beats))
    pool.sort(key=lambda beat: -closeness(subject, f"{beat.seen.pattern} {beat.written}"))
    chosen: list[Beat] = []
    for phase in [moment.phase for moment in moments]:
        free = [b for b in pool if b not in chosen and b.icon not in {c.icon for c in chosen}]
        of_phase = [beat for beat in free if beat.phase == phase] or free
        chosen.append(of_phase[brief.take % len(of_phase)])
    rest = [beat for beat in pool if beat not in chosen and beat.phase != "result"]
    return [rest[brief.take % len(rest)], *chosen]


def _hook(
    subject: Subject,
    opener: Opener,
    words: Mapping[str, str],
    opening: Beat,
    setup: Setup,
    library: Library,
    rng: Random,
) -> Hook:
    written, keyword = _accented(opener.written.filled(words))
    picture = _opening_picture(subject, opening, words, library, rng)
    about = _about(subject)
    return Hook(
        seen=setup.film(picture) + (f" The opening image of a film about {about}." if about else ""),
        said=opener.said.filled(words),
        written=written,
        keyword=keyword,
    )


def _opening_picture(
    subject: Subject, opening: Beat, words: Mapping[str, str], library: Library, rng: Random
) -> str:
    """The topic's own people and places if it names any, else the world's."""
    named = sorted(subject.topic.tokens)
    person = next((library.people[token] for token in named if token in library.people), "")
    place = next((library.places[token] for token in named if token in library.places), "")
    if not person and not place:
        return opening.seen.filled(words)[0].lower() + opening.seen.filled(words)[1:]
    posture = rng.choice(_POSTURES)
    return " ".join(f"{person or subject.world.who} {posture} {subject.world.prop} {place}".split())


def _about(subject: Subject) -> str:
    words = subject.topic.words
    pair = f"{words['left']} and {words['right']}" if "left" in words else ""
    return next((words[key] for key in ("clause", "told", "np", "things") if key in words), pair)


def _woven(picture: str, subject: Subject, last: bool) -> str:
    picture = picture[0].lower() + picture[1:]
    return f"{picture}, with {subject.idea} in view" if last and subject.idea else picture


def _bridge(words: Mapping[str, str], library: Library, rng: Random) -> str:
    """Names the topic when the hook has not."""
    usable = [line for line in library.bridges if line.needs <= words.keys()]
    return rng.choice(usable).filled(words) if usable else ""


def _spoken(parts: Sequence[str], urgent: Sequence[int], budget: float) -> str:
    """As many of the parts as can be said in time, in their own order; the most urgent one always."""
    kept: set[int] = set()
    for at in urgent:
        length = sum(len(parts[k].split()) for k in kept | {at})
        if parts[at] and (not kept or length <= budget):
            kept.add(at)
    return " ".join(parts[at] for at in sorted(kept))


def _accented(marked: str) -> tuple[str, str]:
    """The line without its stars, and the accented word: the starred one or else the longest."""
    line = marked.replace("*", "")
    starred = marked.split("*")[1::2]
    candidates = tokens(starred[0]) if starred else tokens(line)
    longest = max(candidates, key=len, default="")
    return line, next((word for word in line.replace('"', "").split() if longest in word.lower()), "").strip(
        ".,:;?!"
    )


def _title(subject: Subject, words: Mapping[str, str], library: Library, rng: Random) -> str:
    if not subject.topic_is_niche:
        return subject.topic.title
    return capitalised(rng.choice(library.titles).filled(words))


def _social(
    brief: Brief, subject: Subject, said: str, bridge: str, aside: Beat, library: Library, rng: Random
) -> Social:
    extra = f" Also in here: {subject.idea}." if subject.idea else ""
    body = f"{bridge} {aside.said}{extra}".strip()
    return Social(
        caption=f"{said}\n\n{body} {rng.choice(library.captions[brief.niche.goal])}",
        hashtags=_hashtags(brief, subject, library, rng),
    )


def _hashtags(brief: Brief, subject: Subject, library: Library, rng: Random) -> tuple[str, ...]:
    """The niche's own first, then its world's, then the platform's."""
    own = "#" + "".join(c for part in tokens(subject.niche) for c in part if c.isalnum())
    world = rng.sample(subject.world.tags, len(subject.world.tags))
    platform = library.platform_tags[brief.niche.platform]
    room = _HASHTAGS[brief.niche.platform] - len(platform)
    wanted = [tag for tag in (own, *world) if 2 < len(tag) <= 40]
    return (*tuple(dict.fromkeys(wanted))[:room], *platform)
