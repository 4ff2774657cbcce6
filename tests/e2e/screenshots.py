"""Makes the pictures of the README from the first article: `./run screenshots` (needs Chromium)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from kg import paths
from tests.api.served import serving
from tests.e2e.browser import Visit, chromium

FOLDER: Final = paths.ROOT / "docs" / "images"
PICTURES: Final = {
    "company": "/company/openai",
    "source": "/source/openai-crossroads#claim-323e51a3f09f9caf",
}
WIDTH: Final = 1280
HEIGHT: Final = 860
MOST: Final = 300_000
"""Bytes of a picture."""


def main() -> int:
    """Builds and serves the seeds, and takes the pictures; 1 where one is too large."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        command = [sys.executable, "-m", "kg.cli", "build", "--store", str(folder / "store")]
        subprocess.run([*command, "--out", str(folder / "dist")], check=True, capture_output=True)
        with serving(folder / "store", folder / "log") as served, chromium() as browser:
            view = {"width": WIDTH, "height": HEIGHT}
            with Visit(browser, served.port, viewport=view, color_scheme="light") as visit:
                for name, address in PICTURES.items():
                    visit.go(address)
                    visit.page.screenshot(path=FOLDER / f"{name}.png")
    sizes = {name: (FOLDER / f"{name}.png").stat().st_size for name in PICTURES}
    for name, size in sizes.items():
        print(f"docs/images/{name}.png: {size // 1000} kB")
    return max(sizes.values()) > MOST


if __name__ == "__main__":
    raise SystemExit(main())
