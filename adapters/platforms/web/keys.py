"""What lets people and their programs in: tokens, and links that work once."""

from collections.abc import Sequence

from adapters.platforms.web.signing import INVITATION_LIFE, Signer, digest_of, new_token
from core.clock import Clock
from core.door import Scope, Token, Tokens
from core.reel.job import new_id

__all__ = ["INVITATION_LIFE", "Keys"]


class Keys:
    """Gives keys to requesters, and takes them back. `address` is ours, as others reach it."""

    def __init__(self, tokens: Tokens, signer: Signer, clock: Clock, address: str) -> None:
        self._tokens = tokens
        self._signer = signer
        self._clock = clock
        self.address = address.rstrip("/")

    async def token(self, requester: str, *, may_order: bool) -> tuple[str, Token]:
        """A new token's secret, which is kept nowhere, and the token."""
        scopes = (Scope.READ, Scope.ORDER) if may_order else (Scope.READ,)
        secret, token = new_token(), Token(new_id(), requester, scopes, self._clock())
        await self._tokens.keep(token, digest_of(secret))
        return secret, token

    async def tokens(self, requester: str) -> Sequence[Token]:
        """The tokens of a requester, the newest first."""
        return await self._tokens.of(requester)

    async def revoke(self, requester: str, token_id: str) -> bool:
        """Take a token back; False when it was none of theirs."""
        return await self._tokens.revoke(requester, token_id)

    def invitation(self, requester: str) -> str:
        """An address that lets whoever opens it first in as this requester, for a quarter of an hour."""
        return f"{self.address}/enter/{self._signer.invite(requester)}"
