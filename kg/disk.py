"""Whether the disk of a store has room for what is to come."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

ROOM: Final = 64 * 1024 * 1024
"""Bytes that a change, its journal and the snapshot after it may need."""


def free(directory: Path) -> int:
    """Bytes that are free on the disk of a directory, or of the nearest folder above it that exists."""
    found = directory.absolute()
    while not found.exists():
        found = found.parent
    return shutil.disk_usage(found).free


def has_room(directory: Path) -> bool:
    """Whether at least `ROOM` bytes are free there."""
    return free(directory) >= ROOM
