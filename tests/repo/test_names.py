"""Committed files name no machine, no package registry, and nothing that is left to be done."""

from __future__ import annotations

import re
from typing import Final

import pytest

from tests.repo.checkout import GENERATED, ROOT, files, name

# A path that exists on one machine only. The first part keeps out IRIs and relative paths.
MACHINE: Final = re.compile(r"(?<![\w./:>-])/(?:root|work|tmp|home/\w+|Users/\w+)/[\w.-]")
REGISTRY: Final = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|crates\.io|proxy\.golang\.org|repo1?\.maven|"
    r"deb\.debian\.org|-(?:-(?:extra-)?index-url|-find-links|-trusted-host)\b"
)
WORDS: Final = re.compile(
    r"\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b|"
    r"\b(?i:bla[z]ing(?:ly)?|cutting[-]edge|game[-]changing|sea[m]less(?:ly)?|state[-]of[-]the[-]art|world[-]class)\b"
)
VAGUE: Final = frozenset({"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"})
NOT_TEXT: Final = (".png", ".ico", ".woff2", ".jar", ".gz")


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        pytest.param(
            MACHINE, "write it relative to the checkout or take it as an argument", id="machine path"
        ),
        pytest.param(REGISTRY, "leave the choice of a registry to whoever installs", id="registry"),
        pytest.param(WORDS, "do it, or say it plainly", id="word"),
    ],
)
def test_no_file_has_it(pattern: re.Pattern[str], remedy: str) -> None:
    found = []
    for path in files():
        # The words of an article and of a licence are not ours.
        if path.name in ("article.txt", "LICENSE") or path.suffix in NOT_TEXT:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{name(path)}:{number}: {match[0]!r}; {remedy}" for match in pattern.finditer(line)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE, "open('/ro" + "ot/data.ttl')"),
        (MACHINE, "cd /ho" + "me/anna/stratagem"),
        (REGISTRY, "pip install --index" + "-url x"),
        (REGISTRY, "files.python" + "hosted.org"),
        (WORDS, "# TO" + "DO: later"),
        (WORDS, "a Seam" + "less experience"),
    ],
)
def test_patterns_find_what_they_are_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize(
    "line", ["GET /company/openai", "https://w3id.org/work/", "kg/root/x", "a hackathon"]
)
def test_patterns_leave_the_rest_alone(line: str) -> None:
    assert not any(pattern.search(line) for pattern in (MACHINE, REGISTRY, WORDS))


def test_every_module_is_named_for_what_it_holds() -> None:
    parts = {
        (name(path), part) for path in files(".py") for part in path.relative_to(ROOT).with_suffix("").parts
    }
    assert not [path for path, part in parts if part in VAGUE]


def test_walk_sees_the_checkout_and_nothing_installed() -> None:
    seen = {name(path) for path in files()}
    assert {"run", "pyproject.toml", ".ci/run", "kg/ns.py"} <= seen
    assert not [
        path for path in seen if path.startswith((".venv/", ".git/")) or GENERATED & set(path.split("/"))
    ]
