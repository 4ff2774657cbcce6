"""Each check catches what it is there for, finds nothing in a tidy ontology, and ours passes them all."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import OWL, RDF, Graph

from kg import paths
from kg.checks import Check, CheckFinding, read_check, read_checks, run_checks
from kg.errors import RdfSyntaxError
from kg.ns import SG

pytestmark = pytest.mark.usefixtures("uncounted")

CASES = Path(__file__).parent / "checks"
MODULES = sorted(paths.ONTOLOGY.glob("*.ttl"))
CHECKS = read_checks()
SOURCES = ("ROBOT report", "FIBO", "OOPS! P", "FOOPS!", "OWL 2", "design rule")
FEWEST = 28
DESCRIBING = (
    *("assertedSubject", "assertedProperty", "assertedObject", "assertedValue"),
    *("supportedBy", "curatedIn", "inferredBy", "restsOn", "standing", "needsEvidence"),
)


def graph_of(*files: Path) -> Graph:
    graph = Graph()
    for file in files:
        graph.parse(file, format="turtle")
    return graph


def expected(check: Check) -> list[str]:
    said: dict[str, list[str]] = json.loads(
        (CASES / check.name / "expected.json").read_text(encoding="utf-8")
    )
    return said["entities"]


def by_name(check: Check) -> str:
    return check.name


@pytest.fixture(scope="module")
def clean() -> Graph:
    return graph_of(CASES / "clean.ttl")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    assert {file.name for file in MODULES} >= {"stratagem.ttl", "vocab.ttl", "analysis.ttl"}
    return graph_of(*MODULES)


def write_check(
    folder: Path, header: str, body: str = "SELECT ?entity ?detail WHERE { ?entity ?p ?detail }"
) -> Path:
    file = folder / "some-check.rq"
    file.write_text(f"{header}\n{body}\n", encoding="utf-8")
    return file


def test_there_are_enough_checks_and_each_has_its_case() -> None:
    assert len(CHECKS) >= FEWEST
    folders = {case.name for case in CASES.iterdir() if case.is_dir()}
    assert {check.name for check in CHECKS} == folders
    for check in CHECKS:
        assert {file.name for file in (CASES / check.name).iterdir()} == {"caught.ttl", "expected.json"}


@pytest.mark.parametrize("check", CHECKS, ids=by_name)
def test_header_says_why_and_where_it_stems_from(check: Check) -> None:
    assert check.why.endswith(".")
    assert any(source in check.source for source in SOURCES)


@pytest.mark.parametrize("check", CHECKS, ids=by_name)
def test_check_catches_exactly_what_it_must(check: Check) -> None:
    wanted = expected(check)
    assert wanted
    findings = run_checks(graph_of(CASES / check.name / "caught.ttl"), [check])
    assert sorted({finding.entity for finding in findings}) == sorted(wanted)
    assert all(finding.check == check.name and finding.severity == check.severity for finding in findings)
    assert all(finding.detail for finding in findings)


@pytest.mark.parametrize("check", CHECKS, ids=by_name)
def test_check_finds_nothing_in_a_tidy_ontology(check: Check, clean: Graph) -> None:
    assert run_checks(clean, [check]) == []


@pytest.mark.parametrize("check", CHECKS, ids=by_name)
def test_another_engine_finds_the_same(check: Check) -> None:
    """The files are plain SPARQL: whoever runs them elsewhere gets what we get."""
    file = CASES / check.name / "caught.ttl"
    store = pyoxigraph.Store()
    store.load(path=str(file), format=pyoxigraph.RdfFormat.TURTLE)
    solutions = store.query(check.query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    found = {(row["entity"].value, row["detail"].value) for row in solutions}
    ours = {(finding.entity, finding.detail) for finding in run_checks(graph_of(file), [check])}
    assert found == ours


def test_ontology_has_no_error(ontology: Graph) -> None:
    found = run_checks(ontology)
    errors = [finding for finding in found if finding.severity == "error"]
    assert not errors, "\n".join(f"{f.check}: {f.entity} {f.detail}" for f in errors)


def test_ontology_declares_what_describes_statements_as_annotation_properties(ontology: Graph) -> None:
    for name in DESCRIBING:
        assert set(ontology.objects(SG[name], RDF.type)) == {OWL.AnnotationProperty}, name


def test_findings_are_sorted_and_said_once(clean: Graph) -> None:
    broken = clean + graph_of(CASES / "label-missing" / "caught.ttl")
    findings = run_checks(broken)
    assert findings == sorted(set(findings))
    assert CheckFinding("label-missing", "error", str(SG.Moat), "has no rdfs:label in English") in findings


def test_folder_without_checks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RdfSyntaxError, match="no check"):
        read_checks(tmp_path)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("# check: some-check\n# why: Because.\n# severity: error", "lacks source"),
        ("# check: some-check\n# why:\n# severity: error\n# source: OOPS! P08", "lacks why"),
        (
            "# check: another\n# why: Because.\n# severity: error\n# source: OOPS! P08",
            "the file “some-check”",
        ),
        (
            "# check: some-check\n# why: Because.\n# severity: fatal\n# source: OOPS! P08",
            "“fatal” is neither",
        ),
    ],
)
def test_bad_header_is_an_error(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(RdfSyntaxError, match=message):
        read_check(write_check(tmp_path, header))


@pytest.mark.parametrize(
    "body",
    [
        "SELECT ?entity WHERE { ?entity ?p ?o }",
        "SELECT ?detail ?entity WHERE { ?entity ?p ?detail }",
        "ASK { ?entity ?p ?detail }",
    ],
)
def test_query_that_does_not_select_offenders_is_an_error(tmp_path: Path, clean: Graph, body: str) -> None:
    header = "# check: some-check\n# why: Because.\n# severity: error\n# source: OOPS! P08"
    with pytest.raises(RdfSyntaxError, match=r"selects \?entity and \?detail"):
        run_checks(clean, [read_check(write_check(tmp_path, header, body))])


def test_long_header_lines_are_joined(tmp_path: Path) -> None:
    header = (
        "# check: some-check\n# why: One line\n#   and another.\n# severity: warning\n# source: FOOPS! OM1"
    )
    assert read_check(write_check(tmp_path, header)).why == "One line and another."
