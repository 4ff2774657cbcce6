"""One run of all servers over one landscape: started together, compared, then measured in turn."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from bench import peers
from bench.landscape import Landscape
from bench.load import Measured, get, measure, select
from bench.questions import QUESTIONS, Question, claims, rows, slugs
from bench.servers import at_rest, free_port, memory, program, running

CONNECTIONS: Final = (1, 16, 64)
SETTINGS: Final = {"STRATAGEM_QUERY_BUDGET": "1000000", "STRATAGEM_LOG_LEVEL": "warning"}
MANY: Final = Path(__file__).with_name("hundred-thousand-rows.rq")
OF_RDFLIB: Final = frozenset({"fronts"})
"""The questions that rdflib-endpoint is asked: of others one answer takes it minutes at a million triples."""

Results = dict[str, Any]


def tell(what: str) -> None:
    """Says on the error output what is done now."""
    print(f"  {what}", file=sys.stderr, flush=True)


def measured(made: Landscape, seconds: float, *, rdflib: bool) -> Results:
    """Starts the servers over a landscape, compares their answers, measures."""
    port = {name: free_port() for name in ("ours", "hello", "oxigraph", "rdflib")}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(running(peers.peer("hello", str(port["hello"])), port["hello"]))
        begun = time.monotonic()
        ours = stack.enter_context(running(peers.ours(made.store, port["ours"]), port["ours"], 60, SETTINGS))
        started = time.monotonic() - begun
        tell("our server copies the graph to memory, beside the first answers")
        idle = at_rest(ours)
        oxigraph = stack.enter_context(
            running(peers.oxigraph(made.generation.path, port["oxigraph"]), port["oxigraph"])
        )
        found: Results = {"start": round(started, 2), "idle": idle, "memory": {}}
        endpoints = {"ours": "/sparql", "oxigraph": "/query"}
        servers = {"ours": ours, "oxigraph": oxigraph}
        if rdflib:
            tell("rdflib reads the graph")
            file = folder / "graph.nq"
            dump = [program("oxigraph"), "dump", "--location", str(made.generation.path), "--file", str(file)]
            subprocess.run(dump, check=True, capture_output=True)
            command = peers.peer("rdflib", str(file), str(port["rdflib"]))
            servers["rdflib"] = stack.enter_context(running(command, port["rdflib"], 600))
            endpoints["rdflib"] = "/sparql"
        compare(made, port, endpoints)
        found["questions"] = {
            question.name: ask(question, made, port, endpoints, seconds) for question in QUESTIONS
        }
        found |= unchanged(made, port, seconds) | many_rows(port, seconds)
        found["memory"] = {name: memory(process) for name, process in servers.items()}
    return found


def compare(made: Landscape, port: dict[str, int], endpoints: dict[str, str]) -> None:
    """SystemExit where two servers answer a question with different rows, or REST with other claims."""
    for question in QUESTIONS:
        tell(f"compares {question.name}")
        for slug, text in list(zip(slugs(made.world), question.texts(made.world), strict=False))[:3]:
            asked = {name: path for name, path in endpoints.items() if _takes_part(name, question)}
            found = {name: rows(port[name], path, text) for name, path in asked.items()}
            for name, theirs in found.items():
                if theirs != found["oxigraph"]:
                    raise SystemExit(
                        f"{name} answers {question.name} of {slug} with other rows: no figure counts"
                    )
            said = {
                value for row in found["ours"] for value in row.decode().split('"') if "/id/claim/" in value
            }
            said = {value.partition(" ")[2] for value in said}
            if not found["ours"]:
                raise SystemExit(f"{question.name} of {slug} has no rows: there is nothing to measure")
            if (
                question.name == "fronts"
                and not claims(port["ours"], question.path.format(company=slug)) >= said
            ):
                raise SystemExit(f"the REST answer of {question.name} of {slug} lacks claims of the query")


def ask(
    question: Question, made: Landscape, port: dict[str, int], endpoints: dict[str, str], seconds: float
) -> Results:
    """One question of all servers over 1, 16 and 64 connections."""
    found: Results = {}
    for connections in CONNECTIONS:
        tell(f"{question.name}, {connections} connections")
        rest = question.rest(made.world, port["ours"])
        found.setdefault("rest", {})[str(connections)] = _run(port["ours"], rest, connections, seconds)
        for server, path in endpoints.items():
            if not _takes_part(server, question):
                continue
            wanted = question.raw(made.world, port[server], path)
            found.setdefault(server, {})[str(connections)] = _run(port[server], wanted, connections, seconds)
    return found


def unchanged(made: Landscape, port: dict[str, int], seconds: float) -> Results:
    """Answers from the cache beside answers of the same size of an application that does nothing."""
    tell("unchanged answers")
    front = QUESTIONS[0].rest(made.world, port["ours"], fresh=False)
    small = [get(port["ours"], "/companies?limit=1")]
    ways = {"hello": (port["hello"], [get(port["hello"], "/hello")]), "small": (port["ours"], small)}
    ways["fronts"] = (port["ours"], front)
    for target, wanted in ways.values():  # puts the answers into the cache
        measure(target, wanted, 1, seconds, most=len(wanted))
        measure(target, wanted, 1, seconds)
    found: Results = {}
    for connections in CONNECTIONS[1:]:
        for name, (target, wanted) in ways.items():
            measured_here = measure(target, wanted, connections, seconds)
            found.setdefault(name, {})[str(connections)] = asdict(measured_here)
            if name != "hello":
                same = [get(port["hello"], f"/bytes/{measured_here.size}")]
                beside = _run(port["hello"], same, connections, seconds)
                found.setdefault(f"hello as large as {name}", {})[str(connections)] = beside
    return {"unchanged": found}


def many_rows(port: dict[str, int], seconds: float) -> Results:
    """An answer of 100,000 rows, ours held back up to the cap and then sent."""
    tell("an answer of 100,000 rows")
    text = MANY.read_text(encoding="utf-8")
    found = {
        server: _run(port[server], [select(port[server], path, text)], 1, max(seconds, 5.0))
        for server, path in (("ours", "/sparql"), ("oxigraph", "/query"))
    }
    return {"many rows": found}


def _takes_part(server: str, question: Question) -> bool:
    return server != "rdflib" or question.name in OF_RDFLIB


def _run(port: int, requests: list[bytes], connections: int, seconds: float) -> dict[str, Any]:
    found: Measured = measure(port, requests, connections, seconds)
    return asdict(found)
