"""The pages load nothing from elsewhere, need no inline script, and lead to addresses that answer."""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser

import orjson
import pytest
from starlette.testclient import TestClient

from api.app import STATIC
from api.web import bare as pages
from api.web.bare import home_page
from kg.ns import INFERRED_GRAPH, REGISTER_GRAPH, SG, STATEMENTS_GRAPH
from kg.read.overview import CompanyCount, Overview, SourceCount
from kg.store.base import Store
from tests.api.rdf import triples

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


def test_the_home_page_says_what_is_held_and_its_links_lead_there(
    client: TestClient, article_store: Store
) -> None:
    answer = client.get("/")
    numbers = dict(re.findall(r"<dt>(\w+)</dt><dd>(\d+)</dd>", answer.text))
    assert numbers["claims"] == str(client.get("/claims").json()["total"])
    assert numbers["sources"] == str(client.get("/sources").json()["total"])
    assert int(numbers["statements"]) > int(numbers["disputed"]) + int(numbers["qualified"]) > 0
    register, statements, inferred = (
        triples(article_store.get_graph(graph), "application/n-triples")
        for graph in (REGISTER_GRAPH, STATEMENTS_GRAPH, INFERRED_GRAPH)
    )
    supported = {axiom for axiom, predicate, _ in statements if predicate == SG.supportedBy}
    curated = {axiom for axiom, predicate, _ in register if predicate == SG.curatedIn}
    made = {axiom for axiom, predicate, _ in inferred if predicate == SG.inferredBy}
    assert numbers["statements"] == str(len(supported))
    assert numbers["curated"] == str(len(curated - supported))
    assert numbers["inferred"] == str(len(made))
    fronts = client.get("/company/openai/fronts").json()["named_count"]
    assert f'<a href="/company/openai/fronts">{fronts}</a>' in answer.text
    links = Page(answer.text).links
    assert len(links) > 20
    for link in links:
        assert client.get(link).status_code == 200, link


def test_what_is_held_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    held = Overview(
        sources=[SourceCount(id="a", iri="urn:a", title=evil, rights="quotes", claims=1)],
        companies=[CompanyCount(id="b", iri="urn:b", label=evil, fronts=1)],
        standings=[],
    )
    assert "<script" not in home_page(held)


def test_an_empty_graph_has_a_page_too() -> None:
    assert "<dt>claims</dt><dd>0</dd>" in home_page(Overview(sources=[], companies=[], standings=[]))


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
    link = pages._link(address, '<b>"x"')
    assert Page(link).links == ([address] if followed else [])
    assert "<b>" not in link
