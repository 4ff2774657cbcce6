"""A brief as Markdown with the words as footnotes."""

from __future__ import annotations

import re

from kg.read.brief_lines import Brief
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
