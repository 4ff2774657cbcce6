"""The text of a source that is written: it comes along, proves the quotes, stays where its rights allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from kg import ns
from kg.store.base import Store
from kg.store.delta import Delta, lines

_FULL: Final = f'<{ns.SG.rights}> "full" .'


def apart(after: Mapping[str, bytes]) -> dict[str, bytes]:
    """What graphs shall hold (N-Triples), a text taken from the graph of its source to its own."""
    found = dict(after)
    for name, content in after.items():
        slug = name.removeprefix(ns.GRAPH)
        begins = f"<{ns.entity('source', slug)}> <{ns.SG.text}> ".encode()
        if begins not in content:
            continue
        every = content.splitlines(keepends=True)
        found[name] = b"".join(line for line in every if not line.startswith(begins))
        text = str(ns.text_graph(slug))
        found[text] = after.get(text, b"") + b"".join(line for line in every if line.startswith(begins))
    return found


def not_kept(store: Store, slugs: Iterable[str]) -> Delta:
    """The texts of these sources that may only be quoted from: what takes them out again."""
    whole = Delta()
    for slug in slugs:
        text, source = str(ns.text_graph(slug)), str(ns.source_graph(slug))
        held = store.get_graph(text)
        if held and f"<{ns.entity('source', slug)}> {_FULL}" not in lines(store.get_graph(source)):
            whole = whole.then(Delta.between(text, held, b""))
    return whole
