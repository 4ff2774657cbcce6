"""The first article behind a server, and the browser, once for all tests of pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.served import Served, serving
from tests.conftest import Demo
from tests.e2e.browser import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def served(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The first article, as `stratagem serve` has it, for more requests than one client may make."""
    log = tmp_path_factory.mktemp("pages") / "log"
    with serving(demo.store, log, STRATAGEM_QUERY_BUDGET="100000") as server:
        yield server
