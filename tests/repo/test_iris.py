"""Ontology, shapes and queries use the IRIs that `kg.ns` fixes, and no others under our base."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from kg import kinds, ns
from tests.repo.checkout import files, name

OURS: Final = re.compile(r"https?://(?:www\.)?w3id\.org/stratagem[^\s>\"'`),;]*")
MODULE: Final = r"(?:/[a-z][a-z-]*){0,2}"
VERSION: Final = str(ns.VERSION_IRI).rpartition("/")[2]
KIND: Final = "|".join([*kinds.BY_NAME, "axiom"])
ALLOWED: Final = re.compile(
    rf"{ns.BASE}/?"
    rf"|{ns.SG}\w*"
    rf"|{ns.ONTOLOGY}(?:/|{MODULE})"
    rf"|{ns.BASE}/shapes(?:#[\w-]*|/{VERSION})?"
    rf"|{ns.VERSION_IRI}{MODULE}"
    rf"|{ns.ID}(?:(?:{KIND})(?:/[a-z0-9-]*)?)?"
    rf"|{ns.GRAPH}(?:[a-z0-9-]+(?:/text)?)?"
)
PREFIX: Final = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


def rdf_files() -> list[Path]:
    """Turtle and SPARQL that ship: ontology, shapes, and queries wherever in `kg` they stand."""
    shipped = [
        path for path in files(".ttl", ".rq") if name(path).startswith(("ontology/", "shapes/", "kg/"))
    ]
    for folder in ("ontology/", "shapes/", "kg/queries/"):
        assert any(name(path).startswith(folder) for path in shipped), f"{folder} has no Turtle and no query"
    return shipped


def test_every_iri_under_our_base_is_one_that_ns_fixes() -> None:
    found = [
        f"{name(path)}: {iri}"
        for path in rdf_files()
        for iri in OURS.findall(path.read_text(encoding="utf-8"))
        if not ALLOWED.fullmatch(iri.rstrip("."))
    ]
    assert not found, "\n".join(sorted(set(found)))


def test_a_prefix_means_the_same_everywhere() -> None:
    found = [
        f"{name(path)}: {prefix}: is <{iri}>"
        for path in rdf_files()
        for prefix, iri in PREFIX.findall(path.read_text(encoding="utf-8"))
        if iri != ns.PREFIXES.get(prefix, iri)
    ]
    assert not found, "\n".join(found)


def test_our_namespace_has_one_prefix() -> None:
    names = {
        prefix
        for path in rdf_files()
        for prefix, iri in PREFIX.findall(path.read_text(encoding="utf-8"))
        if iri == str(ns.SG)
    }
    assert names == {"sg"}


@pytest.mark.parametrize(
    "iri",
    [
        "http://w3id.org/stratagem/ontology#Claim",
        "https://w3id.org/stratagem#Claim",
        "https://w3id.org/stratagem/ontology/0.0.9",
        "https://w3id.org/stratagem/id/firm/openai",
        "https://w3id.org/stratagem/id/company/OpenAI",
        "https://w3id.org/stratagem/data/x",
        "https://w3id.org/stratagem/shape#Claim",
    ],
)
def test_other_iris_are_found(iri: str) -> None:
    assert OURS.fullmatch(iri)
    assert not ALLOWED.fullmatch(iri)


@pytest.mark.parametrize(
    "iri",
    [
        str(ns.ONTOLOGY),
        str(ns.VERSION_IRI),
        str(ns.SG.Claim),
        ns.entity("company", "openai"),
        ns.text_graph("a-b"),
    ],
)
def test_the_fixed_iris_are_allowed(iri: str) -> None:
    assert ALLOWED.fullmatch(iri)
