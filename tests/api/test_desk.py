"""The SPARQL desk: the page of `/sparql`, its gallery, and each query of it as command and program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import STATIC
from api.web.views.desk import Shown, shown
from kg import paths
from kg.read.gallery import Offered, offered
from tests.api.served import Served, serving
from tests.conftest import Demo

HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
GALLERY = offered()
OVERVIEWS = [each for each in GALLERY if each.parameters is None]
QUESTIONS = [each for each in GALLERY if each.parameters is not None]
OURS = ("desk.js", "graph.js", "desk.css", "graph.css")
NAMES = {"http://www.w3.org/2000/svg", "https://w3id.org", "https://w3id.org/stratagem/id/"}
"""Names that stand in our scripts, and are compared but never fetched."""
SITES = {
    "fetch(c)": "the query, at the address that desk.js gives",
    "fetch(e.config.prefixCcApi)": "prefixes of prefix.cc: off unless it is given an address",
    "fetch(s)": "Linked Open Vocabularies, for completers that desk.js replaces",
    "fetch(t.toString())": "the check of another endpoint by tabs, which the desk has not",
}
"""Where the editor could load something, and why it does not."""
FETCHES = re.compile(r"\b(?:fetch|XMLHttpRequest|importScripts|sendBeacon|WebSocket|EventSource)\b")


def named(query: Offered) -> str:
    return query.name


@pytest.fixture(scope="module")
def page(client: TestClient) -> str:
    """The desk as a browser gets it."""
    answer = client.get("/sparql", headers=HTML)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert {"Accept", "Host"} <= {name.strip() for name in answer.headers["vary"].split(",")}
    return answer.text


@pytest.fixture(scope="module")
def served(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The first article behind a server."""
    with serving(demo.store, tmp_path_factory.mktemp("desk") / "log") as server:
        yield server


def forms(query: Offered, served: Served) -> Shown:
    return shown(query, f"http://127.0.0.1:{served.port}")


def shell(command: str) -> str:
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_programs_get_the_description_and_answers_as_before(client: TestClient) -> None:
    for accept in ("*/*", "text/turtle", "application/rdf+xml"):
        answer = client.get("/sparql", headers={"Accept": accept})
        assert "ServiceDescription" in answer.text or "service-description" in answer.text
        assert "<html" not in answer.text
    asked = client.get("/sparql", params={"query": "ASK {}"}, headers=HTML)
    assert asked.headers["content-type"] != "text/html"
    assert client.get("/sparql.html").text.startswith("<!doctype html>")
    assert client.get("/sparql.html", params={"query": "ASK {}"}).status_code == 406


def test_the_gallery_has_every_question_and_more(page: str) -> None:
    assert len(QUESTIONS) == 18
    assert len(OVERVIEWS) >= 8
    assert [unescape(text) for text in re.findall(r"data-run>([^<]+)</a>", page)] == [
        each.question for each in (*OVERVIEWS, *QUESTIONS)
    ]
    texts = [unescape(text) for text in re.findall(r'<pre class="query" tabindex="0">([^<]*)</pre>', page)]
    assert texts == [each.text for each in (*OVERVIEWS, *QUESTIONS)]


@pytest.mark.parametrize("query", GALLERY, ids=named)
def test_each_query_runs_as_it_stands(client: TestClient, query: Offered) -> None:
    answer = client.post("/sparql", data={"query": query.text})
    assert answer.status_code == 200
    assert answer.json()["results"]["bindings"]
    link = client.get(shown(query, "").address)
    assert link.status_code == 200


def test_without_scripts_there_is_a_form_that_asks(client: TestClient, page: str) -> None:
    assert '<form id="plain" action="/sparql" method="post">' in page
    (text,) = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
    actions = re.findall(r'formaction="([^"]+)"', page)
    assert len(actions) == 4
    for action in actions[:3]:
        assert client.post(action, data={"query": unescape(text)}).status_code == 200
    described = "DESCRIBE <https://w3id.org/stratagem/id/company/openai>"
    assert (
        client.post(actions[3], data={"query": described}).headers["content-type"].startswith("text/turtle")
    )


def test_the_limits_are_said(page: str) -> None:
    assert "ended after 1 seconds" in page
    assert "64 KiB" in page
    assert "32 MiB" in page


def test_terms_and_prefixes_to_complete_are_those_of_the_ontology(page: str) -> None:
    (classes,) = re.findall(r'data-classes="([^"]*)"', page)
    (properties,) = re.findall(r'data-properties="([^"]*)"', page)
    (prefixes,) = re.findall(r'data-prefixes="([^"]*)"', page)
    assert {"Company", "Claim", "FrontPosition"} <= set(classes.split())
    assert {"competesWith", "speaker", "hasQuote"} <= set(properties.split())
    assert not set(classes.split()) & set(properties.split())
    assert "sg https://w3id.org/stratagem/ontology#" in prefixes


def curl(command: str) -> str:
    """What a curl command of the gallery gives; where curl is missing, what its words ask for."""
    assert shutil.which("curl"), "curl is missing; install it (Debian: apt-get install curl)"
    return shell(command.replace("curl ", "curl -sS --fail ", 1))


@pytest.mark.parametrize("query", [*OVERVIEWS[:2], QUESTIONS[0], QUESTIONS[7], QUESTIONS[8]], ids=named)
def test_the_three_forms_of_a_query_give_the_same_rows(
    query: Offered, served: Served, demo: Demo, tmp_path: Path
) -> None:
    found = forms(query, served)
    ours = f"{sys.executable} -m kg.cli"
    place = f"cd {paths.ROOT} && "
    commanded = shell(place + found.command.replace("stratagem", ours, 1).replace(
        " - <<", f" --store {demo.store} - <<"
    ).replace(f"ask {query.name}", f"ask --store {demo.store} {query.name}", 1))  # fmt: skip
    rows = json.loads(commanded)
    program = tmp_path / "asked.py"
    program.write_text(found.python, encoding="utf-8")
    printed = shell(f"{sys.executable} {program}").splitlines()
    csv = curl(found.curl)
    assert rows
    assert len(printed) == len(rows)
    assert csv.splitlines()[0].split(",")[0].strip('"') in rows[0]


def test_no_file_of_ours_names_another_server() -> None:
    for name in OURS:
        text = (STATIC / name).read_text(encoding="utf-8")
        found = set(re.findall(r"https?://[^\s\"'`]+", text))
        assert found <= {
            "http://www.w3.org/2000/svg",
            "https://w3id.org",
            "https://w3id.org/stratagem/id/",
        }, name


def test_vendored_scripts_load_nothing_by_themselves() -> None:
    """What could load something is counted; the addresses that stand in the files are names and links."""
    cytoscape = (STATIC / "vendor/cytoscape/cytoscape.min.js").read_text(encoding="utf-8")
    assert not FETCHES.findall(cytoscape)
    assert set(re.findall(r"https?://[^\s\"'`)]+", cytoscape)) == {
        "http://en.wikipedia.org/wiki/MIT_License", "http://engelschall.com",
        "http://opensource.org/licenses/MIT",
    }  # fmt: skip
    editor = (STATIC / "vendor/yasgui/yasgui.min.js").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\bfetch\((?:[^()]|\(\))*\)", editor)) == sorted(SITES)
    assert re.findall(r"prefixCcApi:(\w+)", editor) == ["null"]
    ours = (STATIC / "desk.js").read_text(encoding="utf-8")
    (completers,) = re.findall(r"defaults\.autocompleters = \[([^\]]*)\]", ours)
    assert completers.count("ours-") == 3
    assert completers.count('"') == 8  # and the variables of the query itself
    style = (STATIC / "vendor/yasgui/yasgui.min.css").read_text(encoding="utf-8")
    assert not re.findall(r"@import|https?://|url\((?!data:|\"data:|'data:)", style)
