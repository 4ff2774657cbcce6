"""Seeds that would run, break out or run over: the first article with hostile names, and a second one."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

from kg import paths

UNQUOTED: Final = (
    "<script>canary()</script>",
    "<img src=x onerror=canary()>",
    "<svg/onload=canary()>",
    "</title></textarea></style></script><script>canary()</script>",
    "<iframe src=http://evil.example/frame></iframe><base href=http://evil.example/>",
    "<meta http-equiv=refresh content=0;url=http://evil.example/><link rel=stylesheet href=//evil.example/x>",
    "javascript:canary()",
    "<a href=javascript:canary()>click</a><form action=http://evil.example><button>go</button></form>",
    "](javascript:canary()) ![x](http://evil.example/x.png)",
    "' onmouseover='canary()' autofocus onfocus='canary()",
    "{{ canary() }}{% raw %}${canary()}`${canary()}`#{canary()}",
    "&lt;script&gt;canary()&#60;/script&#62;<!-- --><![CDATA[",
    "\u202etxet desrever si siht\u202c \u2066\u2067שלום עולם\u2069 مرحبا",
    "\u202e\u202e\u202e never closed",
    "Z" + "\u0300\u0323\u0336" * 200,
    "\U0001f469‍\U0001f469‍\U0001f467‍\U0001f466" * 300,
    "a\u200b\u00ad\u2060\u180e\ufffd\u2400\U000e0041\U000e0001b",
    "\ufdfd" * 200,
    "\u3000\u2003 white \u2003\u3000",
    "W" * 10_000,
    "http://evil.example/" + "x" * 3_000,
    "=cmd|' /C calc'!A1",
)
"""Without straight double quotation marks, which a sheet would have to list."""
PAYLOADS: Final = (*UNQUOTED, '"><script>canary()</script>', '"onmouseover="canary()"style="position:fixed')
SLUG: Final = "hostile"

_KEY: Final = re.compile(r"(?P<key> *(?:- )?(?P<name>label|definition|aliases): ).*")
_CLAIM: Final = """\
- key: claim-{number}
  quote: {quote}
  speaker: {speaker}
  modality: {modality}
  status: accepted
  asserts:
  - [company/openai, exposedTo, risk/financial-difficulties]
"""
_MODALITIES: Final = ("opinion", "fact", "report", "forecast", "interpretation", "question", "conditional")


def write(folder: Path) -> None:
    """Writes the seeds: each label, definition and other name of the register is hostile."""
    shutil.copytree(paths.SEEDS, folder)
    numbers = count()
    for file in (folder / "entities.yaml", *folder.glob("*/claims.yaml")):
        lines = file.read_text(encoding="utf-8").split("\n")
        file.write_text("\n".join(_spoilt(line, numbers) for line in lines), encoding="utf-8")
    _article(folder / SLUG)


def _spoilt(line: str, numbers: Iterator[int]) -> str:
    """A line of a sheet with a hostile value where it has a name or a definition."""
    found = _KEY.fullmatch(line)
    if not found:
        return line
    number = next(numbers)
    payload = PAYLOADS[number % len(PAYLOADS)]
    value = _yaml(f"{payload} {number}")  # no two things have the same name
    return found["key"] + (f"[{value}]" if found["name"] == "aliases" else value)


def _article(folder: Path) -> None:
    """A source whose title, quotes and speaker are hostile, and which may be shown whole."""
    folder.mkdir()
    title = UNQUOTED[0]
    sentences = [f"OpenAI faces {payload} in this market." for payload in UNQUOTED]
    data = "\n\n".join([title, "One analyst said much.", *sentences]).encode()
    (folder / "article.txt").write_bytes(data)
    about = {"title": title, "kind": "Article", "sha256": hashlib.sha256(data).hexdigest(), "rights": "full"}
    (folder / "source.yaml").write_text(_lines(about), encoding="utf-8")
    claims = [
        _CLAIM.format(
            number=number,
            quote=_yaml(sentence.removesuffix(".")),
            speaker=("author", "analyst")[number % 2],
            modality=_MODALITIES[number % len(_MODALITIES)],
        )
        for number, sentence in enumerate(sentences)
    ]
    speaker = f"speakers:\n- key: analyst\n  label: {_yaml(PAYLOADS[-1])}\n  mention: One analyst\n"
    (folder / "claims.yaml").write_text(f"{speaker}\nclaims:\n{''.join(claims)}", encoding="utf-8")


def _lines(values: dict[str, str]) -> str:
    return "".join(f"{name}: {_yaml(value)}\n" for name, value in values.items())


def _yaml(value: str) -> str:
    """A string as YAML has it between double quotation marks."""
    return json.dumps(value, ensure_ascii=False)
