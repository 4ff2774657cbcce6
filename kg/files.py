"""Files that are written whole or not at all, so that an interruption leaves the old ones."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kg.errors import StoreError


def replace(file: Path, content: bytes) -> None:
    """Puts `content` into a file in one step, making its folder; StoreError when the disk does not let us."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False) as new:
            try:
                new.write(content)
                new.flush()
                os.fsync(new.fileno())
            except BaseException:
                Path(new.name).unlink()
                raise
        Path(new.name).chmod(0o644)
        Path(new.name).replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror or error}") from error
