"""Chromium of the system, and what it does that a page of ours must not make it do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    # Whatever a page names, nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
AXE: Final = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
WIDTHS: Final = (320, 768, 1280, 2560)
_TELL: Final = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
_WIDE: Final = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  const scrolls = (node) => {
    for (let up = node.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  return [...document.body.querySelectorAll("*")]
    .filter((node) => node.getBoundingClientRect().right > width + 1 && !scrolls(node))
    .slice(0, 5)
    .map((node) => `${node.tagName}.${node.className} ${node.textContent.trim().slice(0, 40)}`)
    .concat([`${root.scrollWidth} of ${width} px`]);
}"""
_SETTLED: Final = """async () => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const moves = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(moves.map((one) => one.finished));
}"""
_AXE: Final = """async (options) => {
  const found = await axe.run(document, options);
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => `${one.id}: ${one.nodes.length} × ${one.nodes[0].target.join(" ")} `
      + one.nodes[0].failureSummary.split("\\n").slice(1, 2).join(""));
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without a window, until the block ends."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, "Chromium is missing; install it (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


class Visit:
    """A tab of its own that keeps what went wrong on its pages; to be used in a `with`.

    Attributes:
        page: the tab.
        complaints: errors and warnings of the console, errors that no script caught, dialogs, answers of 400
            and more, and what the policy refused.
        elsewhere: addresses outside of the server that were asked for.
    """

    def __init__(self, browser: Browser, port: int, **context: Any) -> None:
        self._host = f"127.0.0.1:{port}"
        self._context: BrowserContext = browser.new_context(base_url=f"http://{self._host}", **context)
        self._context.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self._context.on("request", lambda request: self._asked(request.url))
        self._context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        if context.get("java_script_enabled", True):
            self._context.add_init_script(_TELL)
        self.page: Page = self._context.new_page()
        self.page.on("console", self._told)
        self.page.on("response", lambda answer: self._answered(answer.status, answer.url))
        self.page.on("websocket", lambda socket: self.elsewhere.append(socket.url))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def go(self, address: str) -> Page:
        """Opens an address and returns when its files have come; forgets what went wrong before."""
        self.complaints.clear()
        self.elsewhere.clear()
        self.page.goto(address, wait_until="load")
        return self.page

    def prefer(self, scheme: Literal["light", "dark"]) -> None:
        """Prefers light or dark pages, and returns when the page is so.

        Scripts hear of a preference with the next frame, later than the call that changes it, and colours may
        change by a transition.
        """
        self.page.emulate_media(color_scheme=scheme)
        self.page.evaluate(_SETTLED)

    def too_wide(self, width: int) -> list[str]:
        """What reaches beyond the page at a width in px."""
        self.page.set_viewport_size({"width": width, "height": 900})
        found: list[str] = self.page.evaluate(_WIDE)
        return found

    def findings(self, *rules: str) -> list[str]:
        """What axe finds serious or critical; with `rules` only by those."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        options: dict[str, Any] = {"resultTypes": ["violations"]}
        if rules:
            options["runOnly"] = list(rules)
        found: list[str] = self.page.evaluate(_AXE, options)
        return found

    def _asked(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self._host:
            self.elsewhere.append(address)

    def _told(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _answered(self, status: int, address: str) -> None:
        if status >= 400:
            self.complaints.append(f"{status} {address}")
