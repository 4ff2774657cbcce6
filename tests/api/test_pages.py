"""The pages load nothing from elsewhere, need no inline script, and lead to addresses that answer."""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser

import orjson
import pytest
from starlette.testclient import TestClient

from api.app import STATIC
from api.web.render import followed as is_followed

VENDOR = STATIC / "vendor"


class Page(HTMLParser):
    """What a page refers to, and what it says inline."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.files: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given["href"])
        elif tag in {"script", "link", "img"}:
            self.files.append(given.get("src") or given.get("href", ""))
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        if (tag == "script" and "src" not in given) or tag == "style":
            self.inline.append(tag)


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_needs_only_files_of_ours(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(answer.text)
    assert page.inline == []
    for file in page.files:
        assert file.startswith("/static/") or file == "data:,"
        if file.startswith("/"):
            assert client.get(file).status_code == 200, file
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_vendored_files_are_those_of_the_manifest() -> None:
    manifest = orjson.loads((VENDOR / "manifest.json").read_bytes())
    listed = {name: sha for package in manifest.values() for name, sha in package["files"].items()}
    found = {
        str(file.relative_to(VENDOR)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "manifest.json"
    }
    assert found
    assert found == listed


def test_no_file_of_ours_names_another_server() -> None:
    for file in (STATIC / "docs.js", STATIC / "style.css"):
        assert "//" not in re.sub(r"^\s*//.*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        ("/company/openai", True),
        ("https://example.org/a?b", True),
        ("HTTP://example.org", True),
        ("mailto:a@example.org", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https:evil", False),
        ("", False),
    ],
)
def test_only_safe_addresses_become_links(address: str, followed: bool) -> None:
    assert is_followed(address) is followed
