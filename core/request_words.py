"""Takes the request for a video off an idea, so that the reel is about what was asked for."""

import re

_ARTICLE = r"(?:an|a|another|one|some|two|three|four|five|\d{1,2})"
_FILM = (
    r"(?:(?:really|very|short|quick|little|small|nice|cool|fun|funny|new|simple|good|great|beautiful|vertical"
    r"|instagram|tiktok|youtube|facebook|\d+[- ]?(?:s|secs?|seconds?)) )*"
    r"(?:videos?|reels?|short|clips?|tiktoks?|films?|animatics?)(?: (?:videos?|reels?|clips?|films?))?"
)
_MAKE = r"(?:make|create|generate|produce|do|film|shoot|prepare|draw|write|give|show)(?: me| us)?"
_WISH = (
    r"(?:(?:can|could|would|will) (?:you|we) (?:please )?"
    r"|(?:i|we)(?: want| need| would like|['’]d like)(?: you)?(?: to)? |let['’]?s )"
)
_ABOUT = (
    r"(?:\s*:\s*|\s+(?:(?:that|which) )?(?:about|of|explains?|explaining|shows?|showing|tells?|telling)\s+"
    # What a video is made on may be a bus or a budget.
    r"|\s+on\s+(?!(?:a|an|my|your|the|one|time|camera|film|phone|iphone|youtube|tiktok|instagram)\b))"
)
_REQUEST = re.compile(
    r"(?i)\W*(?:(?:hi|hello|hey)(?: there)?\W+)?(?:please,? )?"
    rf"(?:(?:{_WISH}?{_MAKE} (?:{_ARTICLE} )?|{_WISH}{_ARTICLE} ){_FILM}{_ABOUT}"
    rf"|{_ARTICLE} {_FILM}\s+(?:about|on(?=\s+(?:how|why|what)\b))\s+"
    rf"|(?:{_WISH}?{_MAKE} )?{_ARTICLE} (?:reels?|videos?|tiktoks?)\s+with\s+(?=(?:an?|my|our|the)\s)"
    # Nobody generates a how: it is what the video tells. "Show me how" is a wish to learn.
    r"|(?:generate|create|make)(?: me)?\s+(?=(?:how|why)\s))(?=\w)"
)
_QUESTION = re.compile(r"(?i)\b(?:can|could|would|will) (?:you|we)\b")
_THANKS = re.compile(r"(?i)(?:[\s,.!?]+(?:please|pls|plz|thanks|thank you|thx))+[\s.!?]*$")
_SAID = "".join(rf"(?<!\b{word})" for word in ("say", "says", "said", "saying", "word", "of"))
_PLEASE = re.compile(rf"(?i)(?:,\s*|{_SAID}\s+)please[\s.!]*$")


def is_request(words: str) -> bool:
    """Whether they ask for a video about something: `make me a reel about why bees dance`."""
    return _REQUEST.match(words) is not None


def without_request(topic: str) -> str:
    """What a video is wanted about; the topic itself, but for a last "please", when none is asked for."""
    asked = _REQUEST.match(topic)
    if asked is None:
        return _PLEASE.sub("", topic) or topic
    wanted = _THANKS.sub("", topic[asked.end() :])
    # A question about us is none about what is wanted.
    return wanted.rstrip(" ?") if _QUESTION.search(asked[0]) else wanted
