"""A process that checks one file against the shapes and ends.

Run by `kg.validate.process` as `python -m kg.validate.worker`. Standard input has a line of JSON (media type,
size of the file, memory), then the file, and stays open as long as the parent lives; standard output gets one
JSON object on a line: the report, or an `error`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any, BinaryIO, Final

from rdflib import BNode, Literal
from rdflib.term import Node

from kg.errors import RdfSyntaxError
from kg.store.pool.worker import cap_memory, leave_network
from kg.validate.report import Report, Result
from kg.validate.run import validate_file

LISTED: Final = 1000
"""Findings in an answer, the gravest; the counts are of all."""
LONGEST: Final = 2000
"""Characters of a text in a finding: the file decides how long a literal is."""


def main() -> None:
    """Answers for the one file on standard input."""
    leave_network()
    incoming = sys.stdin.buffer
    config = json.loads(incoming.readline())
    data = incoming.read(config["size"])
    threading.Thread(target=_end_with_parent, args=(incoming,), daemon=True).start()
    cap_memory(config["memory"])
    print(json.dumps(outcome(data, config["media_type"])))


def outcome(data: bytes, media_type: str) -> dict[str, Any]:
    """The report on a file, or what kept us from one: an `error` of syntax, memory or failure."""
    try:
        return _report(validate_file(data, media_type))
    except RdfSyntaxError as error:
        return {"error": "syntax", "origin": error.origin, "detail": error.detail, "line": error.line}
    except (MemoryError, RecursionError):
        return {"error": "memory"}
    except Exception as error:  # whatever a file makes of the engine, the parent is to log it
        return {"error": "failure", "detail": _cut(f"{type(error).__name__}: {error}")}


def _end_with_parent(stream: BinaryIO) -> None:
    """The end of standard input is the end of the parent: this process ends, whatever it does."""
    stream.read()
    os._exit(0)


def _report(report: Report) -> dict[str, Any]:
    return {
        "conforms": report.conforms,
        "counts": report.counts,
        "total": len(report.results),
        "results": [_finding(result) for result in report.results[:LISTED]],
    }


def _finding(result: Result) -> dict[str, Any]:
    return {
        "severity": result.severity,
        "shape": result.shape,
        "component": result.component,
        "focus": _term(result.focus),
        "path": result.path,
        "value": _term(result.value) if result.value is not None else None,
        "message": _cut(result.message),
    }


def _term(node: Node) -> dict[str, str | None]:
    """A term by the words of SPARQL results in JSON: uri, literal or bnode."""
    kind = "literal" if isinstance(node, Literal) else "bnode" if isinstance(node, BNode) else "uri"
    language, datatype = (node.language, node.datatype) if isinstance(node, Literal) else (None, None)
    return {
        "type": kind,
        "value": _cut(str(node)),
        "datatype": str(datatype) if datatype else None,
        "language": language,
    }


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


if __name__ == "__main__":
    main()
