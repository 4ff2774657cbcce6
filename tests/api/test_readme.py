"""The answers that README shows are the API's own, and its first command stands in its first lines."""

from __future__ import annotations

import json
import re
from typing import Final

from fastapi.testclient import TestClient

from kg.store.base import Store
from tests.repo.checkout import ROOT

README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
ANSWER: Final = re.compile(r"^<!-- answer: GET (\S+) -->\n```json\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_first_commands_stand_in_the_first_twenty_lines() -> None:
    first = "\n".join(README.splitlines()[:20])
    assert "./run demo" in first
    assert "./run test" in first


def test_shown_answers_are_real(client: TestClient) -> None:
    shown = ANSWER.findall(README)
    assert shown
    for path, excerpt in shown:
        answer = client.get(path).json()
        del answer["@context"]
        text = json.dumps(answer, indent=2, ensure_ascii=False)
        place = 0
        for part in excerpt.split("…"):
            found = text.find(part.strip("\n"), place)
            assert found >= 0, f"{path} does not show, in this place:\n{part}"
            place = found + len(part.strip("\n"))


def test_files_that_it_links_to_exist() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


PROTEGE_ITSELF: Final = {
    "Entities", "Classes", "Individuals", "Direct instances", "Property assertions", "DL Query",
    "Instances", "Execute",
    "File › Open…", "View › Render by label", "Reasoner › HermiT", "Reasoner › Start reasoner",
    "Window › Tabs › DL Query",
}  # fmt: skip


def test_what_to_look_at_in_protege_has_these_names(article_store: Store) -> None:
    steps = README.split("## Open it in Protégé", 1)[1].split("\n## ", 1)[0]
    names = {" ".join(name.split()) for name in re.findall(r"(?<![*\w])\*([^*]+)\*(?![*\w])", steps)}
    assert names >= {"is supported by", "loss forecast", "DL Query"}
    labels = "\n".join(article_store.get_graph(name).decode() for name in article_store.graphs())
    for name in names - PROTEGE_ITSELF:
        for part in name.split(" › "):
            assert f'"{part}"@en' in labels, part
