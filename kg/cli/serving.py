"""Commands that serve the graph over HTTP: serve and demo. They listen on 127.0.0.1 only."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from kg import paths
from kg.access import Tokens
from kg.build import Options, build
from kg.change import Changes
from kg.cli.graph import OutOption, SeedsOption, StoreOption
from kg.cli.opening import generation
from kg.cli.output import console
from kg.cli.plain import serve_plain
from kg.cli.summary import Progress, print_built
from kg.errors import BadParameterError
from kg.read.overview import CompanyCount, overview
from kg.settings import Settings
from kg.store.disk.generations import Generation
from kg.store.disk.live import LiveStore
from kg.store.pool.process import Bounds
from kg.store.pool.workers import QueryPool
from kg.validate.process import Bounds as Checking
from kg.validate.process import Validator

HOST: Final = "127.0.0.1"

MARGIN: Final = 5.0
"""Seconds that a snapshot stays longer than a query may run."""

PortOption = Annotated[
    int | None, typer.Option("--port", help="Port on 127.0.0.1. [default: 8000]", min=1, max=65535)
]


def serve_command(
    store: StoreOption = None,
    port: PortOption = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Serve a bare store of any graphs: no shapes, nothing derived.")
    ] = False,
) -> None:
    """Serve the built graph on 127.0.0.1 until Ctrl-C.

    Example: stratagem serve --port 8080
    """
    settings = Settings.read()
    chosen = port or settings.port
    check_port(chosen)
    if plain or settings.mode == "plain":
        serve_plain(store or settings.store, settings, chosen)
        return
    _serve(generation(store), settings, chosen)


def demo_command(
    seeds: SeedsOption = paths.SEEDS,
    store: StoreOption = None,
    out: OutOption = Path("dist"),
    port: PortOption = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only build, and say what was built.")] = False,
) -> None:
    """Build the graph from its seeds, unless it stands already, and serve it.

    Example: stratagem demo --port 8080
    """
    settings = Settings.read()
    chosen = port or settings.port
    if not no_serve:
        check_port(chosen)
    with Progress() as progress:
        report, made = build(Options(seeds, store or settings.store, out), progress)
    print_built(report, console())
    if not no_serve:
        _serve(made, settings, chosen)


def check_port(port: int) -> None:
    """BadParameterError with the remedy when a port cannot be listened on, such as one that is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OverflowError:
            raise BadParameterError("port", str(port), "ports are 1 to 65535") from None
        except OSError as error:
            raise BadParameterError(
                "port", str(port), f"{error.strerror}; end what listens there or name another by --port"
            ) from None


def _serve(made: Generation, settings: Settings, port: int) -> None:
    from api.app import create_app
    from kg.cli.server import run, service_of

    bounds = Bounds(settings.query_deadline, settings.query_result, settings.query_memory)
    validator = Validator(Checking(deadline=settings.validation_deadline))
    directory = made.path.parents[1]
    # A snapshot stays until every query that may have begun on it has ended.
    with (
        LiveStore(
            directory, grace=settings.query_deadline + MARGIN, in_memory=settings.memory_triples
        ) as live,
        QueryPool(live.snapshot.path, settings.query_workers, bounds) as pool,
        service_of(settings, port, directory) as service,
    ):
        _print_addresses(port, overview(live.reading).companies)
        app = create_app(
            live.reading,
            pool,
            live.revision,
            validator,
            tokens=Tokens(directory),
            service=service,
            changes=Changes(live),
        )
        run(app, service, settings, port)


def _print_addresses(port: int, companies: Sequence[CompanyCount]) -> None:
    base = f"http://{HOST}:{port}"
    company = f"/company/{companies[0].id}/fronts" if companies else "/companies"
    screen = console()
    screen.print("open")
    for path, what in (
        ("/", "what this graph holds"),
        (company, "the fronts of a company, with the words behind them"),
        ("/ask", "the questions that the graph answers"),
        ("/sparql", "SPARQL queries"),
        ("/docs", "the HTTP interface"),
    ):
        screen.print(f"  {base + path:46} {what}")
    screen.print("Ctrl-C ends it.")
