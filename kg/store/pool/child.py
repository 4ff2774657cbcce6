"""The start of a process of ours beside the server: one that runs a query or checks a file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[3]
_OWN: Final = {
    "PYTHONPATH": str(_ROOT),
    # Its memory is capped as addresses, and glibc takes 64 MB of those for each thread without touching them:
    # measured for a worker, 500 MB of addresses at its start and 29 MB in use, now 116 and 29.
    "MALLOC_ARENA_MAX": "1",
}


def start(module: str) -> subprocess.Popen[bytes]:
    """Starts `python -m MODULE` with pipes to its input and output; it must end when its input ends."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | _OWN,
        start_new_session=True,  # a Ctrl-C is for the parent, and the end of the parent ends the process
    )
