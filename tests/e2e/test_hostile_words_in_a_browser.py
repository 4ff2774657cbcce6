"""Names, titles and quotes that would run or run over: each page shows them as text, and nothing happens."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser

from kg import paths
from tests.api.served import HOST, Served, serving
from tests.change.article import article
from tests.e2e.addresses import PAGES
from tests.e2e.browser import Visit
from tests.e2e.hostile_seeds import PAYLOADS, SLUG, write
from tests.hostile.run import token_of

pytestmark = pytest.mark.browser

CANARY: Final = "window.canary = () => console.error('the canary sang');"
PARTS: Final = """() => {
  const found = [];
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      if (/^on/i.test(name)) found.push(`${node.tagName} ${name}`);
      if (["href", "src", "action", "formaction", "data"].includes(name)) {
        const address = new URL(value, location.href), local = address.host === location.host;
        if (!(["http:", "https:", "mailto:"].includes(address.protocol) && (local || node.tagName === "A")))
          found.push(`${node.tagName} ${name} ${value.slice(0, 80)}`);
      }
    }
    if (/^(IFRAME|OBJECT|EMBED|BASE|FRAME)$/.test(node.tagName) || node.httpEquiv
        || (node.tagName === "SCRIPT" && !node.src)) found.push(node.tagName);
  }
  return found;
}"""
WRITTEN: Final = "written"
ADDRESSES: Final = (
    *PAGES,
    f"/source/{SLUG}",
    f"/claims?source={SLUG}",
    f"/source/{WRITTEN}",
    f"/claims?source={WRITTEN}",
    "/change/1",
    "/search?q=%22%3E%3Cscript%3Ecanary()%3C/script%3E",
    "/claims?q=%22%3E%3Cscript%3Ecanary()%3C/script%3E",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the hostile seeds, built by the project's own command."""
    folder = tmp_path_factory.mktemp("hostile")
    write(folder / "seeds")
    command = [sys.executable, "-m", "kg.cli", "build", "--no-reason", "--seeds", str(folder / "seeds")]
    command += ["--store", str(folder / "store"), "--out", str(folder / "dist")]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    token = token_of(folder / "store")
    with serving(folder / "store", folder / "log", STRATAGEM_QUERY_BUDGET="100000") as server:
        _put(server.port, token, article(WRITTEN, words=" ".join(PAYLOADS)))
        yield server


def _put(port: int, token: str, graphs: dict[str, bytes]) -> None:
    """Writes a source over HTTP, its text with it."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/n-triples", "If-None-Match": "*"}
    connection.request("PUT", f"/graphs/{WRITTEN}", b"".join(graphs.values()), sent)
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    connection.close()


@pytest.fixture(scope="module")
def tab(browser: Browser, hostile: Served) -> Iterator[Visit]:
    """A tab in which the canary sings when somebody calls it."""
    with Visit(browser, hostile.port) as visit:
        visit.page.add_init_script(CANARY)
        yield visit


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_runs_nothing_breaks_out_and_the_layout_holds(tab: Visit, address: str) -> None:
    page = tab.go(address)
    if page.locator("script[src]").count() > 1:
        page.wait_for_load_state("networkidle")
    assert page.evaluate(PARTS) == []
    assert {width: found for width in (320, 1280) if (found := tab.too_wide(width))} == {}
    assert (tab.complaints, tab.elsewhere) == ([], [])
    assert page.url.endswith(address)


def test_the_words_are_shown_as_they_are(browser: Browser, hostile: Served) -> None:
    with Visit(browser, hostile.port, java_script_enabled=False) as visit:
        shown = "".join(
            visit.go(f"/{kind}").locator("main").text_content() or ""
            for kind in ("companies", "products", "risks", "events", "trends", "speakers", "goals", "figures")
        )
    lost = [payload[:60] for payload in PAYLOADS if payload.strip() not in shown]
    assert lost == []
