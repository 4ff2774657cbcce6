"""`entities.yaml`: the register of the individuals that sources share."""

from __future__ import annotations

from pathlib import Path

from rdflib import RDF, URIRef

from kg import ns
from kg.kinds import BY_NAME, Kind
from kg.model import Entity, EntityEntry, Fact, Place, Register
from kg.sheet.assertions import read_class, read_fact
from kg.sheet.forms import entries
from kg.sheet.names import Names
from kg.sheet.problems import Problems, Reporter, nearest
from kg.sheet.vocabulary import EVIDENCE_CLASSES, Vocabulary
from kg.sheet.yaml import read_yaml

_OF_A_SOURCE = frozenset({"position", "figure", "rule"})
_SPEAKERS_OF_A_SOURCE = frozenset({"UnidentifiedSpeaker", "ArticleAuthor"})


def read_register(file: Path, vocabulary: Vocabulary, problems: Problems) -> Register:
    """The register with all entities whose form is right; every fault is noted in `problems`."""
    document = read_yaml(file, file.parent, problems)
    if document is None:
        return Register(file, {}, ())
    drafts = entries(EntityEntry, document.data, Reporter(problems, document))
    entities: dict[str, Entity] = {}
    for at, entry in drafts:
        if entry.id in entities:
            first = entities[entry.id].place.line
            at.at("id").report(
                f"“{entry.id}” is in the register already (line {first})", "keep one of the two"
            )
        else:
            entities[entry.id] = _entity(entry, vocabulary, at)
    for index, raw in enumerate(document.data if isinstance(document.data, list) else ()):
        _stand_in(raw, Place(file, document.line((index,))), entities)
    _check_labels(drafts)
    register = Register(file, entities, ())
    return Register(file, entities, tuple(_facts(drafts, register, vocabulary)))


def _entity(entry: EntityEntry, vocabulary: Vocabulary, at: Reporter) -> Entity:
    """One entity; an unknown kind or a class that its kind has not is reported."""
    name, _, slug = entry.id.partition("/")
    kind = BY_NAME.get(name)
    if kind is None or name in _OF_A_SOURCE or EVIDENCE_CLASSES.intersection(kind.classes):
        hint = nearest(name, _register_kinds(), most=1)
        remedy = f"the nearest kind is {hint[0]}" if hint else f"the kinds are {', '.join(_register_kinds())}"
        at.at("id").report(f"“{name}” is no kind of the register", remedy)
        return _made(entry, name, slug, entry.class_ or "", at)
    return _made(entry, name, slug, _class(entry, kind, vocabulary, at), at)


def _stand_in(raw: object, place: Place, entities: dict[str, Entity]) -> None:
    """Puts an entry whose form is wrong among the entities, so that sheets that name it are not reported
    too."""
    ref = raw.get("id") if isinstance(raw, dict) else None
    if isinstance(ref, str) and ref.count("/") == 1 and ref not in entities:
        entities[ref] = Entity(ref, ns.entity("unread", ns.content_id(ref)), ref, "", (), None, place)


def _made(entry: EntityEntry, kind: str, slug: str, cls: str, at: Reporter) -> Entity:
    return Entity(
        entry.id, ns.entity(kind, slug), entry.label, cls, tuple(entry.aliases), entry.definition, at.place
    )


def _class(entry: EntityEntry, kind: Kind, vocabulary: Vocabulary, at: Reporter) -> str:
    """The class that an entity is declared with; where a kind has one class, that is it when none is
    given."""
    if entry.class_ is None:
        if len(kind.classes) > 1:
            at.report(f"a {kind.name} needs a class", f"add class: {' or '.join(_allowed(kind))}")
        return kind.classes[0]
    if entry.class_ not in vocabulary.superclasses:
        known = [c for c in vocabulary.superclasses if vocabulary.is_any(c, kind.classes)]
        at.at("class").unknown(f"class of the kind {kind.name}", entry.class_, sorted(known))
        return kind.classes[0]
    if entry.class_ in _SPEAKERS_OF_A_SOURCE or not vocabulary.is_any(entry.class_, kind.classes):
        remedy = f"a {kind.name} is a {' or '.join(_allowed(kind))}, or a class below"
        at.at("class").report(f"“{entry.class_}” is no class of the kind {kind.name}", remedy)
        return kind.classes[0]
    return entry.class_


def _allowed(kind: Kind) -> list[str]:
    return [cls for cls in kind.classes if cls not in _SPEAKERS_OF_A_SOURCE]


def _register_kinds() -> list[str]:
    """The kinds whose individuals stand in the register."""
    return [
        name
        for name, k in BY_NAME.items()
        if name not in _OF_A_SOURCE and not EVIDENCE_CLASSES.intersection(k.classes)
    ]


def _check_labels(drafts: list[tuple[Reporter, EntityEntry]]) -> None:
    """Reports a label or alias that two entities of one kind share, letter case aside, or that one has
    twice."""
    seen: dict[tuple[str, str], tuple[str, int]] = {}
    for at, entry in drafts:
        kind = entry.id.partition("/")[0]
        names = [(at.at("label"), entry.label)]
        names += [(at.at("aliases", index), alias) for index, alias in enumerate(entry.aliases)]
        for where, name in names:
            folded = (kind, " ".join(name.casefold().split()))
            other, line = seen.setdefault(folded, (entry.id, where.line))
            if (other, line) == (entry.id, where.line) and where is names[0][0]:
                continue
            if other != entry.id:
                where.report(
                    f"“{name}” is a name of “{other}” too (line {line})", "tell the two apart by another name"
                )
            elif names[0][1] is not name and folded[1] == " ".join(entry.label.casefold().split()):
                where.report(f"the alias “{name}” is the label again", "remove it")


def _facts(
    drafts: list[tuple[Reporter, EntityEntry]], register: Register, vocabulary: Vocabulary
) -> list[Fact]:
    """The curated facts, checked as a claim's assertions are."""
    names = Names(vocabulary, register, source="", author=URIRef(""))
    found: dict[tuple[URIRef, URIRef, URIRef], Fact] = {}
    for at, entry in drafts:
        subject = register.entities[entry.id].iri
        for index, (prop, target) in enumerate(entry.curated):
            where = at.at("curated", index)
            fact = _fact(subject, entry.id, prop, target, names, where)
            if fact is None:
                continue
            key = (fact.subject, fact.property, fact.object)
            if key in found:
                where.report(
                    f"this fact stands in line {found[key].place.line} already", "remove one of the two"
                )
            found.setdefault(key, fact)
    return list(found.values())


def _fact(subject: URIRef, ref: str, prop: str, target: str, names: Names, at: Reporter) -> Fact | None:
    """One curated fact: a class, or a link to an entity or a member of a short list."""
    if prop == "a":
        cls = read_class(ref, target, names, at)
        return None if cls is None else Fact(subject, RDF.type, cls, at.place)
    if target.startswith(("position/", "figure/")):
        at.report(f"“{target}” is an individual of a source", "a curated fact links entities of the register")
        return None
    made = read_fact(subject, ref, prop, target, names, at)
    if made is None:
        return None
    return Fact(made.subject, made.property, URIRef(made.object), at.place)
