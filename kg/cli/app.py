"""The application of the command line: its commands, and how an error leaves it."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated, Final

import typer

from kg import __version__
from kg.cli import answers, backup, doctor, export, graph, search, serving
from kg.cli.output import errors
from kg.cli.tokens import tokens
from kg.errors import BuildError, NotFoundError, SheetError, StratagemError

app: Final = typer.Typer(
    name="stratagem",
    help="Who fights whom, on which front, and which words say so.",
    epilog="Examples: stratagem demo · stratagem show company openai · stratagem ask fronts company=openai",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (
    graph.build_command,
    graph.validate_command,
    graph.reason_command,
    graph.coverage_command,
    export.export_command,
    backup.backup_command,
    backup.restore_command,
    graph.schema_command,
    answers.ask_command,
    answers.query_command,
    answers.show_command,
    search.search_command,
    doctor.doctor_command,
    serving.serve_command,
    serving.demo_command,
):
    app.command(_command.__name__.removesuffix("_command"))(_command)
app.add_typer(tokens, name="token")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stratagem {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Who fights whom, on which front, and which words say so."""


def main() -> None:
    """Runs a command; every error that we know of is one clear message and an exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an old terminal may lack a quotation mark of an article
    try:
        app(standalone_mode=True)
    except StratagemError as error:
        sys.exit(_told(error))
    except OSError as error:
        # What standard output did not take must not be written again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        errors().print(f"stratagem: {error}")
        sys.exit(2)


def _told(error: StratagemError) -> int:
    if isinstance(error, SheetError):
        errors().print(str(error))
        count = len(error.problems)
        errors().print(f"{count} {'fault' if count == 1 else 'faults'} in the seeds; nothing was written.")
    else:
        errors().print(f"stratagem: {error}")
    return 1 if isinstance(error, (BuildError, NotFoundError)) else 2
