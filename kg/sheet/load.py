"""Loads a seeds folder: the register and each source's sheet. All problems of all files are raised at
once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from rdflib import URIRef

from kg import ns, paths
from kg.errors import SheetProblem
from kg.model import (
    ClaimEntry,
    ExceptionEntry,
    QuotationEntry,
    Register,
    Seeds,
    Sheet,
    SourceEntry,
    Speaker,
    SpeakerEntry,
    Text,
)
from kg.model.entries import MAX_CLAIMS, ClaimsFile, field_names
from kg.sheet.assertions import asserted_classes
from kg.sheet.claims import ClaimDraft, read_claims
from kg.sheet.figure_keys import check_uses, declare_figures, gather_figures
from kg.sheet.forms import entries, entry, known_keys
from kg.sheet.names import Names
from kg.sheet.problems import Problems, Reporter
from kg.sheet.quotations import read_notes, read_spans
from kg.sheet.register import read_register
from kg.sheet.source import check_slug, own_author, own_speaker, read_article, read_source
from kg.sheet.vocabulary import Vocabulary, read_vocabulary
from kg.sheet.yaml import read_yaml

REGISTER_FILE: Final = "entities.yaml"


def load_register(file: Path, vocabulary: Vocabulary) -> Register:
    """The register of an `entities.yaml`; SheetError with all its problems."""
    problems = Problems()
    register = read_register(file, vocabulary, problems)
    problems.raise_if_any()
    return register


def load_source(folder: Path, register: Register, vocabulary: Vocabulary) -> Sheet:
    """The sheet of a source's folder; SheetError with all problems of its files."""
    problems = Problems()
    sheet = _source(folder, register, vocabulary, {}, problems)
    problems.raise_if_any()
    assert sheet is not None
    return sheet


def load_seeds(folder: Path = paths.SEEDS, vocabulary: Vocabulary | None = None) -> Seeds:
    """A whole seeds folder: `entities.yaml` and one folder a source. SheetError with all problems of all
    files.

    `vocabulary` is read from the ontology that comes with Stratagem where none is given.
    """
    problems = Problems()
    known = vocabulary or read_vocabulary()
    if not folder.is_dir():
        problems.add(
            SheetProblem(folder, 1, "folder", "there is no such folder of seeds", "name one that is there")
        )
    problems.raise_if_any()
    register = read_register(folder / REGISTER_FILE, known, problems)
    sources = _folders(folder, problems)
    if not sources:
        message = "no source stands in this folder"
        remedy = "make a folder in it with article.txt, source.yaml and claims.yaml"
        problems.add(SheetProblem(folder, 1, "folder", message, remedy))
    texts: dict[str, str] = {}
    sheets = [_source(source, register, known, texts, problems) for source in sources]
    read = tuple(sheet for sheet in sheets if sheet is not None)
    _check_identifiers(register, read, problems)
    problems.raise_if_any()
    return Seeds(register, read)


def _check_identifiers(register: Register, sheets: tuple[Sheet, ...], problems: Problems) -> None:
    """Notes individuals of sources that would share an identifier: `a` and `b-c` give the IRI of `a-b` and
    `c`."""
    seen = {entity.iri: f"“{entity.ref}” of the register" for entity in register.entities.values()}
    labels: dict[URIRef, str] = {}
    for sheet in sheets:
        own = [(s.iri, s.label, s.place) for s in sheet.speakers]
        for iri, label, place in own + [(f.iri, f.label, f.place) for f in sheet.figures]:
            other = seen.setdefault(iri, f"“{label}” of {sheet.source.slug}")
            if other != f"“{label}” of {sheet.source.slug}":
                message = f"“{label}” would have the identifier of {other}"
                problems.add(SheetProblem(place.file, place.line, "key", message, "choose another key"))
        for position in sheet.positions:
            if labels.setdefault(position.iri, position.label) != position.label:
                message = f"“{position.label}” would have the identifier of “{labels[position.iri]}”"
                remedy = "rename a company or front of the register"
                problems.add(
                    SheetProblem(position.place.file, position.place.line, "asserts", message, remedy)
                )


def _folders(folder: Path, problems: Problems) -> list[Path]:
    """The folders of the sources, sorted; links out of the seeds and slugs that differ only in case are
    noted."""
    found: list[Path] = []
    slugs: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or not path.is_dir():
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            message = "this folder is a link out of the seeds folder"
            problems.add(SheetProblem(path, 1, "folder", message, "put the folder itself there"))
            continue
        other = slugs.setdefault(path.name.casefold(), path.name)
        if other != path.name:
            message = f"“{other}” and “{path.name}” are one slug: letter case does not tell sources apart"
            problems.add(SheetProblem(path, 1, "folder", message, "rename one of the two"))
        found.append(path)
    return found


def _source(
    folder: Path, register: Register, vocabulary: Vocabulary, texts: dict[str, str], problems: Problems
) -> Sheet | None:
    """One sheet, or None when so much is wrong that the rest cannot be read; every fault is noted.

    `texts` has the slugs of the sources read before by the hashes of their texts; this one's is added.
    """
    if not check_slug(folder, problems):
        return None
    about = read_yaml(folder / "source.yaml", folder, problems)
    claims = read_yaml(folder / "claims.yaml", folder, problems)
    at_source = None if about is None else Reporter(problems, about)
    source = None if at_source is None else entry(SourceEntry, at_source.document.data, at_source)
    text = read_article(folder / "article.txt", source, at_source, problems)
    at_claims = None if claims is None else Reporter(problems, claims)
    data = (
        {} if at_claims is None else known_keys(at_claims.document.data, field_names(ClaimsFile), at_claims)
    )
    if source is None or text is None or at_source is None:
        return None
    other = texts.setdefault(source.sha256, folder.name)
    if other != folder.name:
        message = f"this is the text of the source “{other}” again: a copy is no second witness"
        at_source.at("sha256").report(message, "keep one of the two folders")
    if at_claims is None:
        return None
    author = None if source.author else own_author(folder.name, source, at_source)
    names = Names(vocabulary, register, folder.name, author.iri if author else ns.entity("speaker", "nobody"))
    if source.author is not None:
        names.author = names.speaker(source.author, at_source.at("author")) or names.author
    speakers = _speakers(data, folder.name, text, names, at_claims)
    return _sheet(
        source, text, names, (*([author] if author else ()), *speakers), data, (at_source, at_claims)
    )


def _speakers(data: dict[str, Any], slug: str, text: Text, names: Names, at: Reporter) -> tuple[Speaker, ...]:
    """The unidentified speakers; afterwards `names` knows them by key."""
    found: dict[str, Speaker] = {}
    for where, item in entries(SpeakerEntry, data.get("speakers"), at.at("speakers")):
        if f"speaker/{item.key}" in names.register.entities:
            where.at("key").report(
                f"the register has “speaker/{item.key}”", "name that one, or choose another key"
            )
        if item.key in found:
            where.at("key").report(
                f"the speaker “{item.key}” stands here a second time", "keep one of the two"
            )
        found.setdefault(item.key, own_speaker(slug, item, text, where))
    names.speakers = found
    return tuple(found.values())


def _claim_drafts(
    data: dict[str, Any], at: Reporter
) -> tuple[list[ClaimDraft], frozenset[str], frozenset[str]]:
    """The claims whose form is right, each key once; the keys of all entries; the figures of the others."""
    listed = data.get("claims")
    if not listed:
        at.report("the sheet has no claims", "write them under claims, each beginning with a hyphen")
        return [], frozenset(), frozenset()
    if isinstance(listed, list) and len(listed) > MAX_CLAIMS:
        at.at("claims").report(f"the sheet has more than {MAX_CLAIMS} claims", "split the source")
        listed = listed[:MAX_CLAIMS]
    drafts: dict[str, ClaimDraft] = {}
    for where, item in entries(ClaimEntry, listed, at.at("claims")):
        if item.key in drafts:
            first = drafts[item.key][0].line
            where.at("key").report(f"the key “{item.key}” stands in line {first} already", "choose another")
        drafts.setdefault(item.key, (where, item))
    entered = [raw for raw in listed if isinstance(raw, dict)]
    keys = frozenset(str(raw.get("key")) for raw in entered)
    spoiled = frozenset(
        item["figure"]
        for raw in entered
        if raw.get("key") not in drafts and isinstance(raw.get("asserts"), list)
        for item in raw["asserts"]
        if isinstance(item, dict) and isinstance(item.get("figure"), str)
    )
    return list(drafts.values()), keys, spoiled


def _sheet(
    source: SourceEntry,
    text: Text,
    names: Names,
    speakers: tuple[Speaker, ...],
    data: dict[str, Any],
    at: tuple[Reporter, Reporter],
) -> Sheet:
    """The sheet once its files are read; `at` reports on source.yaml and claims.yaml."""
    at_source, at_claims = at
    drafts, keys, spoiled = _claim_drafts(data, at_claims)
    gathered = gather_figures(drafts)
    figures = declare_figures(names.source, gathered, spoiled, names)
    check_uses(drafts, gathered)
    for _, draft in drafts:
        for item in draft.asserts:
            if isinstance(item, list):
                asserted_classes(item, names)
    claims = read_claims(drafts, keys, names, text)
    quotations = entries(QuotationEntry, data.get("quotations"), at_claims.at("quotations"))
    spans = read_spans(quotations, text, names, at_claims.at("quotations"))
    notes = read_notes(
        entries(ExceptionEntry, data.get("exceptions"), at_claims.at("exceptions")), text, claims
    )
    for index, key in enumerate(names.speakers):
        if key not in names.used_speakers and len(drafts) == len(keys):
            at_claims.at("speakers", index).report(
                f"the speaker “{key}” speaks nowhere", "remove it, or name it"
            )
    made = read_source(names.source, source, text, names, at_source)
    positions = tuple(names.positions.values())
    return Sheet(made, text, speakers, figures, positions, claims, spans, notes)
