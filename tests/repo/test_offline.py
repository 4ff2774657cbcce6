"""A program that is run offline reaches itself and nobody else."""

from __future__ import annotations

import subprocess
import sys

from dev.offline import NotPermittedError, leave
from tests.repo.checkout import ROOT

PROGRAM = """
import socket, sys
from dev.offline import interfaces
assert interfaces() == ["lo"], interfaces()
with socket.create_server(("127.0.0.1", 0)) as here:
    socket.create_connection(here.getsockname()).close()
try:
    socket.create_connection(("192.0.2.1", 80), timeout=2)  # an address for documentation (RFC 5737)
except OSError as error:
    print("unreachable:", error.errno == 101)
"""


def test_what_is_run_offline_reaches_only_itself() -> None:
    code = f"from dev.offline import leave\nleave()\n{PROGRAM}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    refused = NotPermittedError.__name__ in done.stderr
    assert refused or (done.returncode, done.stdout.strip()) == (0, "unreachable: True"), done.stderr
    assert leave.__doc__


def test_a_system_without_namespaces_is_told_loudly() -> None:
    code = (
        "import dev.offline as offline\n"
        "def refuse(): raise offline.NotPermittedError('no')\n"
        "offline.leave = refuse\noffline.main(['platform'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.startswith("NOT OFFLINE")
    assert done.returncode == 0
    assert done.stdout, "what was to be run is run with the network that there is"
