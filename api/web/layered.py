"""A chain of events as a drawing: layers from left to right, what came first at the left.

The layers are those of the longest way from a beginning, the order within a layer that of the mean place of
the neighbours before it (Sugiyama, Tagawa and Toda 1981, in its plainest form). Ties against the order of a
circle are drawn, but do not move anything.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final
from unicodedata import east_asian_width

from kg.read.events import Chain, Tie
from kg.read.models import Ref

WIDTH: Final = 200
"""Width of a box; all lengths are in the units of the drawing, about a pixel each."""
LETTERS: Final = 20
"""Letters that a line of a box has room for; of wide ones half as many."""
MOST_LINES: Final = 6
MOST_EVENTS: Final = 60
"""Events of a chain that is drawn; a larger one is only told in its table."""
LINE: Final = 19
_PAD: Final = 12
_GAP: Final = 26
_BETWEEN: Final = 120
_MARGIN: Final = 3
_PASSES: Final = 4
_LABELS: Final = {
    "triggered": "triggered",
    "leadsTo": "led to",
    "precedes": "came before",
    "respondsTo": "answered by",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A thing with its place, and its name in lines (each with the height of its foot)."""

    thing: Ref
    x: float
    y: float
    height: float
    lines: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line from what came first to what followed, as the `d` of a path; `answer` where that answers it."""

    path: str
    label: str
    x: float
    y: float
    answer: bool
    standing: str | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing with its size; `box` is the width of each box."""

    width: float
    height: float
    boxes: list[Box]
    arrows: list[Arrow]
    box: float = WIDTH


def draw(chain: Chain) -> Drawing | None:
    """The drawing of a chain; None where it has too many events to be read."""
    if len(chain.events) > MOST_EVENTS:
        return None
    ends = [_ends(tie) for tie in chain.ties]
    layers = _ordered(_layers([one.iri for one in chain.events], ends), ends)
    things = {one.iri: one for one in chain.events}
    boxes: dict[str, Box] = {}
    heights = [sum(_height(things[iri]) + _GAP for iri in layer) - _GAP for layer in layers]
    tallest = max(heights)
    for column, (layer, height) in enumerate(zip(layers, heights, strict=True)):
        y = _MARGIN + (tallest - height) / 2
        for iri in layer:
            box = _box(things[iri], _MARGIN + column * (WIDTH + _BETWEEN), y)
            boxes[iri] = box
            y += box.height + _GAP
    width = len(layers) * (WIDTH + _BETWEEN) - _BETWEEN + 2 * _MARGIN
    return Drawing(width, tallest + 2 * _MARGIN, list(boxes.values()), _arrows(chain.ties, boxes))


def _ends(tie: Tie) -> tuple[str, str]:
    """What came first and what followed: an answer follows what it answers."""
    if tie.property == "respondsTo":
        return tie.object.iri, tie.subject.iri
    return tie.subject.iri, tie.object.iri


def _layers(nodes: Sequence[str], ends: Sequence[tuple[str, str]]) -> list[list[str]]:
    before: dict[str, list[str]] = {node: [] for node in nodes}
    for first, then in ends:
        before[then].append(first)
    depth: dict[str, int] = {}

    def find(node: str, way: frozenset[str]) -> int:
        if node not in depth:
            on = way | {node}
            depth[node] = max((find(one, on) + 1 for one in before[node] if one not in on), default=0)
        return depth[node]

    for node in nodes:
        find(node, frozenset())
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for node in nodes:
        layers[depth[node]].append(node)
    return [layer for layer in layers if layer]


def _ordered(layers: list[list[str]], ends: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Each layer by the mean place of its neighbours in all layers, a few times over."""
    near: dict[str, list[str]] = {}
    for first, then in ends:
        near.setdefault(first, []).append(then)
        near.setdefault(then, []).append(first)
    for _ in range(_PASSES):
        place = {node: (at + 0.5) / len(layer) for layer in layers for at, node in enumerate(layer)}
        layers = [
            sorted(layer, key=lambda node: (fmean([place[one] for one in near.get(node, [node])]), node))
            for layer in layers
        ]
    return layers


def _lines(label: str) -> list[str]:
    wide = any(east_asian_width(letter) in "WF" for letter in label)
    room = LETTERS // 2 if wide else LETTERS
    found = textwrap.wrap(label, room) or [label[:room]]
    if len(found) <= MOST_LINES:
        return found
    return [*found[: MOST_LINES - 1], found[MOST_LINES - 1][: room - 1] + "…"]


def _height(thing: Ref) -> float:
    return len(_lines(thing.label)) * LINE + 2 * _PAD


def _box(thing: Ref, x: float, y: float) -> Box:
    lines = [(y + _PAD + LINE * (at + 1) - 5, text) for at, text in enumerate(_lines(thing.label))]
    return Box(thing, x, y, _height(thing), lines)


def _arrows(ties: Sequence[Tie], boxes: dict[str, Box]) -> list[Arrow]:
    """One arrow for each pair of things, with all that ties them."""
    pairs: dict[tuple[str, str], list[Tie]] = {}
    for tie in ties:
        pairs.setdefault(_ends(tie), []).append(tie)
    return [_arrow(boxes[first], boxes[then], tied) for (first, then), tied in pairs.items()]


def _arrow(first: Box, then: Box, tied: Sequence[Tie]) -> Arrow:
    forward = then.x > first.x
    x1, y1 = first.x + (WIDTH if forward else 0), first.y + first.height / 2
    x2, y2 = then.x + (0 if forward else WIDTH), then.y + then.height / 2
    bend = (x2 - x1) / 2
    path = f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2 - (7 if forward else -7):g} {y2:g}"
    return Arrow(
        path=path,
        label=", ".join(dict.fromkeys(_LABELS.get(tie.property, tie.property) for tie in tied)),
        x=(x1 + x2) / 2,
        y=(y1 + y2) / 2 - 7,
        answer=all(tie.property == "respondsTo" for tie in tied),
        standing=tied[0].standing,
    )
