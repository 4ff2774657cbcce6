"""Who may do what: the tokens of a store, made and revoked by the command line, checked by the server."""

from kg.access.token import SCOPES, Scope, Token
from kg.access.tokens import Tokens

__all__ = ["SCOPES", "Scope", "Token", "Tokens"]
