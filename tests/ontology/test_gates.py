"""The reasoner over the real article: what it must infer is inferred, and a contradiction is found."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, URIRef

from kg import ns, paths
from kg.build import Report
from kg.ns import SG
from kg.store.disk.generations import Generations
from tests.conftest import Demo

pytestmark = pytest.mark.usefixtures("uncounted")

OPENAI = ns.entity("company", "openai")
RETIREMENT = ns.entity("event", "gpt-4o-retirement")
AD = ns.entity("event", "anthropic-super-bowl-ad")
LOSS = ns.entity("figure", "openai-crossroads-loss")
MUST = [
    (OPENAI, SG.MultiFrontCompany),
    (OPENAI, SG.StatedlyOverextendedCompany),
    (OPENAI, SG.OpenModelDeveloper),
    (LOSS, SG.LossForecast),
    (RETIREMENT, SG.BacklashDrawingMove),
    (AD, SG.CompetitiveResponse),
]
PLANTED = """
@prefix ex: <https://example.org/planted#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Retired a owl:Class ; rdfs:subClassOf ex:Gone .
ex:Gone a owl:Class ; owl:disjointWith ex:Living .
ex:Living a owl:Class .
<https://w3id.org/stratagem/id/company/openai> a ex:Retired , ex:Living .
"""
EXPLAINED = 60.0


@pytest.fixture(scope="module")
def report(demo: Demo) -> Report:
    """What the build of the article found, HermiT's answers with it."""
    current = Generations(demo.store).current()
    assert current is not None
    return Report.from_json(current.report.read_bytes())


@pytest.fixture(scope="module")
def bundle(demo: Demo) -> Graph:
    return Graph().parse(demo.bundle, format="turtle")


def test_the_article_passes_both_gates(report: Report) -> None:
    assert report.consistent
    assert report.violations == 0


@pytest.mark.parametrize(("individual", "cls"), MUST, ids=lambda term: str(term).rpartition("/")[2])
def test_a_defined_class_is_inferred(report: Report, bundle: Graph, individual: URIRef, cls: URIRef) -> None:
    assert (str(individual), str(cls)) in report.classified
    assert (individual, RDF.type, cls) not in bundle, "nobody stated it: the reasoner has found it"


def test_who_is_stated_to_be_overextended_is_overextended(report: Report, bundle: Graph) -> None:
    assert (SG.StatedlyOverextendedCompany, RDFS.subClassOf, SG.OverextendedCompany) in bundle
    member = (OPENAI, RDF.type, SG.OverextendedCompany)
    assert member in bundle or (str(OPENAI), str(SG.OverextendedCompany)) in report.classified


def test_others_are_not_put_where_they_do_not_belong(report: Report) -> None:
    members = {cls: {i for i, c in report.classified if c == str(cls)} for _, cls in MUST}
    assert members[SG.StatedlyOverextendedCompany] == members[SG.MultiFrontCompany] == {str(OPENAI)}
    assert members[SG.LossForecast] == {str(LOSS)}
    assert members[SG.BacklashDrawingMove] == {str(RETIREMENT)}


def test_a_planted_contradiction_is_explained_by_the_planted_axioms(demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "planted.ttl"
    file.write_text(demo.bundle.read_text(encoding="utf-8") + PLANTED, encoding="utf-8")
    begun = time.monotonic()
    command = [sys.executable, "-m", "kg.cli", "reason", str(file)]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=False, timeout=180)
    seconds = time.monotonic() - begun
    assert done.returncode == 1, done.stderr
    assert "the graph contradicts itself" in done.stderr
    axioms = {re.sub(r"https://example\.org/planted#|[<>]", "", line) for line in done.stdout.splitlines()}
    assert axioms == {
        "Retired SubClassOf Gone",
        "Gone DisjointWith Living",
        "company/openai Type Retired",
        "company/openai Type Living",
    }
    assert seconds < EXPLAINED
