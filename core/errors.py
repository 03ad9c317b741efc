"""What can go wrong outside, sorted by what to do about it.

    StudioError
    ├── Refused          the person changes something; the message is worded for them
    ├── Unavailable      surely not done; again later
    ├── Unclear          maybe done; counts as done once, is never simply repeated
    ├── Failed           lost; waiting for it will not help
    └── Misconfigured    an operator must act; the job waits

Adapters raise only these, `from` the original. The message of each is fit for a chat and for a
log: it never holds a vendor's own words, a key or an address.
"""

from typing import Self


class StudioError(Exception):
    """Anything an adapter may raise. `micros` is what a writer costs all the same, in micro-dollars."""

    micros = 0

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def costing(self, micros: int) -> Self:
        """The same trouble, which cost so much more."""
        self.micros += micros
        return self


class Refused(StudioError):
    """The person has to change something; the message tells them what.

    `billed` says whether the vendor may charge for it all the same.
    """

    def __init__(self, message: str, *, billed: bool = False) -> None:
        super().__init__(message)
        self.billed = billed


class Unavailable(StudioError):
    """Surely not done. `retry_in` is how many seconds to wait, None when nobody said."""

    def __init__(self, message: str, retry_in: float | None = None) -> None:
        super().__init__(message)
        self.retry_in = retry_in


class Unclear(StudioError):
    """Maybe done: the answer was lost. Never repeat; ask whether it happened."""


class Failed(StudioError):
    """Lost; `billed` says whether the vendor may charge for it.

    `may_repeat` says that the same order might yet succeed, as long as nobody charges for it.
    """

    def __init__(self, message: str, *, billed: bool = False, may_repeat: bool = True) -> None:
        super().__init__(message)
        self.billed, self.may_repeat = billed, may_repeat


class Misconfigured(StudioError):
    """An operator must act (a wrong key, an empty balance, no room on the disk); the job waits."""
