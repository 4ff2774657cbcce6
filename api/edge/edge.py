"""What every request passes first and every answer last: who may ask, HEAD, suffixes, the cache, the log."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from starlette.datastructures import Headers, State
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.answer.cache import Answer, AnswerCache, key_of
from api.answer.negotiation import split_suffix
from api.edge import cors
from api.edge.clients import UNKNOWN, bucket
from api.edge.exchange import Exchange
from api.edge.gate import is_usual, refusal
from api.edge.logs import note
from api.edge.policy import QUERIES, SEARCHES, is_metered
from api.edge.request_ids import HEADER, REQUEST_ID, from_proxy, new_id
from api.edge.service import Service
from kg.errors import ShareUsedError, StratagemError
from kg.meter import charged

_CLOSED: Final = [(b"vary", b"Authorization"), (b"cache-control", b"private")]


class Edge:
    """The outermost layer of the application.

    What may not come in is refused (`gate`). HEAD is answered as GET without the body. A suffix such as
    `.ttl` is taken off the path into `scope["stratagem.suffix"]`, so that one route serves all formats. An
    answer in the cache is given at once. Work on queries is charged to the client. `state` is that of the
    application.
    """

    def __init__(self, app: ASGIApp, state: State) -> None:
        self._app, self._state = app, state
        self._service: Service = state.service
        self._answers: AnswerCache = state.answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        service = self._service
        headers = dict(scope["headers"])
        request_id, client, scheme = self._sender(scope, headers)
        REQUEST_ID.set(request_id)
        extra = cors.headers(service.origins, headers) if service.origins else []
        pages: bool = getattr(self._state, "pages", False)
        shown = extra + _CLOSED if service.closed else extra
        exchange = Exchange(scope, send, request_id, client, shown, pages=pages)
        path, suffix = split_suffix(scope["path"])
        inner = {**scope, "path": path, "scheme": scheme}
        if scope["method"] == "HEAD":
            inner["method"] = "GET"
        if suffix is not None:
            inner |= {"raw_path": None, "stratagem.suffix": suffix}
        service.running += 1
        try:
            await self._answer(inner, receive, exchange, headers)
        finally:
            service.running -= 1
            exchange.end(service, inner, getattr(self._state, "revision", ""))

    async def _answer(
        self, scope: Scope, receive: Receive, exchange: Exchange, headers: dict[bytes, bytes]
    ) -> None:
        if not is_usual(self._service, scope, headers):
            refused = refusal(self._state, scope, headers)
            if refused is not None:
                await refused(scope, receive, exchange.send)
                return
        known = self._known(scope)
        if known is None:
            await self._ask(scope, receive, exchange)
            return
        exchange.route = known.route
        note(scope, rows=known.rows)
        if b"if-none-match" in headers:
            await known.response(Headers(scope=scope))(scope, receive, exchange.send)
            return
        await exchange.send({"type": "http.response.start", "status": 200, "headers": known.raw})
        await exchange.send({"type": "http.response.body", "body": known.body})

    def _known(self, scope: Scope) -> Answer | None:
        key = key_of(scope) if scope["method"] == "GET" else None
        return self._answers.get(key, self._state.revision) if key else None

    def _sender(self, scope: Scope, headers: dict[bytes, bytes]) -> tuple[str, str, str]:
        """The identifier of a request, the address of its client, and the scheme that the client used."""
        peer, scheme = scope["client"][0] if scope.get("client") else UNKNOWN, scope.get("scheme", "http")
        proxies = self._service.proxies
        if not proxies.trusts(peer):
            return new_id(), peer, scheme
        every = [(name, value) for name, value in scope["headers"] if b"forwarded" in name]
        client = proxies.client(
            peer,
            [value for name, value in every if name == b"x-forwarded-for"],
            [value for name, value in every if name == b"forwarded"],
        )
        scheme = "https" if headers.get(b"x-forwarded-proto") == b"https" else scheme
        return from_proxy(headers.get(HEADER)), client, scheme

    async def _ask(self, scope: Scope, receive: Receive, exchange: Exchange) -> None:
        """Lets the routes answer; what costs much is charged to the client, who may have used up its time."""
        search = scope["path"] in SEARCHES and b"q=" in scope["query_string"]
        if not search and not is_metered(scope["path"]):
            await self._app(scope, receive, exchange.send)
            return
        who, budgets = bucket(exchange.client), self._service.budgets
        if budgets is not None:
            try:
                budgets.check(who)
            except StratagemError as error:
                await problems.answer_to(error)(scope, receive, exchange.send)
                return
        begun = time.monotonic()
        with charged(partial(self._charge, who)):
            await self._in_turn(who, scope, receive, exchange)
        if search:
            self._charge(who, time.monotonic() - begun)

    async def _in_turn(self, who: str, scope: Scope, receive: Receive, exchange: Exchange) -> None:
        """Lets the routes answer when a worker of the client's share is free, where they ask one."""
        shares = self._service.shares
        if shares is None or scope["path"] != QUERIES:
            await self._app(scope, receive, exchange.send)
            return
        try:
            async with shares.turn(who):
                await self._app(scope, receive, exchange.send)
        except ShareUsedError as error:
            await problems.answer_to(error)(scope, receive, exchange.send)

    def _charge(self, who: str, seconds: float) -> None:
        self._service.traffic.work(seconds)
        if self._service.budgets is not None:
            self._service.budgets.charge(who, seconds)
