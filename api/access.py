"""Who may do what over HTTP: the token of a request (RFC 6750), and what it allows."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request
from starlette.datastructures import Headers

from api.document import Responses, problem_responses
from kg.access import Scope, Token, Tokens
from kg.errors import AccessOffError, TokenMissingError, TokenScopeError

SCHEME: Final = "token"
"""What the OpenAPI document calls our way to prove who one is."""
SECURED: Final[dict[str, Any]] = {"security": [{SCHEME: []}]}
"""`openapi_extra` of a route that calls `require`."""
_LONGEST: Final = 200


def require(request: Request, scope: Scope) -> str:
    """The name of whoever sends a request, for what needs `scope`; it is the author of a change.

    Call it before the body is read. AccessOffError (403) when no token was made at all, TokenMissingError
    (401) without a token that is known, TokenScopeError (403) for a token that does not allow it.
    """
    return permitted(request.app.state.tokens, request.headers, scope).name


def permitted(tokens: Tokens | None, headers: Headers, scope: Scope) -> Token:
    """The token among these headers; the errors are those of `require`."""
    if tokens is None or not tokens.listed():
        raise AccessOffError(scope)
    text = _bearer(headers)
    found = tokens.find(text) if text else None
    if found is None:
        raise TokenMissingError(given=text is not None)
    if not found.allows(scope):
        raise TokenScopeError(found.name, found.scope, scope)
    return found


def access_responses() -> Responses:
    """The statuses of `require`, for the document of a route."""
    return problem_responses(401, 403)


def _bearer(headers: Headers) -> str | None:
    """The text of the one token sent; None when none was sent, "" for what cannot be one."""
    given = headers.getlist("authorization")
    if not given:
        return None
    scheme, _, text = given[0].partition(" ")
    usable = len(given) == 1 and scheme.lower() == "bearer" and len(text) <= _LONGEST
    return text.strip() if usable else ""
