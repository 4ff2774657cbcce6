"""A build that a gate refuses leaves the old store and bundles as they were, and says why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg import ns, paths
from kg.build import Options, Report, build
from kg.build.gates import Steps, pass_gates
from kg.errors import BuildError
from kg.sheet.load import load_seeds
from kg.store.embedded import EmbeddedStore
from tests.unit.airline_seeds import FOLDER, vocabulary

SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix sg: <https://w3id.org/stratagem/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<urn:test:unheard-of> a sh:NodeShape ; sh:targetClass sg:UnidentifiedSpeaker ; sh:property <urn:test:named> .
<urn:test:named> sh:path owl:sameAs ; sh:minCount 1 ; sh:message "who is it?" .
"""
# Northair is a company by the register, and by a claim it competes with another.
CONTRADICTION = """
sg:Company owl:disjointWith sg:Contender .
sg:Contender a owl:Class ; rdfs:subClassOf owl:Thing .
sg:competesWith rdfs:domain sg:Contender .
"""
EMPTY_CLASS = """
sg:Nobody a owl:Class ; rdfs:subClassOf sg:Company , [ a owl:Class ; owl:complementOf sg:Company ] .
"""


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(FOLDER, tmp_path / "store", tmp_path / "dist", shapes=False, reasoner=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A copy of the shapes or the ontology, in the place of ours."""
    copy = tmp_path / request.param
    shutil.copytree(getattr(paths, request.param), copy)
    monkeypatch.setattr(paths, request.param, copy)
    return copy


def files(options: Options) -> dict[Path, bytes]:
    found = [path for top in (options.store, options.out) for path in top.rglob("*") if path.is_file()]
    assert found
    return {path: path.read_bytes() for path in found}


@pytest.mark.parametrize("folder", ["SHAPES"], indirect=True)
def test_a_violation_of_a_shape_refuses(options: Options, folder: Path) -> None:
    build(options)
    before = files(options)
    (folder / "more.ttl").write_text(SHAPE, encoding="utf-8")
    with pytest.raises(BuildError) as caught:
        build(Options(options.seeds, options.store, options.out, shapes=True, reasoner=False))
    message = str(caught.value)
    assert message.startswith("the shapes found 1 violation; nothing was put in use\n")
    assert "who is it?" in message
    assert "speaker/northair-analyst" in message
    line = (
        (FOLDER / "northair" / "claims.yaml").read_text(encoding="utf-8").splitlines().index("- key: analyst")
    )
    assert f"{FOLDER / 'northair' / 'claims.yaml'}:{line + 1}" in message
    assert files(options) == before


@pytest.mark.parametrize("folder", ["ONTOLOGY"], indirect=True)
def test_a_contradiction_refuses_and_is_explained(options: Options, folder: Path) -> None:
    build(options)
    before = files(options)
    core = folder / "stratagem.ttl"
    core.write_text(core.read_text(encoding="utf-8") + CONTRADICTION, encoding="utf-8")
    with pytest.raises(BuildError) as caught:
        build(Options(options.seeds, options.store, options.out, shapes=False, reasoner=True))
    first, *axioms = str(caught.value).splitlines()
    assert first.startswith("the graph contradicts itself; nothing was put in use.")
    assert "company/northair sg:competesWith company/southjet" in "\n".join(axioms)
    assert [line for line in axioms if "Contender" in line]
    assert len(axioms) <= 5
    assert files(options) == before


def test_a_class_without_possible_members_refuses() -> None:
    report = Report("r")
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in ns.PREFIXES.items())
    turtle = f"{prefixes}sg:Company a owl:Class .\n{EMPTY_CLASS}".encode()
    seeds = load_seeds(FOLDER, vocabulary())
    with pytest.raises(BuildError, match=r"classes that can have no members: \S+#Nobody; nothing was put"):
        pass_gates(report, Steps(report, lambda *_: None), seeds, None, turtle)
    assert report.consistent


def test_both_gates_are_passed_and_reported(options: Options) -> None:
    told: list[tuple[str, bool]] = []
    report, _ = build(
        Options(options.seeds, options.store, options.out),
        lambda s, seconds: told.append((s, seconds is None)),
    )
    assert (report.violations, report.consistent) == (0, True)
    assert report.warnings is not None
    assert (f"{ns.ID}company/northair", f"{ns.SG}MultiFrontCompany") in report.classified
    assert all(cls.startswith(str(ns.SG)) for _, cls in report.classified)
    assert report.classified == sorted(report.classified)
    # The gates run side by side.
    assert told.index(("reason", True)) < told.index(("shapes", False)) < told.index(("reason", False))
    assert not build(Options(options.seeds, options.store, options.out))[0].fresh
    quick, _ = build(options)
    assert quick.fresh, "a store that passed no gates is another one"
    assert (quick.violations, quick.consistent) == (None, None)


def test_a_gate_that_is_left_out_is_not_reported() -> None:
    report, store = Report("r"), EmbeddedStore.memory()
    pass_gates(report, Steps(report, lambda *_: None), load_seeds(FOLDER, vocabulary()), store, None)
    assert (report.violations, report.consistent) == (0, None)
