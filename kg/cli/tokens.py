"""Commands that give, list and take away the right to write: token make, token list, token revoke."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from kg.access import SCOPES, Tokens
from kg.cli.graph import StoreOption
from kg.cli.output import Form, console, errors, print_rows
from kg.settings import Settings

tokens: Final = typer.Typer(
    no_args_is_help=True,
    help="Who may write, and read where reading is closed: make, list and revoke tokens.",
    epilog="Example: stratagem token make anna --scope write",
)

NameArgument = Annotated[str, typer.Argument(help="Whose it is; the author of what is written with it.")]
ScopeOption = Annotated[
    str, typer.Option("--scope", help=f"What it allows: {' or '.join(SCOPES)} (which includes read).")
]


def make_command(name: NameArgument, scope: ScopeOption = "read", store: StoreOption = None) -> None:
    """Make a token and print it, once: only its digest is kept.

    Example: stratagem token make anna --scope write
    """
    text = _tokens(store).make(name, scope)
    typer.echo(text)
    errors().print("Keep it now: it is not shown again. Send it as “Authorization: Bearer …”.")


def list_command(store: StoreOption = None) -> None:
    """List the tokens: name, scope, when each was made.

    Example: stratagem token list
    """
    rows = [{"name": t.name, "scope": t.scope, "made": t.made} for t in _tokens(store).listed()]
    print_rows(rows, Form.AUTO, ("name", "scope", "made"))


def revoke_command(name: NameArgument, store: StoreOption = None) -> None:
    """Revoke a token for good; a running server refuses it from its next request on.

    Example: stratagem token revoke anna
    """
    _tokens(store).revoke(name)
    console().print(f"revoked {name}")


def _tokens(store: StoreOption) -> Tokens:
    return Tokens(store or Settings.read().store)


for _command in (make_command, list_command, revoke_command):
    tokens.command(_command.__name__.removesuffix("_command"))(_command)
