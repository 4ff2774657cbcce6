"""Work for a client that may go away: then nobody waits for it, and it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.requests import ClientDisconnect

from kg.store.pool.caller import Caller, CallerGoneError

Result = TypeVar("Result")


async def run_for(
    request: Request, work: Callable[[Caller], Result], limiter: CapacityLimiter | None = None
) -> Result:
    """What `work` returns, done in a thread for a caller that leaves when the client closes its connection.

    The body of the request must have been read. ClientDisconnect when the client went before the end.
    """
    caller = Caller()
    watch = asyncio.create_task(_leave_with(request, caller))
    try:
        return await to_thread.run_sync(partial(work, caller), limiter=limiter)
    except CallerGoneError:
        raise ClientDisconnect from None
    finally:
        watch.cancel()


async def _leave_with(request: Request, caller: Caller) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue
    caller.leave()
