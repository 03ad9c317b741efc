"""What goes over the line to Gemini and back, in our own words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of the talk; `by` is `user` or `model`. The last is always the user's."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the text, blank when there was none; whether it is whole; tokens paid for."""

    text: str
    is_whole: bool
    read: int
    written: int
