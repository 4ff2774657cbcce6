"""What a brief is made of: sections of lines, each line with its standing and the words behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.read.models import Evidence


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said: its words, its standing (or why it has none: denied, asked), its evidence."""

    words: str
    standing: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A title, what the thing is, and the sections that are not empty."""

    title: str
    about: str
    sections: tuple[Section, ...]


def spaced(name: str) -> str:
    """A local name as words: `noDecisiveAdvantage` is "no decisive advantage"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).lower()
