"""What the names in a sheet stand for: individuals of the register and of the source, classes, short
lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef

from kg import ns
from kg.model import Position, Register, Speaker
from kg.sheet.problems import Reporter
from kg.sheet.vocabulary import Vocabulary

_MODALITY_LISTS = {"modality": "Modality", "certainty": "Certainty", "polarity": "Polarity"}


@dataclass(slots=True)
class Names:
    """Everything that one sheet can name. Looking a position up declares it; looking a speaker up marks it
    used.

    `asserted` has the classes that the sheet itself asserts of an individual, by IRI: they count for domains
    too.
    """

    vocabulary: Vocabulary
    register: Register
    source: str
    author: URIRef
    speakers: Mapping[str, Speaker] = field(default_factory=dict)
    figures: Mapping[str, URIRef] = field(default_factory=dict)
    asserted: dict[URIRef, set[str]] = field(default_factory=dict)
    positions: dict[URIRef, Position] = field(default_factory=dict)
    used_speakers: set[str] = field(default_factory=set)

    def thing(self, reference: str, reporter: Reporter) -> URIRef | None:
        """The individual that `kind/slug`, `position/company/front`, `figure/key` or a vocabulary term
        names."""
        kind, slash, rest = reference.partition("/")
        if not slash:
            return self._member_or_hint(reference, reporter)
        if kind == "position":
            return self._position(reference, rest, reporter)
        if kind == "figure":
            if rest not in self.figures:
                reporter.unknown("figure of this sheet", reference, [f"figure/{key}" for key in self.figures])
            return self.figures.get(rest)
        if kind == "speaker" and rest in self.speakers:
            return self.speaker(rest, reporter)
        entity = self.register.entities.get(reference)
        if entity is None:
            reporter.unknown("entity of the register", reference, self.register.entities)
        return None if entity is None else entity.iri

    def speaker(self, reference: str, reporter: Reporter) -> URIRef | None:
        """Whoever speaks: `author`, the key of an unidentified speaker, or an agent of the register."""
        if reference == "author":
            return self.author
        if reference in self.speakers:
            self.used_speakers.add(reference)
            return self.speakers[reference].iri
        entity = self.register.entities.get(reference)
        if entity is None:
            reporter.unknown("speaker", reference, ["author", *self.speakers, *self._agents()])
            return None
        if entity.cls and not self.vocabulary.fits(entity.cls, ("Agent",)):
            reporter.report(
                f"“{reference}” is a {entity.cls}, which does not speak", "name a person or organization"
            )
            return None
        return entity.iri

    def term(self, name: str, cls: str, reporter: Reporter) -> URIRef | None:
        """The member of a short list, such as a metric or a unit."""
        members = self.vocabulary.members(cls)
        if name not in members:
            reporter.unknown(f"member of {cls}", name, members)
            return None
        return URIRef(ns.SG[name])

    def choice(self, name: str, of: str, reporter: Reporter) -> bool:
        """Whether a modality, certainty or polarity is known; reported when it is not."""
        members = self.vocabulary.members(_MODALITY_LISTS[of])
        if name not in members:
            reporter.unknown(of, name, members)
        return name in members

    def classes(self, iri: URIRef) -> frozenset[str]:
        """What is known of an individual's classes; empty when nothing is."""
        known = set(self.asserted.get(iri, ()))
        split = ns.split_entity(str(iri))
        if split is None:
            return frozenset(known | set(self.vocabulary.individuals.get(str(iri)[len(ns.SG) :], ())))
        entity = self.register.entities.get("/".join(split))
        if entity is not None and entity.cls:
            known.add(entity.cls)
        elif split[0] == "position":
            known.add("FrontPosition")
        elif split[0] == "figure":
            known = known or {"MetricStatement"}
        elif split[0] == "speaker":
            known |= {speaker.cls for speaker in self.speakers.values() if speaker.iri == iri}
        return frozenset(known)

    def _agents(self) -> Iterable[str]:
        return (ref for ref, e in self.register.entities.items() if self.vocabulary.is_a(e.cls, "Agent"))

    def _member_or_hint(self, name: str, reporter: Reporter) -> URIRef | None:
        """A vocabulary term; when there is none, perhaps a label of the register was meant."""
        if name in self.vocabulary.individuals:
            return URIRef(ns.SG[name])
        folded = name.casefold()
        searched = self.register.entities if reporter.problems.may_search(len(self.register.entities)) else {}
        labelled = [
            ref
            for ref, entity in searched.items()
            if folded == entity.label.casefold() or folded in (alias.casefold() for alias in entity.aliases)
        ]
        if labelled:
            reporter.report(f"“{name}” is a label, not a name", f"write {' or '.join(labelled)}")
        else:
            reporter.unknown("term", name, [*self.vocabulary.individuals, *self.register.entities])
        return None

    def _position(self, reference: str, rest: str, reporter: Reporter) -> URIRef | None:
        """The place of a company on a front; its identifier joins the two slugs."""
        company_slug, slash, front_slug = rest.partition("/")
        if not slash:
            reporter.report(f"“{reference}” names no front", "write position/<company>/<front>")
            return None
        company = self.register.entities.get(f"company/{company_slug}")
        front = self.register.entities.get(f"front/{front_slug}")
        for entity, ref in ((company, f"company/{company_slug}"), (front, f"front/{front_slug}")):
            if entity is None:
                kind = ref.partition("/")[0]
                known = [name for name in self.register.entities if name.startswith(f"{kind}/")]
                reporter.unknown(f"{kind} of the register", ref, known)
        if company is None or front is None:
            return None
        iri = ns.entity("position", f"{company_slug}-{front_slug}")
        label = f"{company.label} on {_in_a_sentence(front.label)}"
        known_position = self.positions.setdefault(iri, Position(iri, label, reporter.place))
        if known_position.label != label:
            reporter.report(
                f"“{reference}” and “{known_position.label}” would have one identifier",
                "rename a company or front",
            )
        return iri


def _in_a_sentence(label: str) -> str:
    """A label as it stands within a sentence: its first letter small, unless a name or abbreviation begins
    it."""
    rest_of_word = label.split(maxsplit=1)[0][1:]
    return label[0].lower() + label[1:] if not rest_of_word or rest_of_word.islower() else label
