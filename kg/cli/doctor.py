"""The command `stratagem doctor`: is all as it should be, and if not, what is to be done?"""

from __future__ import annotations

import os

import typer

from kg.cli import checkup
from kg.cli.graph import FormOption, StoreOption
from kg.cli.output import Form, print_rows


def doctor_command(store: StoreOption = None, form: FormOption = Form.AUTO) -> None:
    """Check settings, store, snapshot, disk, lock, tokens, search, versions; exit code 1 for a fault.

    Example: stratagem doctor
    """
    settings, found = checkup.settings(os.environ)
    directory = store or settings.store
    for check in (checkup.store, checkup.leftovers, checkup.disk, checkup.lock, checkup.tokens):
        found += check(directory)
    found += [*checkup.words(), *checkup.versions()]
    rows = [
        {"state": one.state, "subject": one.subject, "found": one.found, "remedy": one.remedy}
        for one in found
    ]
    print_rows(rows, form, ("state", "subject", "found", "remedy"))
    raise typer.Exit(any(one.state == "fault" for one in found))
