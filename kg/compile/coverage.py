"""How much of a text its sheet covers: by sentence, by typed assertions, by span in quotation marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kg.model import Sheet


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A sentence that states something and has no claim; `reason` where the sheet gives one.

    `line` is that of the exception in the sheet, or None.
    """

    ordinal: int
    start: int
    end: int
    words: str
    reason: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of one source. `stating` sentences state something, `covered` of them have a claim."""

    source: str
    sentences: int
    stating: int
    covered: int
    uncovered: tuple[Uncovered, ...]
    claims: int
    untyped: int
    spans: Mapping[str, int]

    @property
    def share(self) -> float:
        """The covered share of the stating sentences, 0 to 1; 1 where there are none."""
        return self.covered / self.stating if self.stating else 1.0

    @property
    def untyped_share(self) -> float:
        """The share of the claims that assert nothing, 0 to 1; 0 where there are no claims."""
        return self.untyped / self.claims if self.claims else 0.0


def coverage(sheet: Sheet) -> Coverage:
    """Counts what the compiled claims of a sheet cover.

    A sentence states something unless an exception says that it does not; an exception that says it does
    counts against coverage.
    """
    claims = [claim for claim in sheet.claims if claim.compiles]
    with_claim = {claim.quote.sentence for claim in claims}
    silent = {ordinal for ordinal, note in sheet.notes.items() if not note.states}
    stating = [s for s in sheet.text.sentences if s.ordinal not in silent]
    uncovered: list[Uncovered] = []
    for sentence in stating:
        if sentence.ordinal not in with_claim:
            note = sheet.notes.get(sentence.ordinal)
            reason, line = (note.reason, note.place.line) if note is not None else (None, None)
            words = sheet.text.words(sentence)
            uncovered.append(Uncovered(sentence.ordinal, sentence.start, sentence.end, words, reason, line))
    return Coverage(
        source=sheet.source.slug,
        sentences=len(sheet.text.sentences),
        stating=len(stating),
        covered=len(stating) - len(uncovered),
        uncovered=tuple(uncovered),
        claims=len(claims),
        untyped=sum(1 for claim in claims if not claim.assertions),
        spans=dict(sorted(Counter(span.kind for span in sheet.spans).items())),
    )
