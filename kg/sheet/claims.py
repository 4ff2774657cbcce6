"""Claims of a sheet: finds each quote, speaker and assertion, and gives each claim its identifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rdflib import URIRef

from kg import ns
from kg.model import Assertion, Claim, ClaimEntry, FigureEntry, Quote, Text
from kg.sheet.assertions import read_triple
from kg.sheet.dates import is_dated, read_dated
from kg.sheet.links import check_links, replacements
from kg.sheet.locate import Lost, find_quote
from kg.sheet.measures import read_measure
from kg.sheet.names import Names
from kg.sheet.problems import Reporter

ClaimDraft = tuple[Reporter, ClaimEntry]


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who speaks and how, all found."""

    speaker: URIRef
    reported_by: URIRef | None


def read_claims(
    drafts: Sequence[ClaimDraft], keys: frozenset[str], names: Names, text: Text
) -> tuple[Claim, ...]:
    """The claims in the order of the sheet; those with faults are left out and their faults reported.

    `keys` has the keys of all entries, also of those whose form was wrong, so that links to them are not
    reported.
    """
    check_links(drafts, keys)
    leads_to = replacements(drafts, keys)
    claims: list[Claim] = []
    lines: dict[URIRef, Reporter] = {}
    for reporter, entry in drafts:
        claim = _claim(entry, reporter, names, text)
        if claim is None:
            continue
        if claim.iri in lines:
            message = f"this is the claim of line {lines[claim.iri].line} again: same words, speaker and head"
            reporter.report(
                message, "remove one of the two, or mark the first as edited instead of superseded"
            )
        lines.setdefault(claim.iri, reporter)
        claims.append(replace(claim, replacement=leads_to.get(claim.key)))
    return tuple(claims)


def _claim(entry: ClaimEntry, reporter: Reporter, names: Names, text: Text) -> Claim | None:
    """One claim without its replacement, or None when its quote or speaker was not found."""
    found = find_quote(text, entry.quote, entry.prefix, entry.suffix, reporter.problems)
    if isinstance(found, Lost):
        reporter.at("quote").report(found.message, found.remedy)
    voice = _voice(entry, reporter, names)
    assertions = _assertions(entry, None if isinstance(found, Lost) else found, text, names, reporter)
    if isinstance(found, Lost) or voice is None:
        return None
    head = assertions[0].n3() if assertions else ""
    identifier = ns.content_id(
        names.source, str(found.start), str(found.end), str(voice.speaker), entry.polarity, head
    )
    return Claim(
        key=entry.key,
        iri=ns.entity("claim", identifier),
        quote=found,
        speaker=voice.speaker,
        reported_by=voice.reported_by,
        modality=entry.modality,
        certainty=entry.certainty,
        polarity=entry.polarity,
        status=entry.status,
        assertions=assertions,
        untyped=entry.untyped,
        supports=tuple(entry.supports),
        disputes=tuple(entry.disputes),
        qualifies=tuple(entry.qualifies),
        replacement=None,
        place=reporter.place,
    )


def _voice(entry: ClaimEntry, reporter: Reporter, names: Names) -> _Voice | None:
    """Speaker and reporter; modality, certainty and polarity are checked on the way."""
    speaker = names.speaker(entry.speaker, reporter.at("speaker"))
    relay = None
    if entry.reported_by is not None:
        relay = names.speaker(entry.reported_by, reporter.at("reported_by"))
        if relay is not None and relay == speaker:
            reporter.at("reported_by").report("the speaker passes on their own words", "remove reported_by")
    names.choice(entry.modality, "modality", reporter.at("modality"))
    names.choice(entry.certainty, "certainty", reporter.at("certainty"))
    names.choice(entry.polarity, "polarity", reporter.at("polarity"))
    return None if speaker is None else _Voice(speaker, relay)


def _assertions(
    entry: ClaimEntry, quote: Quote | None, text: Text, names: Names, reporter: Reporter
) -> tuple[Assertion, ...]:
    """What a claim asserts, in order; a claim without assertions says why it has none."""
    if not entry.asserts and entry.untyped is None:
        reporter.report(
            "the claim asserts nothing", "give asserts, or untyped with the reason why there is none"
        )
    if entry.asserts and entry.untyped is not None:
        reporter.at("untyped").report(
            "the claim has assertions and a reason for having none", "remove one of the two"
        )
    found: list[Assertion] = []
    for index, item in enumerate(entry.asserts):
        at = reporter.at("asserts", index)
        if isinstance(item, FigureEntry):
            new = [] if quote is None else read_measure(item, quote, text, names, at)
            if not new and quote is not None and not _says_something(item):
                at.report(f"nothing is said of the figure “{item.figure}”", "give a value, or another key")
        else:
            triple = _triple(item, quote, text, names, at)
            new = [] if triple is None else [triple]
        for assertion in new:
            if assertion in found and not isinstance(item, FigureEntry):
                at.report("the claim asserts this twice", "remove one of the two")
            elif assertion not in found:
                found.append(assertion)
    return tuple(found)


def _triple(
    parts: list[str], quote: Quote | None, text: Text, names: Names, reporter: Reporter
) -> Assertion | None:
    """The assertion of a triple; a date is read only where its quote was found."""
    if not is_dated(parts[1], names):
        return read_triple(parts, names, reporter)
    return None if quote is None else read_dated(parts, quote, text, names, reporter)


def _says_something(entry: FigureEntry) -> bool:
    """Whether a figure's entry has more than its key and label."""
    return bool(entry.model_fields_set - {"figure", "label"})
