"""What the door signs: sessions, links that work once, and addresses of files that work for a while."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from core.clock import Clock

SESSION_LIFE = timedelta(days=30)
INVITATION_LIFE = timedelta(minutes=15)
_FILE_LIFE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets its owner in. `nonce` is used up by that."""

    requester: str
    nonce: str


class Signer:
    """Signs with one secret; whatever is read back is ours, unchanged and still good, or None."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret = secret
        self._clock = clock
        self._serializers: dict[str, URLSafeSerializer] = {}

    def session(self, requester: str) -> str:
        """The value of a session's cookie."""
        return self._sign("session", requester, SESSION_LIFE)

    def who(self, cookie: str) -> str | None:
        """Whose session it is."""
        told = self._read("session", cookie)
        return str(told[0]) if told else None

    def invite(self, requester: str) -> str:
        """A link's last part."""
        return self._sign("invitation", [requester, secrets.token_urlsafe(12)], INVITATION_LIFE)

    def invited(self, link: str) -> Invitation | None:
        told = self._read("invitation", link)
        return Invitation(*map(str, told[0])) if told else None

    def form_key(self, cookie: str) -> str:
        """What a form of this session must bring with it; nobody else can know it."""
        return self._digest("form", cookie)

    def is_form_key(self, cookie: str, brought: str) -> bool:
        return hmac.compare_digest(self.form_key(cookie).encode(), brought.encode())

    def visitor(self, *traits: str) -> str:
        """Tells one visitor from another, and nothing about them."""
        return self._digest("visitor", *traits)[:32]

    def file(self, name: str) -> str:
        """Lets whoever has it fetch a file, and those of the same stem, for at least six hours.

        It is the same for everybody who asks within six hours, so that caches know the address again.
        """
        return self._sign("file", _stem(name), _FILE_LIFE + _FILE_LIFE, rounded=_FILE_LIFE)

    def may_fetch(self, name: str, permit: str) -> timedelta | None:
        """How much longer the file may be fetched with this, None for not at all."""
        told = self._read("file", permit)
        if told is None or told[0] != _stem(name):
            return None
        return timedelta(seconds=told[1]) - timedelta(seconds=self._now())

    def _sign(
        self, purpose: str, what: Any, life: timedelta, rounded: timedelta = timedelta(seconds=1)
    ) -> str:
        step = int(rounded.total_seconds())
        until = self._now() // step * step + int(life.total_seconds())
        return str(self._serializer(purpose).dumps([what, until]))

    def _read(self, purpose: str, signed: str) -> list[Any] | None:
        try:
            told = self._serializer(purpose).loads(signed)
        except (BadData, UnicodeError):
            return None
        return told if isinstance(told, list) and len(told) == 2 and told[1] > self._now() else None

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        if (known := self._serializers.get(purpose)) is None:
            digest = {"digest_method": hashlib.sha256}
            known = URLSafeSerializer(self._secret, salt=purpose, signer_kwargs=digest)
            self._serializers[purpose] = known
        return known

    def _digest(self, *parts: str) -> str:
        return hmac.new(self._secret.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _stem(name: str) -> str:
    """What the reel, its pictures and its captions have in common: one permit is for all of them."""
    return name.partition(".")[0]


def new_token() -> str:
    """The secret of a token, as its owner is shown it once."""
    return f"nr_{secrets.token_urlsafe(32)}"


def digest_of(token: str) -> str:
    """What is kept of a token's secret. It is long and random, so that no slow digest is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
