"""The build itself, step by step."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from rdflib import Graph

from kg import __version__, ns, paths
from kg.build.gates import Progress, Steps, pass_gates
from kg.build.report import Options, Report
from kg.bundle import bundle, ontology_graph, skolemized
from kg.compile import Coverage, compile_seeds, coverage, quads
from kg.errors import BuildError, StoreError
from kg.files import replace
from kg.model import Seeds
from kg.rules import derive
from kg.sheet.load import load_seeds
from kg.store.base import Store, duplicated_triples
from kg.store.embedded import EmbeddedStore
from kg.store.formats import N_QUADS, serialize
from kg.store.generations import Generation, Generations

ALL: Final = "stratagem-all.ttl"
_INPUTS: Final = ("*.ttl", "*.rq", "*.yaml", "article.txt")


def build(options: Options, progress: Progress = lambda _step, _seconds: None) -> tuple[Report, Generation]:
    """Builds the graph, unless the store has it already; gives the report and the generation in use.

    SheetError for wrong seeds, BuildError when a gate is not passed, StoreError when the disk fails.
    """
    revision = revision_of(options)
    generations = Generations(options.store)
    if (known := built(generations, revision, options.out)) is not None:
        return known
    report = Report(revision)
    steps = Steps(report, progress)
    with steps.step("read"):
        seeds = load_seeds(options.seeds)
    with steps.step("compile"):
        ontology = ontology_graph()
        store = graph_store(seeds, ontology)
    with steps.step("derive"):
        derived = derive(store)
        report.statements, report.inferred = derived.statements, derived.inferred
        _count(report, seeds, store)
    with steps.step("bundle"):
        files = _bundles(seeds, store, ontology)
    data = merged(store) if options.shapes else None
    pass_gates(report, steps, seeds, data, files[ALL] if options.reasoner else None)
    with steps.step("store"):
        nquads = b"".join(_as_quads(store, name) for name in store.graphs())
        for name, content in files.items():
            replace(options.out / name, content)
    report.bundles = [str(options.out / name) for name in files]
    return report, generations.load(revision, nquads, report.to_json())


def revision_of(options: Options) -> str:
    """A hash of all that a build is made from: seeds, ontology, rules, shapes, version, gates."""
    digest = hashlib.sha256(f"{__version__} {options.shapes} {options.reasoner}".encode())
    for folder in (options.seeds, paths.ONTOLOGY, paths.SHAPES):
        for pattern in _INPUTS:
            for file in sorted(folder.rglob(pattern)):
                digest.update(f"{file.relative_to(folder)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def built(generations: Generations, revision: str, out: Path) -> tuple[Report, Generation] | None:
    """Report and generation of an earlier build of the same revision, if it and its bundles still stand."""
    try:
        current = generations.current()
        if current is None or current.revision != revision:
            return None
        report = Report.from_json(current.report.read_bytes())
    except (StoreError, OSError, ValueError):
        return None
    bundles = [Path(name) for name in report.bundles]
    stand = all(file.parent == out and file.is_file() for file in bundles)
    return (report, current) if stand else None


def graph_store(seeds: Seeds, ontology: Graph) -> EmbeddedStore:
    """The seeds and the ontology in a store in memory, nothing derived yet."""
    store = EmbeddedStore.memory()
    store.load(serialize(quads(compile_seeds(seeds)), N_QUADS))
    store.put_graph(str(ns.ONTOLOGY_GRAPH), skolemized(ontology))
    return store


def merged(store: Store) -> Graph:
    """All graphs of a store as one, texts too, for the shapes."""
    graph = Graph()
    for name in store.graphs():
        graph.parse(data=store.get_graph(name), format="nt")
    return graph


def _count(report: Report, seeds: Seeds, store: Store) -> None:
    if twice := duplicated_triples(store):
        raise BuildError(f"{len(twice)} triples stand in more than one graph; the first is {twice[0]}")
    report.triples = len(store)
    for sheet in seeds.sheets:
        covered = coverage(sheet)
        report.claims += covered.claims
        report.sources.append(_source(sheet.source.title, covered))


def _source(title: str, covered: Coverage) -> dict[str, object]:
    return {
        "id": covered.source,
        "title": title,
        "claims": covered.claims,
        "untyped": covered.untyped,
        "stating": covered.stating,
        "covered": covered.covered,
    }


def _bundles(seeds: Seeds, store: Store, ontology: Graph) -> dict[str, bytes]:
    """File name to content: one of all sources, and one of each with the standing that it gives alone."""
    slugs = [sheet.source.slug for sheet in seeds.sheets]
    files = {ALL: bundle(store, ontology, slugs)}
    for sheet in seeds.sheets:
        slug = sheet.source.slug
        if len(slugs) == 1:
            files[f"stratagem-{slug}.ttl"] = files[ALL]
        else:
            alone = graph_store(Seeds(seeds.register, (sheet,)), ontology)
            derive(alone)
            files[f"stratagem-{slug}.ttl"] = bundle(alone, ontology, [slug])
    return files


def _as_quads(store: Store, name: str) -> bytes:
    return store.get_graph(name).replace(b" .\n", f" <{name}> .\n".encode())
