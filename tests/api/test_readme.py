"""The answers that README shows are the API's own, and its first command stands in its first lines."""

from __future__ import annotations

import json
import re
from typing import Final

from fastapi.testclient import TestClient

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
