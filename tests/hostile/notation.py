"""The notation of the corpus: `«piece»×1000` stands for a thousand pieces, in each of which `⟨n⟩` is its
number and `⟨n+1⟩` the next. Repetitions may stand in each other; the inner ones number their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_INNERMOST: Final = re.compile(r"«([^«»]*)»×([0-9]+)")


def expand(text: str, names: Mapping[str, str]) -> str:
    """The text with its repetitions written out, and each `⟨name⟩` of `names` replaced; ValueError for a
    name that is not there or a repetition that is not closed."""
    while found := _INNERMOST.search(text):
        piece, count = found[1], int(found[2])
        text = f"{text[: found.start()]}{_repeated(piece, count)}{text[found.end() :]}"
    for name, value in names.items():
        text = text.replace(f"⟨{name}⟩", value)
    if left := re.search(r"[«»]|⟨[^⟩]*⟩", text):
        raise ValueError(f"{left[0]} is no notation of the corpus")
    return text


def _repeated(piece: str, count: int) -> str:
    if "⟨n" not in piece:
        return piece * count
    return "".join(piece.replace("⟨n⟩", str(n)).replace("⟨n+1⟩", str(n + 1)) for n in range(count))
