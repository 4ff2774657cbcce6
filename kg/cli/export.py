"""`stratagem export`: the whole graph, or a list of it, as a file; the same writers serve it over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from kg.cli.opening import opened
from kg.cli.output import errors
from kg.errors import BadParameterError, RdfSyntaxError
from kg.files import replace
from kg.kinds import BY_PLURAL
from kg.read.export import Writer, export
from kg.read.graphml import graphml
from kg.read.tables import table
from kg.store.base import Store
from kg.store.formats import BY_SUFFIX, FORMATS, JSON_LD, RDF_XML

REIFIED: Final = tuple(form.suffix for form in FORMATS if form not in (JSON_LD, RDF_XML))
"""Suffixes of the formats that RDF 1.2 has so far."""
_VERSIONS: Final = ("1.1", "1.2")

StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Directory of the built graph. [default: .stratagem]")
]


def export_command(
    file: Annotated[
        Path,
        typer.Argument(help="The file: .ttl .trig .nq .nt .jsonld .rdf .graphml .csv name the format."),
    ],
    of: Annotated[
        str | None, typer.Option("--list", help="The list of a .csv file. [default: the name of the file]")
    ] = None,
    version: Annotated[
        str, typer.Option("--rdf", help="1.2 says of a statement itself what 1.1 says of its owl:Axiom.")
    ] = "1.1",
    store: StoreOption = None,
) -> None:
    """Write the whole graph, or all rows of a list, to a file; no text whose rights do not allow it.

    Examples: stratagem export graph.trig · stratagem export graph.ttl --rdf 1.2 · stratagem export claims.csv
    """
    write, form = _writer(opened(store), file, of, version)
    replace(file, write)
    errors().print(f"{file}: {file.stat().st_size:,} bytes of {form}")


def _writer(store: Store, file: Path, of: str | None, version: str) -> tuple[Writer, str]:
    """What writes a file, and what people call its format."""
    suffix = file.suffix.lower().removeprefix(".")
    if suffix == "csv":
        name = of or file.stem
        if name not in BY_PLURAL:
            raise BadParameterError("--list", name, f"it is one of {', '.join(BY_PLURAL)}")
        return table(store, BY_PLURAL[name].name), "CSV"
    if of is not None:
        raise BadParameterError("--list", of, "a list is written to a .csv file")
    if version not in _VERSIONS or (version != _VERSIONS[0] and suffix not in REIFIED):
        raise BadParameterError("--rdf", version, f"it is 1.1, or 1.2 for {', '.join(REIFIED)}")
    if suffix == "graphml":
        return graphml(store), "GraphML"
    form = BY_SUFFIX.get(suffix)
    if form is None:
        known = ", ".join([*sorted(BY_SUFFIX), "graphml", "csv"])
        raise RdfSyntaxError(str(file), f"the suffix names no RDF format; known are {known}")
    reified = version != _VERSIONS[0]
    return export(store, form.media_type, reified=reified), f"{form.name}{f' {version}' if reified else ''}"
