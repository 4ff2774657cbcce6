"""Renews the files of JavaScript that pages carry: `python -m dev.vendor` (needs npm; users need neither).

Each file is taken as its package has it, but for references to source maps, which are no files here. Its
SHA-256 stands in `manifest.json`, and a test holds the files to it. To take another version, change PACKAGES.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

VENDOR: Final = Path(__file__).resolve().parents[1] / "api" / "web" / "static" / "vendor"
_SOURCE_MAP: Final = re.compile(r"\n?(?://[#@] *sourceMappingURL=\S+|/\*[#@] *sourceMappingURL=\S+ *\*/)\s*$")
_MIT: Final = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the npm registry: the folder here, its version, its files by their names here, and the
    packages that were built into these, whose licences go with them."""

    name: str
    folder: str
    version: str
    files: dict[str, str]
    within: tuple[str, ...] = ()


PACKAGES: Final = (
    Package("swagger-ui-dist", "swagger-ui", "5.35.0", {"swagger-ui-bundle.js": "", "swagger-ui.css": ""}),
    Package("cytoscape", "cytoscape", "3.34.4", {"cytoscape.min.js": "dist"}),
    Package(
        "@zazuko/yasgui",
        "yasgui",
        "4.6.2",
        {"yasgui.min.js": "build", "yasgui.min.css": "build"},
        (
            "@fortawesome/free-solid-svg-icons", "@json2csv/formatters", "@json2csv/plainjs",
            "@tarekraafat/autocomplete.js", "autosuggest-highlight", "base64-js", "buffer", "choices.js",
            "codemirror", "column-resizer", "datatables.net", "datatables.net-dt", "decode-uri-component",
            "dompurify", "events", "filter-obj", "ieee754", "jquery", "jsuri", "lodash-es", "n3", "papaparse",
            "query-string", "sortablejs", "split-on-first", "store", "strict-uri-encode",
        ),
    ),
)  # fmt: skip


def renew() -> None:
    """Fetches every package of PACKAGES and writes its files, its licence and the manifest."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
        wanted = [f"{package.name}@{package.version}" for package in PACKAGES]
        command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *wanted]
        subprocess.run(command, cwd=folder, check=True)
        manifest = {package.name: _take(package, folder / "node_modules") for package in PACKAGES}
    text = json.dumps(manifest, indent=2) + "\n"
    (VENDOR / "manifest.json").write_text(text, encoding="utf-8")


def _take(package: Package, modules: Path) -> dict[str, Any]:
    """Writes the files of a package; its entry in the manifest."""
    told = _told(modules, package.name)
    texts = {"LICENSE": _licences(package, modules)} | {
        name: _SOURCE_MAP.sub("\n", (modules / package.name / folder / name).read_text(encoding="utf-8"))
        for name, folder in package.files.items()
    }
    (VENDOR / package.folder).mkdir(exist_ok=True)
    sums = {}
    for name, text in sorted(texts.items()):
        data = text.encode()
        (VENDOR / package.folder / name).write_bytes(data)
        sums[f"{package.folder}/{name}"] = hashlib.sha256(data).hexdigest()
    note = "source map references removed"
    return {"version": package.version, "licence": told["license"], "note": note, "files": sums}


def _licences(package: Package, modules: Path) -> str:
    """The licence of a package, then those of the packages built into it."""
    own = _licence(modules, package.name)
    if not package.within:
        return own
    return "\n".join([own, *(f"{'-' * 80}\n{_licence(modules, name)}" for name in package.within)])


def _licence(modules: Path, name: str) -> str:
    """The licence files of a package under its name; the text of the MIT licence where it has no file."""
    told = _told(modules, name)
    found = sorted((modules / name).glob("LICEN[CS]E*"))
    if found:
        text = "\n".join(file.read_text(encoding="utf-8") for file in found)
    elif told["license"] != "MIT":
        raise SystemExit(f"{name} has no licence file, and its licence is {told['license']}")
    else:
        author = told.get("author", "the authors of the package")
        holder = author["name"] if isinstance(author, dict) else author
        text = f"MIT License, as package.json has it. Copyright (c) {holder} and contributors\n\n{_MIT}"
    return f"{name} {told['version']}\n\n{text}"


def _told(modules: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    renew()
