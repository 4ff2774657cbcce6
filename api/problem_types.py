"""The one table from our errors to statuses and problem types, and what each type is called."""

from __future__ import annotations

from typing import Final

from kg import errors
from kg.ns import BASE

TYPES: Final = f"{BASE}/problem/"

# The first class that fits decides, so the finer ones stand first.
TABLE: Final[tuple[tuple[type[errors.StratagemError], int, str], ...]] = (
    (errors.NotFoundError, 404, "not-found"),
    (errors.TokenMissingError, 401, "unauthorized"),
    (errors.TokenScopeError, 403, "wrong-scope"),
    (errors.AccessOffError, 403, "access-off"),
    (errors.WithheldError, 403, "withheld"),
    (errors.ExportsBusyError, 503, "busy"),
    (errors.BadParameterError, 400, "bad-parameter"),
    (errors.BindingError, 400, "bad-parameter"),
    (errors.QueryRefusedError, 400, "query-refused"),
    (errors.QueryTimeoutError, 504, "query-timeout"),
    (errors.ResultTooLargeError, 400, "result-too-large"),
    (errors.QueryFailedError, 400, "query-failed"),
    (errors.QueryTooHeavyError, 400, "query-too-heavy"),
    (errors.ContentTooLargeError, 413, "content-too-large"),
    (errors.ContentTooSlowError, 408, "content-too-slow"),
    (errors.RateLimitedError, 429, "rate-limited"),
    (errors.PoolBusyError, 503, "busy"),
    (errors.ValidationBusyError, 503, "busy"),
    (errors.ValidationTimeoutError, 504, "validation-timeout"),
    (errors.ValidationTooHeavyError, 413, "content-too-large"),
    (errors.QueryError, 400, "query-syntax"),
    (errors.RdfSyntaxError, 400, "rdf-syntax"),
    (errors.GraphRefusedError, 422, "graph-refused"),
    (errors.ViolationError, 422, "violation"),
    (errors.SheetOwnedError, 409, "conflict"),
    (errors.ChangeBusyError, 503, "busy"),
    (errors.StoreFullError, 507, "store-full"),
    (errors.StoreLockedError, 503, "not-ready"),
    (errors.StoreStaleError, 503, "not-ready"),
    (errors.StratagemError, 500, "internal"),
)

TITLES: Final = {
    "not-found": "There is no such thing here",
    "bad-parameter": "A parameter cannot be used",
    "bad-request": "The request cannot be used",
    "query-refused": "The query is not allowed or over a limit",
    "query-timeout": "The query was ended at its deadline",
    "result-too-large": "The result is over the cap",
    "query-failed": "The query cannot be run",
    "query-too-heavy": "The query needs more memory than it may take",
    "busy": "All that do such work are busy",
    "validation-timeout": "The validation was ended at its deadline",
    "query-syntax": "The query is not SPARQL 1.1",
    "rdf-syntax": "The RDF cannot be read",
    "unauthorized": "This needs a token",
    "wrong-scope": "The token does not allow this",
    "access-off": "This is switched off while no token was made",
    "forbidden": "This is not allowed here",
    "withheld": "The text may not be passed on",
    "not-acceptable": "None of the formats asked for can be given",
    "method-not-allowed": "The method is not allowed here",
    "conflict": "What is there forbids this",
    "precondition-failed": "What is there is not what the request asks for",
    "precondition-required": "The request must say which version it changes",
    "graph-refused": "A graph cannot be written so",
    "violation": "The result would break the rules of the graph",
    "rate-limited": "This client has used up its time for queries",
    "misdirected": "The service does not answer for this name",
    "store-full": "The disk has no room for the change",
    "content-too-large": "The body of the request is too large",
    "content-too-slow": "The body of the request did not come in time",
    "headers-too-large": "The head of the request is too large",
    "headers-too-slow": "The head of the request came too slowly",
    "address-too-long": "The address is too long",
    "unsupported-media-type": "The media type of the request is not supported",
    "stopping": "The service is stopping",
    "not-ready": "The service cannot answer now",
    "internal": "Something is wrong on our side",
}

KINDS: Final = {
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    408: "content-too-slow",
    409: "conflict",
    412: "precondition-failed",
    413: "content-too-large",
    414: "address-too-long",
    415: "unsupported-media-type",
    421: "misdirected",
    422: "violation",
    428: "precondition-required",
    429: "rate-limited",
    503: "not-ready",
    507: "store-full",
}
