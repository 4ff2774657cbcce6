"""A program on a disk of a few megabytes: a tmpfs in a mount namespace of its own, which ends with it."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest


def on_small_disk(folder: Path, size: int, words: list[str]) -> list[str]:
    """The command that runs `words` where a tmpfs of `size` bytes is on `folder`, seen by it alone."""
    script = f"mount -t tmpfs -o size={size} none {shlex.quote(str(folder))} && exec {shlex.join(words)}"
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]


def require(folder: Path) -> None:
    """Fails, and says what is missing, where no such disk can be made: nothing was tried then."""
    try:
        done = subprocess.run(
            on_small_disk(folder, 65536, ["true"]), capture_output=True, text=True, check=False, timeout=20
        )
        told = done.stderr if done.returncode else ""
    except OSError as error:
        told = str(error)
    if told:
        pytest.fail(
            "NOT TRIED: a full disk needs `unshare` of util-linux and user namespaces "
            f"(sysctl kernel.unprivileged_userns_clone=1): {told}"
        )
