"""A rule as its file has it: what it writes, why it holds, and how it is held to a part of the graph.

A rule file, `ontology/rules/NN-name.rq`, is plain SPARQL 1.1 that runs as it stands, over the union of all
graphs. It has a number in its name and a header of comments:

    # rule: rivals
    # graph: inferred
    # focus: ?one or ?other
    # written: rivals
    # why: Two who compete on one front are rivals, each of the other.

The rules run in the order of their numbers, each on what the ones before it wrote. The focus is what a rule
can be held to: its `# VALUES ?one { … }  # focus` lines become part of it when terms are given, in each group
that would otherwise be looked through as a whole. Where there are two, what holds for one or the other is
renewed. `affected/NN-name.rq` tells the foci that a change affects, from the changed triples that its
`# changed:` lines name, and `written/rivals.rq` what the rule wrote of some. After `# focus: ?one, narrowed`
it is run for those only that `narrowed/NN-name.rq` tells, after `# focus: ?axiom, of which ?contested` some
of its groups are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg import paths
from kg.binding import Query, load_query, parse_query
from kg.errors import RdfSyntaxError
from kg.ns import INFERRED_GRAPH, STATEMENTS_GRAPH

GRAPHS: Final = {"statements": str(STATEMENTS_GRAPH), "inferred": str(INFERRED_GRAPH)}
_FILE_NAME: Final = re.compile(r"(?P<number>\d\d)-(?P<name>[a-z]+(?:-[a-z]+)*)\.rq")
_HEADER: Final = re.compile(
    r"^# (?P<key>rule|graph|focus|written|why): (?P<value>.*(?:\n#  +.*)*)$", re.MULTILINE
)
_FOCUS: Final = re.compile(r"\?(\w+)(?: or \?(\w+))?(?:, of which \?(?P<part>\w+)|(?P<fewer>, narrowed))?")
_WRITTEN: Final = re.compile(r"([a-z-]+)(?:, then ([a-z-]+))?")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: number and name of its file, IRI of the graph that it writes, why it holds, its CONSTRUCT;
    the variables of its focus, that of the foci which `narrowed` tells (empty for none), whether the rule is
    run for these only, the names of the queries for what it wrote, and the folder of them all."""

    number: int
    name: str
    graph: str
    why: str
    text: str
    foci: tuple[str, ...] = ()
    part: str = ""
    narrows: bool = False
    written: str = ""
    then: str = ""
    folder: Path = paths.RULES

    @property
    def query(self) -> Query:
        """The CONSTRUCT with its places for foci; BindingError when one is malformed."""
        return _parsed(f"{self.number:02}-{self.name}.rq", self.text)

    @property
    def affected(self) -> Query:
        """The query for the foci that a change affects; BindingError when there is none."""
        return load_query(self.folder / "affected" / f"{self.number:02}-{self.name}.rq")

    @property
    def narrowed(self) -> Query:
        """The query for the foci for which some groups can hold; BindingError when there is none."""
        return load_query(self.folder / "narrowed" / f"{self.number:02}-{self.name}.rq")

    def written_query(self, name: str) -> Query:
        """A query for what the rule wrote; BindingError when there is none."""
        return load_query(self.folder / "written" / f"{name}.rq")


@lru_cache(maxsize=64)
def _parsed(name: str, text: str) -> Query:
    return parse_query(Path(name), text)


def load_rules(folder: Path = paths.RULES) -> list[Rule]:
    """All rules of a folder, in the order in which they run.

    RdfSyntaxError when there is none, a name or header is not as it must be, or two have one number or name.
    """
    rules = [_read(file) for file in sorted(folder.glob("*.rq"))]
    if not rules:
        raise RdfSyntaxError(str(folder), "no rule (*.rq) stands here")
    for what in ("number", "name"):
        values = [getattr(rule, what) for rule in rules]
        twice = sorted({str(value) for value in values if values.count(value) > 1})
        if twice:
            raise RdfSyntaxError(str(folder), f"two rules have the same {what}: {', '.join(twice)}")
    return rules


def _read(file: Path) -> Rule:
    named = _FILE_NAME.fullmatch(file.name)
    if not named:
        raise RdfSyntaxError(str(file), "a rule is named by two digits and words: 31-rivals.rq")
    text = file.read_text(encoding="utf-8")
    header = {m["key"]: re.sub(r"\n#\s+", " ", m["value"]) for m in _HEADER.finditer(text)}
    missing = [key for key in ("rule", "graph", "focus", "written", "why") if not header.get(key)]
    if missing:
        raise RdfSyntaxError(str(file), f"the header lacks: {', '.join(missing)}")
    if header["rule"] != named["name"]:
        raise RdfSyntaxError(str(file), f"the header names “{header['rule']}”, the file “{named['name']}”")
    if header["graph"] not in GRAPHS:
        raise RdfSyntaxError(str(file), f"there is no graph “{header['graph']}”: statements or inferred")
    foci, written = _FOCUS.fullmatch(header["focus"]), _WRITTEN.fullmatch(header["written"])
    if not foci or not written:
        said = "a focus is `?one`, `?one or ?other` or `?all, of which ?some`; what is written, `rivals`"
        raise RdfSyntaxError(str(file), said)
    return Rule(
        number=int(named["number"]),
        name=named["name"],
        graph=GRAPHS[header["graph"]],
        why=header["why"],
        text=text,
        foci=tuple(name for name in foci.group(1, 2) if name),
        part=foci["part"] or "",
        narrows=foci["fewer"] is not None,
        written=written[1],
        then=written[2] or "",
        folder=file.parent,
    )
