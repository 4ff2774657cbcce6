"""The page of limits, `docs/limits.md`: every limit with its default, its setting and its status, and what a
run of the hostile corpus found. Written by `./run hostile --page docs/limits.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from api import bodies, graph_service, guarded
from api.edge import gate, protocol, unread
from api.routes import sparql, update, validation
from api.strict import LONGEST_SLUG, MOST_PARAMETERS
from kg.search import words
from kg.settings import Settings, variable
from kg.store import formats
from kg.store.pool.process import Bounds
from kg.store.syntax.guard import DEFAULT_LIMITS, UPDATE_LIMITS
from kg.validate.process import DEFAULT_BOUNDS as CHECKING
from tests.hostile.assault import GOOD_PATHS
from tests.hostile.run import AT_ONCE, MEMORY, WORKERS, Run, machine

MARK: Final = "## What a run measured"


@dataclass(frozen=True, slots=True)
class Row:
    """One limit: what is bounded, by how much, the setting that changes it, the status over it."""

    what: str
    default: str
    setting: str
    status: str


def limits() -> list[Row]:
    """Every limit, as the code has it."""
    defaults, query = Settings(), DEFAULT_LIMITS

    def own(what: str, name: str, unit: str, status: str) -> Row:
        value = getattr(defaults, name)
        return Row(what, _bytes(value) if unit == "bytes" else f"{value:g} {unit}", variable(name), status)

    refused = "400 query-refused"
    return [
        Row("path of an address", _bytes(gate.LONGEST_PATH), "", "414 address-too-long"),
        Row("what follows the path", _bytes(gate.LONGEST_QUERY), "", "414 address-too-long"),
        Row("parameters of a request", str(MOST_PARAMETERS), "", "400 bad-request"),
        Row("a slug", f"{LONGEST_SLUG} characters", "", "400 bad-parameter"),
        Row("words that are searched for", f"{words.LONGEST} characters", "", "400 bad-parameter"),
        Row("time until a body is there", f"{bodies.SLOWEST:g} s", "", "408 content-too-slow"),
        Row("body of a query", _bytes(sparql.LONGEST_BODY), "", "413 content-too-large"),
        Row("body of an update", _bytes(update.LONGEST_BODY), "", "413 content-too-large"),
        Row("body of a write", _bytes(graph_service.LARGEST), "", "413 content-too-large"),
        Row("triples of a write", str(guarded.MOST_TRIPLES), "", "413 content-too-large"),
        Row("head of a request", _bytes(protocol.LARGEST_HEAD), "", "431 headers-too-large"),
        Row("time until a head is there", f"{protocol.HEAD_SECONDS:g} s", "", "408 headers-too-slow"),
        Row("answers that nobody reads, in all", _bytes(unread.UNREAD_BYTES), "", "the connection is broken"),
        Row("time without reading an answer", f"{unread.READ_SECONDS:g} s", "", "the connection is broken"),
        Row("file to be checked", _bytes(validation.LARGEST), "", "413 content-too-large"),
        Row("text of a query", _bytes(query.size), "", refused),
        Row("brackets of a query open at once", str(query.depth), "", refused),
        Row("patterns that are joined", str(query.patterns), "", refused),
        Row("operators of a query", str(query.operators), "", refused),
        Row("tokens of a query, without VALUES", str(query.tokens), "", refused),
        Row("graphs that a dataset names", str(query.graphs), "", refused),
        Row("text of an update", _bytes(UPDATE_LIMITS.size), "", refused),
        own("time of a query", "query_deadline", "s", "504 query-timeout"),
        own("memory of a query beyond the open store", "query_memory", "bytes", "400 query-too-heavy"),
        own("result of a query", "query_result", "bytes", "400 result-too-large"),
        own("queries that run at once", "query_workers", "", "503 busy"),
        Row("queries of one client that run at once", "all workers but one", "", "429 share-used"),
        Row("wait for a free worker", f"{Bounds().patience:g} s", "", "503 busy"),
        Row("queries that run or wait", str(sparql.WAITING), "", "503 busy"),
        own("work for a client in a minute", "query_budget", "s", "429 rate-limited"),
        own("time of a check", "validation_deadline", "s", "504 validation-timeout"),
        Row("memory of a check", _bytes(CHECKING.memory), "", "413 content-too-large"),
        Row("checks at once", str(CHECKING.processes), "", "503 busy"),
        Row("levels of nested RDF", str(formats.MAX_DEPTH), "", "400 rdf-syntax"),
        Row("SERVICE, LOAD of an address, remote contexts, a DOCTYPE", "none", "", "400"),
    ]


def table() -> str:
    """The table of limits in Markdown."""
    rows = [
        (row.what, row.default, f"`{row.setting}`" if row.setting else "", row.status) for row in limits()
    ]
    return _table(("what is bounded", "default", "setting", "status over it"), rows)


INTRODUCTION: Final = """\
# Limits

What a request may cost, and what comes back when it would cost more. An answer over a limit is a problem
document (RFC 9457) that states the limit and, where it can be measured, the value; nothing is cut silently.
This page is written by `./run hostile --page docs/limits.md`; a test holds the table against the code.
"""


def page(found: Run) -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, table(), "", MARK, "", *_measured(found)])


def _measured(found: Run) -> Iterator[str]:
    entries = {(outcome.attack.family, outcome.attack.entry) for outcome in found.outcomes}
    worst = max(found.outcomes, key=lambda outcome: outcome.seconds)
    yield (
        f"{len(entries)} hostile queries, bodies and names in {len(found.outcomes)} requests, {AT_ONCE} at a "
        f"time, with a deadline\nof {found.deadline:g} s, {WORKERS} query workers of {MEMORY // 2**20} MiB "
        f"each, and good clients beside them ({machine()}).\nEach answer must come within the deadline and "
        "half a second."
    )
    yield ""
    good = [
        (f"good client, `{path[:27]}`, p99", f"{found.good.p99(path) * 1000:.0f} ms") for path in GOOD_PATHS
    ]
    measured = [
        ("faults", str(len(found.faults))),
        ("the server's process", "the same from beginning to end" if found.alive else "died"),
        ("slowest answer", f"{worst.seconds:.2f} s ({worst.attack.name}: {worst.answer})"),
        ("most memory of the server", _bytes(found.peaks["api"])),
        ("most memory of a worker", _bytes(found.peaks["worker"])),
        *good,
        ("errors of good clients", str(len(found.good.errors))),
        ("outbound connections, counted by a canary", str(len(found.calls))),
    ]
    yield _table(("what", "measured"), measured)
    yield ""
    families = dict.fromkeys(outcome.attack.family for outcome in found.outcomes)
    rows = []
    for family in families:
        of_it = [outcome for outcome in found.outcomes if outcome.attack.family == family]
        answers = Counter(outcome.answer for outcome in of_it)
        slowest = max(outcome.seconds for outcome in of_it)
        told = ", ".join(f"{count} × {answer}" for answer, count in answers.most_common())
        rows.append(
            (family, str(len({o.attack.entry for o in of_it})), str(len(of_it)), f"{slowest:.2f} s", told)
        )
    yield _table(("family", "entries", "requests", "slowest", "answers"), rows)
    yield ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _bytes(number: int) -> str:
    for unit, size in (("MiB", 2**20), ("KiB", 2**10)):
        if number >= size:
            return f"{number / size:.4g} {unit}"
    return f"{number} bytes"
