"""Which format an answer takes: the suffix of the address first, then `Accept`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import mimeparse
from fastapi import Request

from api.problems import NotAcceptableError
from kg.kinds import BY_NAME, BY_PLURAL


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an answer: the suffix that asks for it, its media type, the media type by which the
    store knows it where that is another, and the version of RDF where that is not 1.1."""

    suffix: str
    media_type: str
    written_as: str = ""
    version: str = ""

    @property
    def engine(self) -> str:
        """The media type to ask the store for."""
        return self.written_as or self.media_type

    @property
    def tag(self) -> str:
        """What tells this format from the others, as in an entity tag."""
        return self.suffix + self.version


JSON: Final = Format("json", "application/json")
JSON_LD: Final = Format("jsonld", "application/ld+json")
TURTLE: Final = Format("ttl", "text/turtle")
N_TRIPLES: Final = Format("nt", "application/n-triples")
RDF_XML: Final = Format("rdf", "application/rdf+xml")
N_QUADS: Final = Format("nq", "application/n-quads")
TRIG: Final = Format("trig", "application/trig")
RESULTS_JSON: Final = Format("srj", "application/sparql-results+json")
RESULTS_XML: Final = Format("srx", "application/sparql-results+xml")
CSV: Final = Format("csv", "text/csv")
TSV: Final = Format("tsv", "text/tab-separated-values")
GRAPHML: Final = Format("graphml", "application/graphml+xml")
TEXT: Final = Format("txt", "text/plain")
MARKDOWN: Final = Format("md", "text/markdown")
HTML: Final = Format("html", "text/html")

RESOURCE: Final = (JSON, JSON_LD, TURTLE, N_TRIPLES, RDF_XML)
TABULAR: Final = (*RESOURCE, CSV)
GRAPH: Final = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
NAMED_GRAPHS: Final = (TURTLE, TRIG, N_QUADS, N_TRIPLES, JSON_LD, RDF_XML)
RDF_12: Final = tuple(
    Format(f.suffix, f"{f.media_type}; version=1.2", f.media_type, "1.2")
    for f in (TURTLE, TRIG, N_QUADS, N_TRIPLES)
)
"""Those that RDF 1.2 has so far; the parameter is that of its media types."""
EXPORT: Final = (*NAMED_GRAPHS, GRAPHML, *RDF_12)
ROWS: Final = (JSON, CSV)
# Many clients of SPARQL ask for plain JSON.
TABLE: Final = (
    RESULTS_JSON,
    RESULTS_XML,
    CSV,
    TSV,
    Format("json", "application/json", RESULTS_JSON.media_type),
)
SPARQL_GRAPH: Final = (*GRAPH, Format("json", "application/json", JSON_LD.media_type))
SUFFIXES: Final = frozenset(f.suffix for f in (*RESOURCE, *EXPORT, *TABLE, TEXT, MARKDOWN, HTML))

_SUFFIXED_ROOTS: Final = frozenset(
    {
        *BY_NAME,
        "axiom",
        *BY_PLURAL,
        "ask",
        "compare",
        "disputes",
        "forecasts",
        "ontology",
        "search",
        "shapes",
        "export",
        "sparql",
        "id",
        "graph",
        "about",
        "quality",
        ".well-known",
    }
)
_LONGEST_ACCEPT: Final = 1000


def split_suffix(path: str) -> tuple[str, str | None]:
    """`/company/openai.ttl` is `/company/openai` and `ttl`; only addresses of resources are split."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    root = first.partition(".")[0] or first
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix in SUFFIXES and root in _SUFFIXED_ROOTS:
        return stem, suffix
    return path, None


def choose(request: Request, available: tuple[Format, ...]) -> Format:
    """The format of this answer; the first of `available` where the client does not care. What was available
    is noted in `scope["stratagem.formats"]`, for the links to the other formats.

    Raises NotAcceptableError when neither suffix nor `Accept` names one of them.
    """
    names = tuple(f.media_type for f in available)
    request.scope["stratagem.formats"] = available
    suffix: str | None = request.scope.get("stratagem.suffix")
    if suffix is not None:
        for known in available:
            if known.suffix == suffix:
                return known
        raise NotAcceptableError(names)
    accept = ", ".join(request.headers.getlist("accept"))
    if not accept.strip():
        return available[0]
    try:
        # The library prefers the last of equals, we the first.
        best = mimeparse.best_match(list(reversed(names)), accept[:_LONGEST_ACCEPT])
    except (mimeparse.MimeTypeParseException, ValueError):
        best = ""
    for known in available:
        if known.media_type == best:
            return known
    raise NotAcceptableError(names)
