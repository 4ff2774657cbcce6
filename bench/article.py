"""An article in the making: sentences whose parts are quoted by claims, and the graphs that this gives.

Offsets, quotes and identifiers are made as `kg.sheet` and `kg.compile` make them of a claim sheet, as text:
ten million triples would take the objects of a sheet too long.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.world import LABEL, RDF_TYPE, escaped, iri, term
from kg.ns import PREFIXES, content_id, source_graph, text_graph

Triple = tuple[str, str, str]
"""Subject, property and object or value, as they stand in N-Quads."""

_INTEGER = f"^^<{PREFIXES['xsd']}integer>"
_BOOLEAN = f"^^<{PREFIXES['xsd']}boolean>"


@dataclass
class Said:
    """A part of a sentence that a claim quotes, and the claim. Words for lists are terms of the ontology."""

    words: str
    key: str
    asserts: Sequence[Triple]
    speaker: str | None = None
    reported_by: str | None = None
    modality: str = "fact"
    certainty: str = "certain"
    polarity: str = "affirmed"
    links: Sequence[tuple[str, str]] = ()
    in_marks: bool = False


@dataclass
class _Claim:
    said: Said
    start: int
    sentence: int
    iri: str = ""


@dataclass
class Article:
    """A source under construction. `rights` is `full` or `quotes`, `origin` `sheet` or `http`."""

    slug: str
    title: str
    outlet: str
    published: str
    rights: str
    origin: str = "sheet"
    text: str = ""
    _claims: list[_Claim] = field(default_factory=list)
    _sentences: list[tuple[int, int, str | None]] = field(default_factory=list)
    _speakers: list[tuple[str, str, str]] = field(default_factory=list)
    _figures: list[tuple[str, str]] = field(default_factory=list)

    @property
    def iri(self) -> str:
        """The IRI of the source, as in N-Quads."""
        return iri("source", self.slug)

    @property
    def author(self) -> str:
        """The IRI of its author, who is not named."""
        return iri("speaker", f"{self.slug}-author")

    def unidentified(self, key: str, label: str) -> str:
        """Declares somebody whom the article quotes without a name."""
        speaker = iri("speaker", f"{self.slug}-{key}")
        self._speakers.append((speaker, "UnidentifiedSpeaker", label))
        return speaker

    def figure(self, key: str, label: str) -> str:
        """Declares a metric statement of this article."""
        figure = iri("figure", f"{self.slug}-{key}")
        self._figures.append((figure, label))
        return figure

    def sentence(self, *parts: str | Said, silent: str | None = None) -> None:
        """Adds a sentence; `silent` is the reason why it states nothing."""
        if self.text:
            self.text += " "
        begin, number = len(self.text), len(self._sentences) + 1
        for part in parts:
            if isinstance(part, Said):
                self._claims.append(_Claim(part, len(self.text), number))
            self.text += part if isinstance(part, str) else part.words
        self._sentences.append((begin, len(self.text), silent))

    def said(self) -> list[Said]:
        """What its claims say so far, in the order of the text."""
        return [claim.said for claim in self._claims]

    def text_quad(self) -> str:
        """The one line of the graph of its text."""
        return f'{self.iri} {term("text")} "{escaped(self.text)}" <{text_graph(self.slug)}> .\n'

    def quads(self) -> Iterator[str]:
        """The lines of its graph, N-Quads with line ends."""
        end = f" <{source_graph(self.slug)}> .\n"
        for subject, predicate, obj in self._triples():
            yield f"{subject} {predicate} {obj}{end}"

    def _triples(self) -> Iterator[Triple]:
        yield from self._source()
        for claim in self._claims:
            claim.iri = self._identify(claim)
        by_key = {claim.said.key: claim.iri for claim in self._claims}
        for claim in self._claims:
            yield from self._claim(claim, by_key)
            yield from self._quote(claim)
        for number, (start, end, silent) in enumerate(self._sentences, 1):
            sentence = self._sentence_iri(number)
            yield sentence, RDF_TYPE, term("Sentence")
            yield sentence, term("ordinal"), f'"{number}"{_INTEGER}'
            yield from self._passage(sentence, start, end)
            yield sentence, term("states"), f'"{"false" if silent else "true"}"{_BOOLEAN}'
            if silent:
                yield sentence, term("exceptionReason"), f'"{silent}"'

    def _source(self) -> Iterator[Triple]:
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        yield self.iri, RDF_TYPE, term("Article")
        yield self.iri, LABEL, f'"{self.title}"@en'
        for name, words in (("title", self.title), ("sha256", digest), ("rights", self.rights)):
            yield self.iri, term(name), f'"{words}"'
        yield self.iri, term("origin"), f'"{self.origin}"'
        yield self.iri, term("publishedOn"), f'"{self.published}"'
        yield self.iri, term("author"), self.author
        yield self.iri, term("outlet"), self.outlet
        self._speakers.insert(0, (self.author, "ArticleAuthor", f"the author of {self.title}"))
        for speaker, cls, label in self._speakers:
            yield speaker, RDF_TYPE, term(cls)
            yield speaker, LABEL, f'"{label}"@en'
        for figure, label in self._figures:
            yield figure, LABEL, f'"{label}"@en'

    def _identify(self, claim: _Claim) -> str:
        """The identifier of a claim: its source, span, speaker, polarity and head, as `kg.sheet` has it."""
        said = claim.said
        speaker = (said.speaker or self.author)[1:-1]
        head = " ".join(said.asserts[0]) if said.asserts else ""
        end = claim.start + len(said.words)
        digest = content_id(self.slug, str(claim.start), str(end), speaker, said.polarity, head)
        return iri("claim", digest)

    def _claim(self, claim: _Claim, by_key: dict[str, str]) -> Iterator[Triple]:
        said, subject = claim.said, claim.iri
        yield subject, RDF_TYPE, term("Claim")
        yield subject, LABEL, f'"{escaped(said.words)}"@en'
        yield subject, term("inSource"), self.iri
        yield subject, term("sheetKey"), f'"{said.key}"'
        yield subject, term("speaker"), said.speaker or self.author
        if said.reported_by:
            yield subject, term("reportedBy"), said.reported_by
        for name, value in (("modality", said.modality), ("certainty", said.certainty)):
            yield subject, term(name), term(value)
        yield subject, term("polarity"), term(said.polarity)
        yield subject, term("hasQuote"), self._quote_iri(claim, "quote")
        if not said.asserts:
            yield (
                subject,
                term("untypedReason"),
                '"It speaks of another claim and names no figure of its own."',
            )
        short = subject.rpartition("/")[2][:-1]
        for place, (about, by, what) in enumerate(said.asserts):
            assertion = iri("assertion", content_id(short, f"{about} {by} {what}"))
            if place == 0:
                yield subject, term("hasHead"), assertion
            yield subject, term("asserts"), assertion
            yield assertion, RDF_TYPE, term("Assertion")
            yield assertion, term("assertedSubject"), about
            yield assertion, term("assertedProperty"), by
            yield assertion, term("assertedObject" if what.startswith("<") else "assertedValue"), what
        for link, key in said.links:
            yield subject, term(link), by_key[key]

    def _quote(self, claim: _Claim) -> Iterator[Triple]:
        said = claim.said
        for kind, cls in (("quote", "Quote"), ("span", "QuotedSpan"))[: 1 + said.in_marks]:
            quote = self._quote_iri(claim, kind)
            yield quote, RDF_TYPE, term(cls)
            yield from self._passage(quote, claim.start, claim.start + len(said.words))
            yield quote, term("exact"), f'"{escaped(said.words)}"'
            yield quote, term("inSentence"), self._sentence_iri(claim.sentence)
            if kind == "span":
                yield quote, term("spanKind"), term("attributedSpan")
                yield quote, term("speaker"), said.speaker or self.author

    def _passage(self, subject: str, start: int, end: int) -> Iterator[Triple]:
        yield subject, term("inSource"), self.iri
        yield subject, term("startOffset"), f'"{start}"{_INTEGER}'
        yield subject, term("endOffset"), f'"{end}"{_INTEGER}'

    def _quote_iri(self, claim: _Claim, kind: str) -> str:
        end = claim.start + len(claim.said.words)
        return iri(kind, content_id(self.slug, str(claim.start), str(end)))

    def _sentence_iri(self, number: int) -> str:
        return iri("sentence", f"{self.slug}-{number:03d}")
