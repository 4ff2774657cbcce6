"""What we measure ourselves against: servers over the same data, each in a process of its own.

python -m bench.peers hello PORT          the same stack with nothing behind it
python -m bench.peers rdflib FILE PORT    rdflib-endpoint over a file of N-Quads, read as one graph
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response

from bench.servers import program
from kg.store import terms

HELLO = b'{"hello":"world"}'


def oxigraph(store: Path, port: int) -> list[str]:
    """The command of an Oxigraph server that reads a generation; its default graph is the union of all."""
    command = [program("oxigraph"), "serve-read-only", "--location", str(store)]
    return [*command, "--bind", f"127.0.0.1:{port}", "--union-default-graph"]


def ours(store: Path, port: int) -> list[str]:
    """The command of our own server over a store."""
    return [sys.executable, "-m", "kg.cli", "serve", "--store", str(store), "--port", str(port)]


def peer(*arguments: str) -> list[str]:
    """The command of a server of this module."""
    return [sys.executable, "-m", "bench.peers", *arguments]


def hello() -> FastAPI:
    """An application of the same stack that does nothing: `/hello`, and `/bytes/{n}` for n bytes."""
    app = FastAPI(openapi_url=None)
    bodies: dict[int, bytes] = {}

    async def small() -> Response:
        return Response(HELLO, media_type="application/json")

    async def large(size: int) -> Response:
        body = bodies.setdefault(size, b" " * size)
        return Response(body, media_type="application/json")

    app.add_api_route("/hello", small)
    app.add_api_route("/bytes/{size}", large)
    return app


def rdflib_endpoint(file: Path) -> FastAPI:
    """rdflib-endpoint over a file, in one graph in memory: rdflib is faster so than over named graphs.

    The engine parses the file: rdflib's own parser takes minutes for a million triples, and `bench.loading`
    measures it.
    """
    import pyoxigraph as ox
    from rdflib import Graph
    from rdflib_endpoint import SparqlEndpoint

    graph = Graph()
    for quad in ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS):
        graph.add(terms.triple(quad.triple))
    return SparqlEndpoint(graph=graph, path="/sparql")


def main() -> int:
    """Serves until it is ended."""
    kind, *rest = sys.argv[1:]
    app = hello() if kind == "hello" else rdflib_endpoint(Path(rest[0]))
    uvicorn.run(app, host="127.0.0.1", port=int(rest[-1]), log_level="error", access_log=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
