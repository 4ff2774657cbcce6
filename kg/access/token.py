"""One token: whose it is, what it allows, and the digest by which it is known again."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, get_args

from kg.errors import BadParameterError

Scope = Literal["read", "write"]
"""What a token allows; who may write may read too."""
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)

PREFIX: Final = "stratagem_"
"""How each token begins, so that a search for leaked secrets finds it."""
_RANDOM: Final = 32
"""Random bytes of a token. Nobody can try so many, so a plain digest keeps it as well as a slow one."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: never its text.

    Attributes:
        name: whose it is; the author in the journal of changes.
        scope: what it allows.
        made: when, in UTC to the second (ISO 8601).
        digest: SHA-256 of its text, in hexadecimal.
    """

    name: str
    scope: Scope
    made: str
    digest: str

    def allows(self, scope: Scope) -> bool:
        """Whether it is good for what needs `scope`."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


def make(name: str, scope: str) -> tuple[Token, str]:
    """A new token, and its text, which is kept nowhere; BadParameterError for another name or scope."""
    if not _NAME.fullmatch(name):
        raise BadParameterError("name", name, "lower-case letters, digits, dots and hyphens, at most 64")
    known = next((known for known in SCOPES if known == scope), None)
    if known is None:
        raise BadParameterError("scope", scope, f"give {' or '.join(SCOPES)}")
    text = PREFIX + secrets.token_urlsafe(_RANDOM)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return Token(name, known, made, digest(text)), text


def digest(text: str) -> str:
    """What is kept of a token's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
