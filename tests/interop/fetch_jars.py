"""Fetch the OWL API that Protégé uses: `python -m tests.interop.fetch_jars` puts its jars into a cache.

The jars come from the wheel of `mowl-borg` on the package index, which is checked against its hash; the
package itself and its dependencies are not installed. A second run finds the jars and does nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

REQUIREMENT: Final = (
    "mowl-borg==2.1.0 --hash=sha256:13dd3aad861f4d0b72f2b8ba3d495164c26b4a3ea7ad93cce678bd73ed87dc6d"
)
COMMAND: Final = "python -m tests.interop.fetch_jars"
FOLDER: Final = "mowl/lib/"
JARS: Final = (
    "owlapi-distribution-4.5.22.jar",
    "caffeine-2.8.6.jar",
    "commons-io-2.8.0.jar",
    "guava-18.0.jar",
    "hppcrt-0.7.5.jar",
    "javax.inject-1.jar",
    *(
        f"rdf4j-{name}-2.4.2.jar"
        for name in (
            *("model", "util", "rio-api", "rio-binary", "rio-datatypes", "rio-jsonld", "rio-languages"),
            *("rio-n3", "rio-nquads", "rio-ntriples", "rio-rdfjson", "rio-rdfxml", "rio-trig", "rio-trix"),
            "rio-turtle",
        )
    ),
    "slf4j-api-1.7.30.jar",
    "slf4j-simple-1.7.25.jar",
    "xz-1.6.jar",
)
"""The parts of the OWL API that reading Turtle and checking profiles load: 9 of the wheel's 69 MB."""


def cache() -> Path:
    """The folder of the jars, under the user's cache."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "stratagem" / "owlapi-4.5.22"


def jars() -> list[Path]:
    """The jars, all of them. Raises FileNotFoundError, which says what to run, when one is missing."""
    found = [cache() / name for name in JARS]
    missing = [path.name for path in found if not path.is_file()]
    if missing:
        raise FileNotFoundError(
            f"{len(missing)} of {len(JARS)} jars of the OWL API are not in {cache()}; run: {COMMAND}"
        )
    return found


def unpack(wheel: Path, folder: Path) -> None:
    """Put the jars out of the wheel into the folder; each appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        for name in JARS:
            part = folder / f"{name}.part"
            part.write_bytes(archive.read(FOLDER + name))
            part.replace(folder / name)


def main() -> None:
    """Fetch what is missing, and say where it is."""
    try:
        jars()
    except FileNotFoundError:
        with tempfile.TemporaryDirectory() as name:
            wanted = Path(name) / "requirements.txt"
            wanted.write_text(REQUIREMENT + "\n", encoding="utf-8")
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
            subprocess.run([*pip, "--dest", name, "--requirement", str(wanted)], check=True)
            unpack(next(Path(name).glob("*.whl")), cache())
    print(f"{len(jars())} jars in {cache()}")


if __name__ == "__main__":
    main()
