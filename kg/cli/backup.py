"""Commands that keep a graph safe: backup and restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.graph import StoreOption
from kg.cli.output import errors
from kg.settings import Settings
from kg.store.disk.backup import backup, restore


def backup_command(
    target: Annotated[Path, typer.Argument(help="A .tar or .tar.gz file, or a folder that is not there.")],
    store: StoreOption = None,
) -> None:
    """Write a backup of the graph in use, also while it is served and changed. Tokens are not in it.

    Example: stratagem backup graph.tar.gz
    """
    made = backup(store or Settings.read().store, target)
    errors().print(f"{target}: the graph at revision {made.revision}")


def restore_command(
    source: Annotated[Path, typer.Argument(help="A backup: the file or folder that `backup` wrote.")],
    store: StoreOption = None,
) -> None:
    """Make the store anew from a backup, in a directory that holds no graph yet.

    Example: stratagem restore graph.tar.gz --store restored
    """
    directory = store or Settings.read().store
    made = restore(source, directory)
    errors().print(f"{directory}: the graph at revision {made.revision}")
