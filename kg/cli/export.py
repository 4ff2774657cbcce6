"""`stratagem export`: the whole graph, or a list of it, as a file; the same writers serve it over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from kg.cli.opening import opened
from kg.cli.output import errors
from kg.errors import BadParameterError
from kg.files import replace
from kg.kinds import BY_PLURAL
from kg.read.export import Writer, export
from kg.read.graphml import graphml
from kg.read.tables import table
from kg.store.base import Store
from kg.store.formats import FORMATS, JSON_LD, RDF_XML

RDF: Final = {form.suffix: form.media_type for form in FORMATS}
REIFIED: Final = {form.suffix for form in FORMATS if form not in (JSON_LD, RDF_XML)}
_KNOWN: Final = f"the suffix is one of {', '.join(RDF)}, graphml, csv"

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
    write = _writer(opened(store), file, of, version)
    replace(file, write)
    errors().print(f"{file}: {file.stat().st_size:,} bytes")


def _writer(store: Store, file: Path, of: str | None, version: str) -> Writer:
    suffix = file.suffix.lower().removeprefix(".")
    if suffix == "csv":
        name = of or file.stem
        if name not in BY_PLURAL:
            raise BadParameterError("--list", name, f"it is one of {', '.join(BY_PLURAL)}")
        return table(store, BY_PLURAL[name].name)
    if of is not None:
        raise BadParameterError("--list", of, "a list is written to a .csv file")
    if version not in {"1.1", "1.2"} or (version == "1.2" and suffix not in REIFIED):
        raise BadParameterError("--rdf", version, f"it is 1.1, or 1.2 for {', '.join(sorted(REIFIED))}")
    if suffix == "graphml":
        return graphml(store)
    if suffix not in RDF:
        raise BadParameterError("file", str(file), _KNOWN)
    return export(store, RDF[suffix], reified=version == "1.2")
