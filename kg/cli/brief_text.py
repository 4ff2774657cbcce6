"""A brief on the terminal, and as Markdown with the words as footnotes."""

from __future__ import annotations

import re

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kg.cli.brief_lines import Brief
from kg.read.models import Evidence


def said(evidence: Evidence) -> str:
    """Words and who said them, in one line."""
    who = evidence.speaker.label
    if evidence.reported_by:
        who += f", reported by {evidence.reported_by.label}"
    manner = [evidence.modality, evidence.certainty]
    if evidence.polarity == "denied":
        manner.append("a denial")
    return f"“{evidence.quote.exact}” — {who} ({', '.join(manner)})"


def print_brief(made: Brief, screen: Console) -> None:
    """The brief for a terminal: words are indented under what they are evidence of."""
    screen.print(Text(made.title, style="bold"))
    screen.print(made.about)
    for section in made.sections:
        screen.print()
        screen.print(Text(section.heading, style="bold"))
        for line in section.lines:
            screen.print(Padding(Text.assemble(line.words, "  ", (line.standing, "italic")), (0, 0, 0, 2)))
            for evidence in line.evidence:
                screen.print(Padding(Text(said(evidence), style="dim"), (0, 0, 0, 6)))


def markdown(made: Brief) -> str:
    """The brief as Markdown; the words are footnotes, each claim once."""
    numbers: dict[str, int] = {}
    notes: list[str] = []
    out = [f"# {_escaped(made.title)}", "", _escaped(made.about)]
    for section in made.sections:
        out += ["", f"## {section.heading}", ""]
        for line in section.lines:
            marks = []
            for evidence in line.evidence:
                if evidence.claim not in numbers:
                    numbers[evidence.claim] = len(numbers) + 1
                    notes.append(_note(numbers[evidence.claim], evidence))
                marks.append(f"[^{numbers[evidence.claim]}]")
            standing = f" *({line.standing})*" if line.standing else ""
            out.append(f"- {_escaped(line.words)}{standing}{''.join(marks)}")
    return "\n".join([*out, "", *notes, ""])


def _note(number: int, evidence: Evidence) -> str:
    quote = evidence.quote
    return (
        f"[^{number}]: {_escaped(said(evidence))}. {_escaped(quote.source.title)}, {quote.start}–{quote.end}."
    )


def _escaped(text: str) -> str:
    """Text as Markdown shows it, whatever characters it has."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(text.split()))
