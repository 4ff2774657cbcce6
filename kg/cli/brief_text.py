"""A brief on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kg.read.brief_lines import Brief
from kg.read.brief_markdown import said


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
