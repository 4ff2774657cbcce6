"""Spans in quotation marks and sentences without a claim: what the sheet says of them, held against the
text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from kg.model import Claim, ExceptionEntry, Marked, QuotationEntry, Sentence, SentenceNote, Span, Text
from kg.sheet.locate import near_miss
from kg.sheet.names import Names
from kg.sheet.problems import Reporter, shorten

Quotation = tuple[Reporter, QuotationEntry]
_MOST_COMPARED: Final = 250_000
_MOST_ALIKE: Final = 50


def read_spans(entries: Sequence[Quotation], text: Text, names: Names, sheet: Reporter) -> tuple[Span, ...]:
    """The spans of the text, each with what the sheet says of it; missing and extra ones are reported.

    `sheet` reports what is missing at the list of quotations.
    """
    listed = [entry.span for _, entry in entries]
    standing = [text.words(marked) for marked in text.marked]
    known = frozenset(standing)
    spans: list[Span] = []
    for tag, a, b, c, d in _aligned(listed, standing):
        if tag == "equal":
            pairs = zip(entries[a:b], text.marked[c:d], strict=True)
            spans += [_span(at, entry, marked, text, names) for (at, entry), marked in pairs]
            continue
        for at, entry in entries[a:b]:
            remedy = "keep the order of the text" if entry.span in known else _near_span(entry, text, at)
            at.at("span").report(
                f"“{shorten(entry.span)}” stands here in no quotation marks of the text", remedy
            )
        for words in standing[c:d]:
            sheet.report(f"the span “{shorten(words, 200)}” is missing", "add it in the order of the text")
    return tuple(spans)


def read_notes(
    entries: Iterable[tuple[Reporter, ExceptionEntry]], text: Text, claims: Sequence[Claim]
) -> dict[int, SentenceNote]:
    """The exceptions by the ordinal of their sentence; one for a sentence that has a claim is reported."""
    covered = {claim.quote.sentence: claim for claim in claims if claim.compiles}
    beginnings = _Beginnings(text)
    notes: dict[int, SentenceNote] = {}
    for at, entry in entries:
        sentence = beginnings.find(entry.sentence, at.at("sentence"))
        if sentence is None:
            continue
        claim = covered.get(sentence.ordinal)
        if claim is not None:
            at.report(
                f"this sentence has the claim “{claim.key}” (line {claim.place.line})", "remove the exception"
            )
        elif sentence.ordinal in notes:
            at.report("this sentence has an exception already", "remove one of the two")
        else:
            notes[sentence.ordinal] = SentenceNote(entry.states, entry.reason, at.place)
    return notes


def _span(at: Reporter, entry: QuotationEntry, marked: Marked, text: Text, names: Names) -> Span:
    """One span with its speaker; a speaker where none may be, or none where one must be, is reported."""
    heading = text.blocks[marked.block].heading
    if heading != (entry.kind == "heading"):
        where = "stands in a heading" if heading else "stands in no heading"
        at.at("kind").report(
            f"this span {where}", "write kind: heading" if heading else "write attributed or scare"
        )
    speaker = relay = None
    if entry.kind == "attributed":
        if entry.speaker is None:
            at.report("attributed words need a speaker", "add speaker, or write kind: scare")
        else:
            speaker = names.speaker(entry.speaker, at.at("speaker"))
    elif entry.speaker is not None:
        at.at("speaker").report(
            f"a span of kind {entry.kind} has no speaker", "remove it, or write kind: attributed"
        )
    if entry.reported_by is not None:
        if entry.kind == "attributed":
            relay = names.speaker(entry.reported_by, at.at("reported_by"))
        else:
            at.at("reported_by").report(f"a span of kind {entry.kind} is reported by nobody", "remove it")
    sentence = text.sentence_at(marked.start)
    ordinal = sentence.ordinal if sentence is not None else None
    return Span(marked.start, marked.end, entry.span, entry.kind, ordinal, speaker, relay, at.place)


def _aligned(listed: list[str], standing: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """The opcodes that turn one list into the other. What both begin with is set aside first, and lists that
    would take long to compare are only said to differ from there."""
    same = next((i for i, (a, b) in enumerate(zip(listed, standing, strict=False)) if a != b), None)
    start = min(len(listed), len(standing)) if same is None else same
    yield "equal", 0, start, 0, start
    mine, theirs = listed[start:], standing[start:]
    if len(mine) * len(theirs) > _MOST_COMPARED:
        yield "replace", start, len(listed), start, len(standing)
        return
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        yield tag, start + a, start + b, start + c, start + d


def _near_span(entry: QuotationEntry, text: Text, at: Reporter) -> str:
    return near_miss(text, entry.span, at.problems)


class _Beginnings:
    """The sentences of a text, sorted by their words, to find those that begin in a given way."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self._sorted = sorted((text.words(sentence), sentence.ordinal) for sentence in text.sentences)

    def find(self, words: str, at: Reporter) -> Sentence | None:
        """The sentence that the words are, or that alone begins with them; reported when there is none."""
        found: list[int] = []
        for index in range(bisect_left(self._sorted, (words, 0)), len(self._sorted)):
            whole, ordinal = self._sorted[index]
            if not whole.startswith(words) or len(found) == _MOST_ALIKE:
                break
            if whole == words and not found:
                following = self._sorted[index + 1 : index + 2]
                found = [ordinal] * (2 if following and following[0][0] == words else 1)
                break
            found.append(ordinal)
        if len(found) == 1:
            return self.text.sentences[found[0] - 1]
        if found:
            at.report(f"{len(found)} sentences begin with these words", "write more of the sentence")
        else:
            remedy = near_miss(self.text, words, at.problems)
            at.report(f"no sentence begins with “{shorten(words)}”", remedy)
        return None
