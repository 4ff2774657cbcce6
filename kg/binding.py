"""The one way by which terms enter a query: into the parameter lines of a shipped `.rq` file.

A file runs as it stands in any SPARQL tool, with the example that its parameter lines hold:

    # question: On which fronts does a company fight?
    # answers: one row a front
    # parameters: company, an IRI
    VALUES ?company { <https://w3id.org/stratagem/id/company/openai> }  # parameter
    VALUES ?front { <https://w3id.org/stratagem/id/front/code-generation> }  # optional parameter
    LIMIT 50  # parameter limit

An optional line is left out when its parameter is not given. A name may stand on several lines: all are
replaced. Rules (`kg.rules`) have two lines more: a comment that holds a rule to some terms when they are
given, and a parameter that may be given no term, with a note of where its terms come from:

    # VALUES ?front { <https://w3id.org/stratagem/id/front/code-generation> }  # focus
    VALUES ?front { <https://w3id.org/stratagem/id/front/code-generation> }  # changed: [] sg:onFront ?front
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rdflib import Literal, URIRef

from kg.errors import BindingError

Bindable = URIRef | Literal | int | Sequence[URIRef | Literal]
"""What a parameter takes: one term, several terms, or a number for LIMIT and OFFSET."""

_MARKED: Final = re.compile(r"#\s*(?:optional\s+)?parameter\b(?!s)")
_VALUES: Final = re.compile(
    r"(?P<head>\s*VALUES\s+\?(?P<name>\w+)\s*\{).*(?P<tail>\}\s*#\s*(?P<optional>optional\s+)?parameter\s*)"
)
_FOCUS: Final = re.compile(
    r"(?P<indent>\s*)#\s*(?P<head>VALUES\s+\?(?P<name>\w+)\s*\{).*(?P<tail>\}\s*#\s*focus\s*)"
)
_CHANGED: Final = re.compile(
    r"(?P<head>\s*VALUES\s+\?(?P<name>\w+)\s*\{).*(?P<tail>\}\s*#\s*changed:\s*(?P<note>\S.*?)\s*)"
)
_NUMBER: Final = re.compile(
    r"(?P<head>\s*(?:LIMIT|OFFSET)\s+)[0-9]+(?P<tail>\s*#\s*(?P<optional>optional\s+)?parameter\s+(?P<name>\w+)\s*)"
)
_HEADER: Final = re.compile(r"#\s*(?P<key>question|answers|parameters)\s*:\s*(?P<value>.*)")
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\x7f\ud800-\udfff]*")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_NOT_IN_TEXT: Final = re.compile("[\x00\ud800-\udfff]")
# rdflib's parser turns a raw tab into blanks, so it is escaped too.
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
# Engines may read `\u0022` as a quotation mark before they read the string, even behind another backslash
# (SPARQL 1.1, section 19.2), so a text that holds one has no safe form in all of them.
_CODEPOINT_ESCAPE: Final = re.compile(r"\\[uU]")


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter line: what stands before and after the terms, and whether they are a number. A `note` says
    where the terms of a `# changed:` line come from; there may be none."""

    name: str
    head: str
    tail: str
    optional: bool
    number: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A shipped query: `text` is the file, `lines` the same with slots for parameter lines, and
    `parameters` maps each name to whether it is optional."""

    path: Path
    text: str
    title: str
    answers: str
    takes: str
    lines: tuple[str | Slot, ...]
    parameters: MappingProxyType[str, bool]

    @property
    def name(self) -> str:
        """The name of the file without its suffix, as in `/ask/{name}`."""
        return self.path.stem


@lru_cache(maxsize=512)
def load_query(path: Path) -> Query:
    """Reads a `.rq` file, once a process; BindingError when it is missing or malformed."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BindingError(f"the query {path} cannot be read: {error}") from error
    return parse_query(path, text)


def parse_query(path: Path, text: str) -> Query:
    """The query of a file that was read; BindingError when a parameter line is malformed."""
    lines = tuple(_read_line(path, number, line) for number, line in enumerate(text.split("\n"), 1))
    parameters: dict[str, bool] = {}
    for slot in (line for line in lines if isinstance(line, Slot)):
        if parameters.setdefault(slot.name, slot.optional) != slot.optional:
            raise BindingError(f"{path}: parameter {slot.name} is optional on one line and not on another")
    header = _header(text)
    return Query(
        path=path,
        text=text,
        title=header.get("question", ""),
        answers=header.get("answers", ""),
        takes=header.get("parameters", ""),
        lines=lines,
        parameters=MappingProxyType(parameters),
    )


def bind(query: Query, **terms: Bindable | None) -> str:
    """The text of a query with the given terms in its parameter lines.

    Each parameter of the query takes a term, a non-empty sequence of terms, or (LIMIT, OFFSET) a number
    from 0 on; None stands for an optional parameter that is not given. BindingError for a missing or extra
    name, and for a term that is no URIRef or Literal, or whose characters SPARQL does not allow.
    """
    given = {name: value for name, value in terms.items() if value is not None}
    extra = sorted(given.keys() - query.parameters.keys())
    missing = sorted(
        name for name, optional in query.parameters.items() if not optional and name not in given
    )
    if extra or missing:
        faults = [f"has no parameter {name}" for name in extra] + [f"needs {name}" for name in missing]
        raise BindingError(f"{query.name} {' and '.join(faults)}")
    lines = []
    filled: dict[tuple[str, bool], str] = {}
    for line in query.lines:
        if isinstance(line, str):
            lines.append(line)
        elif line.name in given:
            value, key = given[line.name], (line.name, line.number)
            if key not in filled:
                none = bool(line.note) and value == ()
                filled[key] = (
                    _number(line.name, value) if line.number else f" {_terms(line.name, value, none)} "
                )
            lines.append(f"{line.head}{filled[key]}{line.tail}")
    return "\n".join(lines)


def _read_line(path: Path, number: int, line: str) -> str | Slot:
    if found := _FOCUS.fullmatch(line):
        return Slot(
            found["name"], found["indent"] + found["head"], found["tail"], optional=True, number=False
        )
    if found := _CHANGED.fullmatch(line):
        return Slot(found["name"], found["head"], found["tail"], False, False, found["note"])
    if not _MARKED.search(line) or line.lstrip().startswith("#"):
        return line
    for pattern, is_number in ((_VALUES, False), (_NUMBER, True)):
        if found := pattern.fullmatch(line):
            return Slot(found["name"], found["head"], found["tail"], bool(found["optional"]), is_number)
    raise BindingError(
        f"{path}:{number}: a parameter line is `VALUES ?name {{ … }}  # parameter` "
        "or `LIMIT n  # parameter name`, each optionally `# optional parameter`"
    )


def _header(text: str) -> dict[str, str]:
    """The leading comment lines by key; a line without a key goes on with the one before."""
    header: dict[str, str] = {}
    key = None
    for line in text.split("\n"):
        if not line.startswith("#"):
            break
        if found := _HEADER.fullmatch(line):
            key = found["key"]
            header[key] = found["value"].strip()
        elif key:
            header[key] = f"{header[key]} {line.lstrip('#').strip()}".strip()
    return header


def _number(name: str, value: Bindable) -> str:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BindingError(f"parameter {name} is a number from 0 on, not {value!r}")
    return str(value)


def _terms(name: str, value: Bindable, none: bool) -> str:
    if isinstance(value, (URIRef, Literal)):
        return serialize(value, name)
    if isinstance(value, (str, bytes, int)) or not (value or none):
        raise BindingError(f"parameter {name} is a term or several, not {value!r}")
    return " ".join(serialize(term, name) for term in value)


def serialize(term: URIRef | Literal, name: str = "term") -> str:
    """A term as SPARQL text, alike in every engine; BindingError (with `name`) when it has no such form."""
    if isinstance(term, URIRef):
        return _iri(str(term), name)
    if not isinstance(term, Literal):
        raise BindingError(f"parameter {name} is an IRI or a literal, not {term!r}")
    text = str(term)
    if _NOT_IN_TEXT.search(text) or _CODEPOINT_ESCAPE.search(text):
        raise BindingError(f"parameter {name} has a character that SPARQL cannot hold safely: {text!r}")
    quoted = f'"{text.translate(_ESCAPES)}"'
    if term.language:
        if not _LANGUAGE.fullmatch(term.language):
            raise BindingError(f"parameter {name} has no valid language tag: {term.language!r}")
        return f"{quoted}@{term.language}"
    return f"{quoted}^^{_iri(str(term.datatype), name)}" if term.datatype else quoted


def _iri(iri: str, name: str) -> str:
    if not _IRI.fullmatch(iri):
        raise BindingError(f"parameter {name} is no absolute IRI: {iri!r}")
    return f"<{iri}>"
