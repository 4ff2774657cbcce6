"""The build itself, step by step."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Final

from rdflib import Graph

from kg import __version__, ns, paths
from kg.build.carried import Carried, carried
from kg.build.gates import Progress, Steps, pass_gates
from kg.build.report import Options, Report
from kg.bundle import bundle, ontology_graph, skolemized
from kg.compile import Coverage, compile_seeds, coverage, quads
from kg.errors import BuildError, StoreError
from kg.files import staged
from kg.model import Seeds
from kg.rules import derive
from kg.sheet.load import load_seeds
from kg.store.base import Store, duplicated_triples
from kg.store.disk.generations import Generation, Generations
from kg.store.embedded import EmbeddedStore
from kg.store.formats import N_QUADS, serialize

ALL: Final = "stratagem-all.ttl"
_INPUTS: Final = ("*.ttl", "*.rq", "*.yaml", "article.txt")


def build(options: Options, progress: Progress = lambda _step, _seconds: None) -> tuple[Report, Generation]:
    """Builds the graph, unless the store has it already; gives the report and the generation in use.

    SheetError for wrong seeds, BuildError when a gate is not passed, StoreError when the disk fails.
    """
    inputs = revision_of(options)
    generations = Generations(options.store)
    if (known := built(generations, inputs, options.out)) is not None:
        return known
    report = Report(inputs, inputs=inputs)
    steps = Steps(report, progress)
    with steps.step("read"):
        seeds = load_seeds(options.seeds)
    # No server may change meanwhile what is carried over. Where nothing was built yet there is nothing.
    with generations.locked() if generations.directory.is_dir() else nullcontext():
        kept = carried(generations)
        kept.check(sheet.source.slug for sheet in seeds.sheets)
        report.carried, report.revision = list(kept.slugs), kept.revision(inputs)
        return report, _made(options, generations, seeds, kept, report, steps)


def _made(
    options: Options, generations: Generations, seeds: Seeds, kept: Carried, report: Report, steps: Steps
) -> Generation:
    """Compiles, derives and checks, and puts the outcome in use."""
    with steps.step("compile"):
        ontology = ontology_graph(paths.ONTOLOGY)
        store = graph_store(seeds, ontology)
        store.load(kept.nquads)
    with steps.step("derive"):
        derived = derive(store)
        report.statements, report.inferred = derived.statements, derived.inferred
        _count(report, seeds, store)
    with steps.step("bundle"):
        files = _bundles(seeds, store, ontology, kept)
    gated = store if options.shapes else None
    pass_gates(report, steps, seeds, gated, files[ALL] if options.reasoner else None)
    report.bundles = {str(options.out / name): _digest(content) for name, content in files.items()}
    with steps.step("store"):
        nquads = _shown(seeds, store)
        report.triples = nquads.count(b"\n")
        named = {options.out / name: files[name] for name in files}
        return _put_in_use(generations, report, nquads, named)


def _put_in_use(
    generations: Generations, report: Report, nquads: bytes, files: dict[Path, bytes]
) -> Generation:
    """Swaps store and bundles when all of both is on disk, and removes the bundles of withdrawn sources."""
    earlier = _earlier(generations)
    with staged(files):
        made = generations.load(report.revision, nquads, report.to_json())
    if earlier is not None:
        before = {Path(name): digest for name, digest in earlier[0].bundles.items()}
        folders = {file.parent for file in files}
        for file in before.keys() - files.keys():
            if file.parent in folders and _stands(file, before[file]):
                file.unlink()
    return made


def revision_of(options: Options) -> str:
    """A hash of all that a build is made from: seeds, ontology, rules, shapes, version, gates.

    What is no file that can be read is left out: reading the seeds tells what is wrong with it.
    """
    digest = hashlib.sha256(f"{__version__} {options.shapes} {options.reasoner}".encode())
    for folder in (options.seeds, paths.ONTOLOGY, paths.SHAPES):
        for pattern in _INPUTS:
            for file in sorted(folder.rglob(pattern)):
                digest.update(f"{file.relative_to(folder)}\0".encode())
                with suppress(OSError):
                    digest.update(hashlib.sha256(_content(file)).digest())
    return digest.hexdigest()[:16]


def built(generations: Generations, revision: str, out: Path) -> tuple[Report, Generation] | None:
    """Report and generation of an earlier build from the same inputs (their hash, as `revision_of` gives it),
    if it and its bundles still stand."""
    found = _earlier(generations)
    if found is None or revision not in {found[0].inputs, found[1].revision}:
        return None
    report = found[0]
    report.bundles = {str(out / Path(name).name): digest for name, digest in report.bundles.items()}
    stand = all(_stands(Path(name), digest) for name, digest in report.bundles.items())
    return found if stand else None


def _earlier(generations: Generations) -> tuple[Report, Generation] | None:
    """Report and generation in use; None when there is none that can be read."""
    try:
        current = generations.current()
        if current is None:
            return None
        current.open()
        return Report.from_json(current.report.read_bytes()), current
    except (StoreError, OSError, ValueError):
        return None


def _stands(bundle: Path, digest: str) -> bool:
    try:
        return _digest(bundle.read_bytes()) == digest
    except OSError:
        return False


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _content(file: Path) -> bytes:
    """The bytes of a regular file; OSError for anything else, such as a pipe, which would never end."""
    if not file.is_file():
        raise OSError(f"{file} is no regular file")
    return file.read_bytes()


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


def _shown(seeds: Seeds, store: Store) -> bytes:
    """What is served, as N-Quads: all graphs but the texts that may only be quoted from."""
    withheld = {str(ns.text_graph(s.source.slug)) for s in seeds.sheets if s.source.rights != "full"}
    return b"".join(_as_quads(store, name) for name in store.graphs() if name not in withheld)


def _count(report: Report, seeds: Seeds, store: Store) -> None:
    if twice := duplicated_triples(store):
        raise BuildError(f"{len(twice)} triples stand in more than one graph; the first is {twice[0]}")
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


def _bundles(seeds: Seeds, store: Store, ontology: Graph, kept: Carried) -> dict[str, bytes]:
    """File name to content: one of all sources, and one of each with the standing that it gives alone."""
    slugs = [sheet.source.slug for sheet in seeds.sheets]
    files = {ALL: bundle(store, ontology, [*slugs, *kept.slugs])}
    for sheet in seeds.sheets:
        slug = sheet.source.slug
        if len(slugs) == 1 and not kept.slugs:
            files[f"stratagem-{slug}.ttl"] = files[ALL]
        else:
            alone = graph_store(Seeds(seeds.register, (sheet,)), ontology)
            derive(alone)
            files[f"stratagem-{slug}.ttl"] = bundle(alone, ontology, [slug])
    return files


def _as_quads(store: Store, name: str) -> bytes:
    return store.get_graph(name).replace(b" .\n", f" <{name}> .\n".encode())
