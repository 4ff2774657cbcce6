"""Links between the claims of a sheet: what supports, disputes, qualifies or replaces what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kg.model import ClaimEntry
from kg.sheet.problems import Reporter

COMPILED: Final = ("accepted", "edited")
KINDS: Final = ("supports", "disputes", "qualifies")


def check_links(drafts: Sequence[tuple[Reporter, ClaimEntry]], keys: frozenset[str]) -> None:
    """Reports links to no claim, to the claim itself, twice to one, to one that is not compiled, and
    cycles."""
    by_key = {entry.key: (reporter, entry) for reporter, entry in drafts}
    for reporter, entry in drafts:
        seen: set[str] = set()
        for kind in KINDS:
            for index, target in enumerate(getattr(entry, kind)):
                _check_link(entry, target, by_key, keys, reporter.at(kind, index))
                if target in seen:
                    reporter.at(kind, index).report(f"“{target}” is linked twice", "keep one link to a claim")
                seen.add(target)
    for cycle in _cycles({key: _targets(entry) for key, (_, entry) in by_key.items()}):
        reporter, _ = by_key[cycle[0]]
        chain = " → ".join([*cycle, cycle[0]])
        reporter.report(
            f"these claims support, dispute or qualify each other in a circle: {chain}", "cut one link"
        )


def replacements(drafts: Sequence[tuple[Reporter, ClaimEntry]], keys: frozenset[str]) -> dict[str, str]:
    """For each superseded claim the compiled claim that its chain of replacements ends in; faults are
    reported."""
    by_key = {entry.key: entry for _, entry in drafts}
    found: dict[str, str] = {}
    for reporter, entry in drafts:
        at = reporter.at("superseded_by")
        if entry.status != "superseded":
            if entry.superseded_by is not None:
                at.report(
                    f"a claim that is {entry.status} has no replacement",
                    "remove it, or set status: superseded",
                )
            continue
        end = _end_of_chain(entry, by_key)
        if entry.superseded_by is None:
            reporter.report("a superseded claim must say by which claim", "add superseded_by with its key")
        elif entry.superseded_by not in by_key:
            if entry.superseded_by not in keys:
                at.unknown("claim of this sheet", entry.superseded_by, list(by_key))
        elif end is None or end.status not in COMPILED:
            at.report(
                "this leads to no claim that is accepted or edited", "name the claim that stands in its place"
            )
        else:
            found[entry.key] = end.key
    return found


def _check_link(
    entry: ClaimEntry,
    target: str,
    by_key: Mapping[str, tuple[Reporter, ClaimEntry]],
    keys: frozenset[str],
    at: Reporter,
) -> None:
    """Reports a link that leads to no compiled claim."""
    if target == entry.key:
        at.report("the claim is linked to itself", "remove the link")
    elif target not in by_key:
        if target not in keys:
            at.unknown("claim of this sheet", target, list(by_key))
    elif entry.status in COMPILED and by_key[target][1].status not in COMPILED:
        status = by_key[target][1].status
        at.report(f"“{target}” is {status}, so it is not in the graph", "link accepted or edited claims only")


def _targets(entry: ClaimEntry) -> list[str]:
    return [target for kind in KINDS for target in getattr(entry, kind) if target != entry.key]


def _cycles(links: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Each circle that a walk in order closes, once; without recursion, since a sheet may have long
    chains."""
    done: set[str] = set()
    for start in links:
        trail: list[str] = []
        on_trail: dict[str, int] = {}
        stack = [(start, False)]
        while stack:
            key, leaving = stack.pop()
            if leaving:
                done.add(key)
                on_trail.pop(trail.pop())
            elif key in on_trail:
                yield trail[on_trail[key] :]
            elif key in links and key not in done:
                on_trail[key] = len(trail)
                trail.append(key)
                stack.append((key, True))
                stack.extend((target, False) for target in links[key])


def _end_of_chain(entry: ClaimEntry, by_key: Mapping[str, ClaimEntry]) -> ClaimEntry | None:
    """The first claim along `superseded_by` that is not superseded itself; None for a circle or a loose
    end."""
    seen: set[str] = set()
    current: ClaimEntry | None = entry
    while current is not None and current.status == "superseded" and current.key not in seen:
        seen.add(current.key)
        current = by_key.get(current.superseded_by or "")
    return None if current is None or current.status == "superseded" else current
