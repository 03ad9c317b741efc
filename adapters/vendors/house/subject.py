"""What a reel is about: the topic if it can be said, else the niche, and the world it belongs to."""

import re
from dataclasses import dataclass

from adapters.vendors.house.library import Library, World
from adapters.vendors.house.topic import Topic, noun_phrase, tokens, understand
from core.brief import Brief

_BROAD = {"education", "learn", "productivity", "wellness", "selfcare", "travel", "motivation", "business"}
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
    """What the reel is about. `idea` is one of the requester's own, ready to stand in a sentence."""

    niche: str
    topic: Topic
    topic_is_niche: bool
    world: World
    interests: frozenset[str]
    idea: str


def find_subject(brief: Brief, library: Library) -> Subject:
    """Never fails: with nothing usable the reel is about the craft itself."""
    niche = _niche(brief.niche.subject)
    topic = understand(brief.topic, brief.niche.language)
    about = topic or _about_niche(niche)
    ideas = [idea for part in re.split(r"[\n,;.]", brief.niche.ideas) if (idea := _idea(part))]
    return Subject(
        niche=niche,
        topic=about,
        topic_is_niche=topic is None,
        world=_world(brief, library),
        interests=frozenset(_stem(t) for t in tokens(f"{brief.topic} {brief.niche.ideas}") if len(t) > 3),
        idea=ideas[brief.take % len(ideas)] if ideas else "",
    )


def closeness(subject: Subject, text: str) -> int:
    """How many of the words that matter here a text shares."""
    return len(subject.interests & {_stem(token) for token in tokens(text)})


def _niche(text: str) -> str:
    """What somebody's videos are about, in few words that can stand after a preposition."""
    text = _LEAD_IN.sub("", text.strip(), count=1)
    for part in (text, *_PART_END.split(text)):
        topic = understand(part)
        if topic and len(part.split()) <= 5 and _NAMES & topic.words.keys():
            name = next(topic.words[key] for key in topic.words if key in _NAMES)
            return name if tokens(part)[0] == "the" else name.removeprefix("the ")
    return "the craft"


def _about_niche(niche: str) -> Topic:
    named = noun_phrase(niche)
    return Topic(niche, {"np": niche, "does": "do" if named and named[1] else "does"})


def _idea(part: str) -> str:
    if _REFUSAL.search(part):
        return ""
    topic = understand(_WISH.sub("", part.strip()))
    name = topic and (topic.words.get("np") or topic.words.get("own"))
    return name if name and len(name.split()) <= 6 else ""


def _world(brief: Brief, library: Library) -> World:
    """The world that knows most of the words; the niche's own words count most."""
    niche, topic, ideas = (tokens(t) for t in (brief.niche.subject, brief.topic, brief.niche.ideas))

    def score(world: World) -> int:
        of_niche = sum(2 if word in _BROAD else 6 for word in niche if world.knows(word))
        return of_niche + 3 * sum(map(world.knows, topic)) + sum(map(world.knows, ideas))

    best = max(library.worlds, key=score)
    return best if score(best) > 1 else library.any_world


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
