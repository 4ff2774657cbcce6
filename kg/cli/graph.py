"""Commands that make, check and write the graph: build, validate, reason, coverage, schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer
from rdflib import Graph

from kg import ns, paths
from kg.build import ALL, Options, build, graph_store, merged
from kg.bundle import ontology_graph
from kg.cli.output import Form, chosen, console, errors, print_json, print_rows
from kg.cli.summary import Progress, coverage_row, print_built, print_coverage
from kg.compile import coverage, provenance
from kg.errors import NotFoundError, RdfSyntaxError, StoreError
from kg.rules import derive
from kg.settings import Settings
from kg.sheet.load import load_seeds
from kg.sheet.schema import json_schema
from kg.sheet.vocabulary import read_vocabulary
from kg.store.formats import BY_SUFFIX, Format, parse
from kg.validate import Report as ShapesReport
from kg.validate import short, validate

ENOUGH: Final = 0.95
"""The share of the stating sentences that a sheet should cover."""

SeedsOption = Annotated[Path, typer.Option("--seeds", help="Folder of the register and the claim sheets.")]
StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Directory of the built graph. [default: .stratagem]")
]
OutOption = Annotated[Path, typer.Option("--out", help="Folder for the Turtle files that Protégé opens.")]
FormOption = Annotated[
    Form, typer.Option("--format", help="auto: a table on a terminal, JSON in a pipe.", show_choices=True)
]


def build_command(
    seeds: SeedsOption = paths.SEEDS,
    store: StoreOption = None,
    out: OutOption = Path("dist"),
    no_shapes: Annotated[bool, typer.Option("--no-shapes", help="Leave the SHACL gate out.")] = False,
    no_reason: Annotated[bool, typer.Option("--no-reason", help="Leave the reasoner out.")] = False,
) -> None:
    """Build the graph from its seeds: check, reason, write the store and the Turtle files.

    Example: stratagem build --seeds seeds --out dist
    """
    options = Options(seeds, store or Settings.read().store, out, not no_shapes, not no_reason)
    with Progress() as progress:
        report, _ = build(options, progress)
    print_built(report, console())


def validate_command(
    file: Annotated[
        Path | None,
        typer.Argument(help="An RDF file: .ttl .nt .nq .trig .jsonld .rdf. [default: the seeds]"),
    ] = None,
    seeds: SeedsOption = paths.SEEDS,
    form: FormOption = Form.AUTO,
) -> None:
    """Check an RDF file, or the graph of the seeds, against the shapes. Exit code 1 when it violates one.

    Example: stratagem validate dist/stratagem-all.ttl
    """
    report = _validated_file(file) if file else _validated_seeds(seeds)
    names = ("severity", "shape", "focus", "path", "value", "message", "where")
    print_rows([dict(zip(names, row, strict=True)) for row in report.rows()], form, names)
    counts = ", ".join(f"{count} {severity}" for severity, count in report.counts.items())
    errors().print(f"{'conforms' if report.conforms else 'does not conform'}: {counts}")
    raise typer.Exit(0 if report.conforms else 1)


def _validated_file(file: Path) -> ShapesReport:
    """The report on a file; RdfSyntaxError for one without a triple, which would conform to anything."""
    data = _read(file, "name a file that can be read")
    if not data:
        raise RdfSyntaxError(str(file), "the file holds no triples, so there is nothing to check")
    return validate(data)


def _validated_seeds(seeds: Path) -> ShapesReport:
    loaded = load_seeds(seeds)
    store = graph_store(loaded, ontology_graph())
    derive(store)
    return validate(merged(store), ontology=Graph(), locate=provenance(loaded))


def reason_command(
    file: Annotated[
        Path | None,
        typer.Argument(help="An RDF file with its ontology. [default: stratagem-all.ttl]"),
    ] = None,
    out: OutOption = Path("dist"),
    form: FormOption = Form.AUTO,
) -> None:
    """Ask HermiT whether a graph is consistent and which classes follow. Exit code 1 when it is not.

    An inconsistent graph is explained by the fewest axioms that contradict each other.

    Example: stratagem reason dist/stratagem-all.ttl
    """
    from kg.reason import explain, lines, reason

    data = _read(file or out / ALL, "`stratagem build` writes the bundles")
    found = reason(data)
    if not found.consistent:
        errors().print("the graph contradicts itself; these axioms do it:")
        for line in lines(explain(data)):
            console().print(line, soft_wrap=not sys.stdout.isatty())
        raise typer.Exit(1)
    rows = [
        {"individual": short(str(individual)), "class": short(str(cls))}
        for individual, cls in sorted(found.new_types)
        if str(cls) in ns.SG
    ]
    print_rows(rows, form, ("individual", "class"))
    for cls in found.unsatisfiable:
        errors().print(f"can have no members: {short(str(cls))}")
    errors().print(f"consistent; {len(rows)} memberships inferred in {found.seconds:.1f} s")
    raise typer.Exit(1 if found.unsatisfiable else 0)


def _read(file: Path, remedy: str) -> Graph:
    form = _format(file)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise StoreError(f"{file} cannot be read: {error.strerror}; {remedy}") from error
    graph = Graph()
    for subject, predicate, obj, _ in parse(data, form, origin=str(file)):
        graph.add((subject, predicate, obj))
    return graph


def _format(file: Path) -> Format:
    form = BY_SUFFIX.get(file.suffix.lower().lstrip("."))
    if form is None:
        known = ", ".join(sorted(BY_SUFFIX))
        raise RdfSyntaxError(str(file), f"the suffix names no RDF format; known are {known}")
    return form


def coverage_command(
    source: Annotated[str | None, typer.Argument(help="Slug of a source. Without it: all.")] = None,
    seeds: SeedsOption = paths.SEEDS,
    form: FormOption = Form.AUTO,
) -> None:
    """Show how much of each text its claims cover, sentence by sentence. Exit code 1 below 95 %.

    Example: stratagem coverage openai-crossroads
    """
    sheets = {sheet.source.slug: sheet for sheet in load_seeds(seeds).sheets}
    if source is not None and source not in sheets:
        raise NotFoundError("source", source, sorted(sheets))
    found = [coverage(sheet) for slug, sheet in sheets.items() if source in (None, slug)]
    if chosen(form) is Form.TABLE:
        for covered in found:
            print_coverage(covered, console())
    else:
        print_rows([coverage_row(covered) for covered in found], form)
    raise typer.Exit(0 if all(covered.share >= ENOUGH for covered in found) else 1)


def schema_command(
    file: Annotated[str | None, typer.Argument(help="entities.yaml, source.yaml or claims.yaml.")] = None,
) -> None:
    """Print the JSON Schema of the seed files, for editors that check and complete while one writes.

    Example: stratagem schema claims.yaml
    """
    schemas = json_schema(read_vocabulary())
    if file is not None and file not in schemas:
        raise NotFoundError("seed file", file, sorted(schemas))
    print_json(schemas if file is None else schemas[file])
