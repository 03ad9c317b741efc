"""What a reel is about: the topic if it can be said, else the niche, and the world it belongs to."""

import re
from dataclasses import dataclass

from adapters.vendors.house import words as w
from adapters.vendors.house.idea import Idea, read_idea
from adapters.vendors.house.library import Library, World
from adapters.vendors.house.topic import noun_phrase, tokens, understand
from core.reel.brief import Brief
from core.request_words import without_request

_BROAD = {"training", "education", "learn", "productivity", "wellness", "selfcare", "motivation", "business"}
_SURE = 4
_NAMES = {"np", "name", "own", "doing"}
_LEAD_IN = re.compile(
    r"(?i)^(?:hi|hello|hey)?\W*(?:i|we)?\s*(?:make|do|post|create|run|have|am|film)?\s*(?:a |an |my |our )?"
    r"(?:short |little )?(?:videos?|reels?|shorts|channel|page|content|account|niche|blog|stuff)\s*"
    r"(?:is |are )?(?:all )?(?:about|on|for|around|of)\s+"
)
_PART_END = re.compile(r"[,.;:/|(\n–—]| - | for | with | about | especially | including ")
_WISH = re.compile(r"(?i)^(?:(?:please|always|also|show|include|feature|mention|use|add)\s+)+")
_REFUSAL = re.compile(r"(?i)\b(no|not|never|don't|dont|avoid|without|stop)\b")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the reel is about. `wish` is something the requester wants seen, ready to stand in a sentence.

    `is_apart` says that the idea has left the niche, which then lends no picture, line or hashtag.
    `is_at_home` says that the world shows what the niche or the idea is about; else the idea brings
    its own pictures. `interests` are the stems of the words that matter here.
    """

    niche: str
    idea: Idea
    idea_is_niche: bool
    world: World
    is_at_home: bool
    is_apart: bool
    tokens: frozenset[str]
    interests: frozenset[str]
    wish: str


def find_subject(brief: Brief, library: Library) -> Subject:
    """Never fails: with nothing usable the reel is about the niche, or the craft itself."""
    niche = _niche(brief.niche.subject)
    idea = read_idea(brief.topic, brief.niche.language)
    wishes = [wish for part in re.split(r"[\n,;.]", brief.niche.ideas) if (wish := _wish(part))]
    world, is_apart = _home(brief, idea, library)
    named = brief.topic if is_apart else f"{brief.topic} {brief.niche.subject}"
    return Subject(
        niche=niche or "the craft",
        idea=idea or _niche_itself(brief, niche),
        idea_is_niche=idea is None,
        world=world or library.any_world,
        is_at_home=world is not None,
        is_apart=is_apart,
        tokens=frozenset(tokens(named)),
        interests=frozenset(_stem(t) for t in tokens(f"{brief.topic} {brief.niche.ideas}") if len(t) > 3),
        wish=wishes[brief.take % len(wishes)] if wishes else "",
    )


def closeness(subject: Subject, text: str) -> int:
    """How many of the words that matter here a text shares."""
    return len(subject.interests & {_stem(token) for token in tokens(text)})


def _niche(text: str) -> str:
    """What somebody's videos are about, in few words that can stand after a preposition."""
    text = _LEAD_IN.sub("", without_request(text.strip()), count=1)
    for part in (text, *_PART_END.split(text)):
        topic = understand(part)
        if topic and len(part.split()) <= 5 and _NAMES & topic.words.keys():
            name = next(topic.words[key] for key in topic.words if key in _NAMES)
            return name if tokens(part)[0] == "the" else name.removeprefix("the ")
    return ""


def _niche_itself(brief: Brief, niche: str) -> Idea:
    """A reel about the niche; one that cannot be said in English is quoted."""
    quoted = None if niche else read_idea(brief.niche.subject)
    if quoted:
        return quoted
    name = niche or "the craft"
    named = noun_phrase(name)
    words = {"np": name, "does": "do" if named and named[1] else "does"}
    return Idea(name[0].upper() + name[1:], (), words, (name,), is_english=True)


def _wish(part: str) -> str:
    """Something that can be filmed; how the reel should sound or be told is no picture."""
    if _REFUSAL.search(part):
        return ""
    topic = understand(_WISH.sub("", part.strip()))
    name = topic and (topic.words.get("np") or topic.words.get("own"))
    filmable = name and len(name.split()) <= 6 and not w.ABSTRACT & set(tokens(name))
    return name if name and filmable and part.split()[0].lower() not in w.NUMBERS else ""


def _home(brief: Brief, idea: Idea | None, library: Library) -> tuple[World | None, bool]:
    """The world that shows it, and whether the idea has left the niche: its own words decide before that."""
    of_niche = _world_of_niche(brief, library)
    general = w.FUNCTION_WORDS | w.GENERAL
    telling = [word for word in tokens(brief.topic) if word not in general and not word.isdigit()]
    if idea is None or not telling or _is_shared(brief, telling, of_niche):
        return of_niche, False
    of_idea = _world_of_idea(telling, library)
    return of_idea, of_idea is not of_niche


def _is_shared(brief: Brief, telling: list[str], world: World | None) -> bool:
    """Whether the idea names something of the niche's world, or of the niche itself."""
    of_niche = {_stem(word) for word in tokens(brief.niche.subject) if word not in _BROAD}
    return any((world and world.knows(word)) or _stem(word) in of_niche for word in telling)


def _world_of_niche(brief: Brief, library: Library) -> World | None:
    """The world that knows most of the words: the niche's own count most, one chance word is not enough."""
    niche, topic, ideas = (tokens(t) for t in (brief.niche.subject, brief.topic, brief.niche.ideas))

    is_one_word = len({*niche} - w.FUNCTION_WORDS - w.GENERAL) == 1

    def worth(word: str) -> int:
        return 2 if word in _BROAD else 3 if word in w.AMBIGUOUS and not is_one_word else 6

    def score(world: World) -> int:
        of_niche = sum(worth(word) for word in niche if world.knows(word))
        of_wishes = sum(map(world.knows, ideas))
        of_topic = 2 * len({word for word in topic if world.knows(word)})
        return of_niche + of_wishes + of_topic if of_niche or of_wishes else 0

    best = max(library.worlds, key=score)
    return best if score(best) >= _SURE else None


def _world_of_idea(telling: list[str], library: Library) -> World | None:
    """The world that knows most of them; a word with many meanings needs another beside it."""

    def score(world: World) -> int:
        return sum(2 if word in w.AMBIGUOUS else _SURE for word in {*telling} if world.knows(word))

    best = max(library.worlds, key=score)
    return best if score(best) >= _SURE else None


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
