"""The build: what it makes and reports, what it does again, and what a second source changes and leaves."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef

from kg import ns, paths
from kg.build import ALL, Options, Report, build, graph_store, revision_of
from kg.compile import coverage
from kg.errors import BuildError, SheetError
from kg.model import Seeds
from kg.ns import SG
from kg.sheet.load import load_seeds
from kg.store.base import Store
from kg.store.disk.generations import Generations
from kg.store.embedded import EmbeddedStore
from tests.unit.airline_seeds import FOLDER, Airline

ONE = "stratagem-northair.ttl"
SECOND = "stratagem-southern-post.ttl"
COMPETES = (ns.entity("company", "northair"), SG.competesWith, ns.entity("company", "southjet"))


@pytest.fixture
def airline(tmp_path: Path) -> Airline:
    return Airline(tmp_path)


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(tmp_path / "seeds", tmp_path / "store", tmp_path / "dist", shapes=False, reasoner=False)


def graphs(store: Store) -> dict[str, bytes]:
    return {name: store.get_graph(name) for name in store.graphs()}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def standing(graph: Graph, triple: tuple[URIRef, URIRef, URIRef]) -> set[URIRef]:
    parts = zip((OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget), triple, strict=True)
    nodes = set.intersection(*(set(graph.subjects(part, term)) for part, term in parts))
    return {URIRef(str(found)) for node in nodes for found in graph.objects(node, SG.standing)}


def test_the_report_counts_what_the_store_holds(airline: Airline, options: Options) -> None:
    told: list[tuple[str, bool]] = []
    report, made = build(options, lambda step, seconds: told.append((step, seconds is None)))
    store = made.open()
    graph = Graph()
    for content in graphs(store).values():
        graph.parse(data=content, format="nt")
    covered = coverage(load_seeds(airline.folder).sheets[0])
    assert report.claims == len(set(graph.subjects(RDF.type, SG.Claim))) == covered.claims
    assert report.statements == len(set(graph.subjects(SG.supportedBy, None)))
    assert report.inferred == len(set(graph.subjects(SG.inferredBy, None)))
    assert report.triples == len(store) == len(graph), "and no triple stands in two graphs"
    title = 'Northair\'s Gamble: Three Routes and a "Quiet War"'
    counts = {"claims": covered.claims, "untyped": 1, "stating": covered.stating, "covered": covered.covered}
    assert report.sources == [{"id": "northair", "title": title, **counts}]
    assert (report.violations, report.warnings, report.consistent) == (None, None, None)
    steps = ["read", "compile", "derive", "bundle", "store"]
    assert told == [(step, begins) for step in steps for begins in (True, False)]
    assert list(report.seconds) == steps
    assert 0 < report.elapsed < 60
    assert sum(report.seconds.values()) == pytest.approx(report.elapsed, abs=0.1)


@pytest.mark.usefixtures("airline")
def test_the_report_stands_beside_the_store_and_names_the_bundles(options: Options) -> None:
    report, made = build(options)
    assert report.fresh
    assert made.revision == report.revision == revision_of(options)
    assert Generations(options.store).current() == made
    kept = Report.from_json(made.report.read_bytes())
    assert not kept.fresh
    assert (kept.claims, kept.triples, kept.bundles) == (report.claims, report.triples, report.bundles)
    bundles = {options.out / name: content for name, content in files(options.out).items()}
    assert {path.name for path in bundles} == {ALL, ONE}
    digests = {str(path): hashlib.sha256(content).hexdigest() for path, content in bundles.items()}
    assert report.bundles == digests


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"revision": "a", "bundles": ["b"]}', b"{}"])
def test_what_is_no_report_is_an_error(content: bytes) -> None:
    with pytest.raises(ValueError, match="Report"):
        Report.from_json(content)


@pytest.mark.usefixtures("airline")
def test_an_unchanged_build_does_nothing(options: Options) -> None:
    first, made = build(options)
    before = files(options.store) | files(options.out)
    told: list[str] = []
    again, same = build(options, lambda step, _seconds: told.append(step))
    assert not again.fresh
    assert told == []
    assert same == made
    assert (again.revision, again.claims, again.bundles) == (first.revision, first.claims, first.bundles)
    assert files(options.store) | files(options.out) == before


@pytest.mark.usefixtures("airline")
def test_a_bundle_that_is_gone_or_changed_is_made_again(options: Options) -> None:
    build(options)
    good = files(options.out)
    (options.out / ONE).unlink()
    assert build(options)[0].fresh
    (options.out / ALL).write_bytes(good[ALL][:-10])
    assert build(options)[0].fresh
    assert files(options.out) == good
    assert not build(options)[0].fresh


@pytest.mark.usefixtures("airline")
@pytest.mark.parametrize("damage", ["report", "store", "current"])
def test_a_damaged_store_is_built_again(options: Options, damage: str) -> None:
    _, made = build(options)
    good = graphs(made.open())
    match damage:
        case "report":
            made.report.write_bytes(made.report.read_bytes()[:100])
        case "store":
            (made.path / "CURRENT").write_text("nothing", encoding="utf-8")
        case _:
            (options.store / "current").write_text("nothing", encoding="utf-8")
    report, mended = build(options)
    assert report.fresh
    assert graphs(mended.open()) == good


def test_changed_seeds_make_a_new_generation(airline: Airline, options: Options) -> None:
    first, old = build(options)
    before = graphs(old.open())
    airline.edit("entities.yaml", "An airline of the far north.", "An airline.")
    second, new = build(options)
    assert second.fresh
    assert second.revision != first.revision
    assert Generations(options.store).current() == new
    after = graphs(new.open())
    assert {name for name in after if after[name] != before[name]} == {str(ns.REGISTER_GRAPH)}
    assert b"An airline." in files(options.out)[ONE]
    assert graphs(old.open()) == before, "its readers may go on reading"


def test_the_revision_is_of_all_inputs(
    airline: Airline, options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {revision_of(options)}
    (airline.folder / "notes.txt").write_text("no input")
    seen.add(revision_of(options))
    assert len(seen) == 1
    airline.article("Happy landings!", "Happy landings, all!")
    seen.add(revision_of(options))
    seen.add(revision_of(Options(options.seeds, shapes=True, reasoner=False)))
    seen.add(revision_of(Options(options.seeds, shapes=False, reasoner=True)))
    for name in ("ONTOLOGY", "SHAPES"):
        copy = tmp_path / name
        shutil.copytree(getattr(paths, name), copy)
        monkeypatch.setattr(paths, name, copy)
        assert revision_of(options) in seen, "it is the content that counts, not the place"
        changed = next(copy.glob("*.ttl"))
        changed.write_text(changed.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
        seen.add(revision_of(options))
    monkeypatch.setattr("kg.build.run.__version__", "9.9.9")
    seen.add(revision_of(options))
    assert len(seen) == 7


def test_two_builds_elsewhere_are_the_same_to_the_byte(airline: Airline, tmp_path: Path) -> None:
    airline.add_source("southern-post")
    made = []
    for name in ("a", "b"):
        options = Options(airline.folder, tmp_path / name / "store", tmp_path / name / "dist", False, False)
        report, generation = build(options)
        made.append((report.revision, graphs(generation.open()), files(options.out)))
    assert made[0] == made[1]
    assert len(made[0][2]) == 3


def test_a_second_source_corroborates_and_its_withdrawal_leaves_no_trace(
    airline: Airline, options: Options
) -> None:
    report, alone = build(options)
    before, bundles = graphs(alone.open()), files(options.out)
    airline.add_source("southern-post")
    both_report, both = build(options)
    assert [source["id"] for source in both_report.sources] == ["northair", "southern-post"]
    assert both_report.claims == 2 * report.claims
    assert both_report.statements < 2 * report.statements, "statements are shared"
    of = {name: Graph().parse(options.out / name, format="turtle") for name in (ALL, ONE, SECOND)}
    assert standing(of[ALL], COMPETES) == {SG.corroborated}
    assert standing(of[ONE], COMPETES) == standing(of[SECOND], COMPETES) == {SG.reported}
    claims = {name: set(graph.subjects(RDF.type, SG.Claim)) for name, graph in of.items()}
    assert claims[ONE] | claims[SECOND] == claims[ALL]
    assert not claims[ONE] & claims[SECOND]
    assert files(options.out)[ONE] == bundles[ONE], "the bundle of a source knows of no other"
    assert graphs(both.open())[str(ns.source_graph("northair"))] == before[str(ns.source_graph("northair"))]
    shutil.rmtree(airline.folder / "southern-post")
    _, withdrawn = build(options)
    assert graphs(withdrawn.open()) == before
    assert files(options.out) == bundles, "the bundle of what was withdrawn is gone too"


def test_a_bundle_that_somebody_changed_is_not_removed(airline: Airline, options: Options) -> None:
    airline.add_source("southern-post")
    build(options)
    (options.out / SECOND).write_text("mine", encoding="utf-8")
    shutil.rmtree(airline.folder / "southern-post")
    build(options)
    assert (options.out / SECOND).read_text(encoding="utf-8") == "mine"


def test_a_text_that_may_only_be_quoted_is_not_stored(airline: Airline, options: Options) -> None:
    text = str(ns.text_graph("northair"))
    full, store = build(options)
    assert text in store.open().graphs()
    airline.edit("northair/source.yaml", "rights: full", "rights: quotes")
    report, withheld = build(options)
    assert text not in withheld.open().graphs()
    assert report.triples == len(withheld.open()) == full.triples - 1
    assert report.claims == full.claims


@pytest.mark.usefixtures("airline")
def test_a_triple_in_two_graphs_refuses(options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_two(seeds: Seeds, ontology: Graph) -> EmbeddedStore:
        store = graph_store(seeds, ontology)
        store.load(
            f"<urn:a> <urn:b> <urn:c> <{ns.GRAPH}one> .\n<urn:a> <urn:b> <urn:c> <{ns.GRAPH}two> .\n".encode()
        )
        return store

    monkeypatch.setattr("kg.build.run.graph_store", in_two)
    with pytest.raises(BuildError, match=r"triples stand in more than one graph; the first is .*urn:a"):
        build(options)
    assert not options.store.exists()


def test_faults_of_seeds_are_told_at_once_and_nothing_is_written(airline: Airline, options: Options) -> None:
    build(options)
    before = files(options.store) | files(options.out)
    airline.claims("modality: question", "modality: questoin")
    airline.claims("fighting on three or four routes at once", "fighting on three or five routes at once")
    with pytest.raises(SheetError) as caught:
        build(options)
    lines = {(problem.file.name, problem.line) for problem in caught.value.problems}
    assert lines >= {
        ("claims.yaml", airline.line("northair/claims.yaml", "questoin")),
        ("claims.yaml", airline.line("northair/claims.yaml", "three or five")),
    }
    assert files(options.store) | files(options.out) == before


@pytest.mark.parametrize("sources", ["none", "no folder"])
def test_a_folder_without_a_source_is_an_error(tmp_path: Path, options: Options, sources: str) -> None:
    if sources == "none":
        options.seeds.mkdir()
        shutil.copy(FOLDER / "entities.yaml", options.seeds)
    with pytest.raises(SheetError) as caught:
        build(options)
    (problem,) = caught.value.problems
    assert problem.file == options.seeds
    assert "no source stands in" in problem.message or "no such folder" in problem.message
    assert problem.remedy
    assert [path.name for path in tmp_path.iterdir() if path != options.seeds] == []


def test_inputs_that_are_no_files_are_told_by_the_reading(airline: Airline, options: Options) -> None:
    (airline.source / "source.yaml").unlink()
    (airline.source / "source.yaml").symlink_to("source.yaml")
    (airline.source / "claims.yaml").unlink()
    os.mkfifo(airline.source / "claims.yaml")
    (airline.folder / "more.yaml").mkdir()
    with pytest.raises(SheetError) as caught:
        build(options)
    assert {problem.file.name for problem in caught.value.problems} >= {"source.yaml", "claims.yaml"}
