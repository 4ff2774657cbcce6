"""An application behind its edge: what the framework does for each request begins after it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.edge.edge import Edge

SILENT: Final = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""Telemetry of the framework itself, which an environment could otherwise switch on and send elsewhere."""


class EdgedApp(FastAPI):
    """FastAPI, within `Edge` once `enclose` was called.

    As a middleware the edge would stand behind FastAPI's own layers, which take as long as a kept answer.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"telemetry": SILENT, **given})
        self._edge: Edge | None = None

    def enclose(self) -> None:
        """Puts the edge around the application; `state` must be complete."""
        self.add_middleware(Faults)
        self._edge = Edge(super().__call__, self.state)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request (ASGI)."""
        await (self._edge or super().__call__)(scope, receive, send)


class Faults:
    """Whatever is raised by mistake becomes a problem document that tells nothing of our insides."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request (ASGI)."""
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            return
        except Exception:  # whatever it is, the client gets a problem document and the log the traceback
            if scope["type"] != "http":
                raise
            problems.LOG.exception("a request failed")
            if started:
                raise
            await problems.internal()(scope, receive, sending)
