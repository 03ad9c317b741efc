"""Everything that can go wrong at Gemini."""

from enum import StrEnum

GENERATE, MODELS = "generate", "models"


class Fault(StrEnum):
    """One thing going wrong, once. All wait at `generate` unless another door is named."""

    # Errors, as Google words them.
    BAD_KEY = "bad key"
    NO_REGION = "no region"
    LEAKED_KEY = "leaked key"
    NO_MODEL = "no model"
    INVALID = "invalid"
    BUSY = "busy"
    CRASHED = "crashed"
    OVERLOADED = "overloaded"
    # The line.
    HANG = "hang"
    CUT = "cut"
    GARBLED = "garbled"
    EMPTY_BODY = "empty body"
    MOVED = "moved"
    # Answers without a storyboard.
    BLOCKED_PROMPT = "blocked prompt"
    BLOCKED_OUTPUT = "blocked output"
    FOREIGN_TONGUE = "foreign tongue"
    NO_CANDIDATES = "no candidates"
    RECITED = "recited"
    MAX_TOKENS = "max tokens"
    MALFORMED = "malformed"
    # Storyboards that break our rules.
    NOT_A_STORYBOARD = "not a storyboard"
    WORDY = "wordy"
    LETTERED = "lettered"
    CROWDED = "crowded"
    VAGUE = "vague"
    DULL = "dull"
    WRONG_LANGUAGE = "wrong language"
    WRONG_SCRIPT = "wrong script"
    SLOPPY = "sloppy"
    TALKATIVE = "talkative"
