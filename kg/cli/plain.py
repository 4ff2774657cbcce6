"""`stratagem serve --plain`: a bare SPARQL store, kept beside the built graph in its directory."""

from __future__ import annotations

from pathlib import Path

from kg.access import Tokens
from kg.cli.output import console
from kg.settings import Settings
from kg.store.plain import PlainStore
from kg.store.pool.process import Bounds


def serve_plain(directory: Path, settings: Settings, port: int) -> None:
    """Serves the bare store of a directory until Ctrl-C; StoreError when another server has it."""
    from api.plain import create_plain_app
    from kg.cli.server import HOST, run, service_of

    bounds = Bounds(settings.query_deadline, settings.query_result, settings.query_memory)
    store = PlainStore(directory, settings.query_workers, bounds)
    screen = console()
    screen.print("open (plain mode: any graph, no shapes, nothing derived)")
    for path, what in (
        ("/sparql", "queries; without one, the description of the service"),
        ("/sparql/update", "updates, by a token made by `stratagem token make NAME --scope write`"),
        ("/graphs", "whole graphs, by the Graph Store Protocol"),
    ):
        screen.print(f"  {f'http://{HOST}:{port}{path}':46} {what}")
    screen.print("Ctrl-C ends it.")
    with service_of(settings, port, directory) as service:
        run(create_plain_app(store, tokens=Tokens(directory), service=service), service, settings, port)
