"""Chains are drawn from left to right, also where they turn in a circle or names are hostile."""

from __future__ import annotations

from itertools import combinations

from api.web.layered import MOST_EVENTS, WIDTH, Drawing, draw
from kg.read.events import Chain, Happening, Tie
from kg.read.models import Ref


def event(name: str, label: str = "") -> Happening:
    """An event by a short name."""
    iri = f"https://w3id.org/stratagem/id/event/{name}"
    return Happening(
        id=name,
        iri=iri,
        kind="event",
        label=label or name,
        performed_by=[],
        targets=[],
        concerns=[],
        occurred_on=[],
    )


def chain(*ties: tuple[str, str, str]) -> Chain:
    """A chain of ties such as `("a", "triggered", "b")`."""
    names = dict.fromkeys(name for one, _, other in ties for name in (one, other))
    refs = {name: Ref(**event(name).model_dump(include={"id", "iri", "kind", "label"})) for name in names}
    return Chain(
        events=[event(name) for name in names],
        ties=[
            Tie(subject=refs[one], property=name, object=refs[other], standing="reported", evidence=[])
            for one, name, other in ties
        ],
    )


def drawn(found: Chain) -> Drawing:
    """The drawing of a chain that has one."""
    made = draw(found)
    assert made is not None
    return made


def columns(found: Drawing) -> dict[str, float]:
    return {box.thing.id: box.x for box in found.boxes}


def test_what_came_first_stands_at_the_left() -> None:
    place = columns(drawn(chain(("a", "triggered", "b"), ("b", "leadsTo", "c"), ("a", "precedes", "c"))))
    assert place["a"] < place["b"] < place["c"]


def test_an_answer_follows_what_it_answers() -> None:
    found = drawn(chain(("ad", "respondsTo", "plan")))
    place = columns(found)
    assert place["plan"] < place["ad"]
    assert [(arrow.label, arrow.answer) for arrow in found.arrows] == [("answered by", True)]


def test_ties_of_a_pair_share_an_arrow() -> None:
    found = drawn(chain(("a", "precedes", "b"), ("a", "triggered", "b")))
    assert [arrow.label for arrow in found.arrows] == ["came before, triggered"]


def test_a_circle_is_drawn_whole() -> None:
    found = drawn(chain(("a", "triggered", "b"), ("b", "triggered", "c"), ("c", "triggered", "a")))
    assert len(found.boxes) == len(found.arrows) == 3


def test_an_event_tied_to_itself_is_drawn() -> None:
    assert len(drawn(chain(("a", "leadsTo", "a"))).boxes) == 1


def test_no_box_lies_on_another_or_outside() -> None:
    ties = [(f"a{one}", "triggered", f"b{other}") for one in range(4) for other in range(5)]
    found = drawn(chain(*ties, ("b0", "triggered", "c"), ("a0", "triggered", "c")))
    for box in found.boxes:
        assert 0 <= box.x <= found.width - WIDTH
        assert 0 <= box.y <= found.height - box.height
    for one, other in combinations(found.boxes, 2):
        apart = (
            abs(one.x - other.x) >= WIDTH or one.y + one.height <= other.y or other.y + other.height <= one.y
        )
        assert apart, (one.thing.id, other.thing.id)


def test_long_and_wide_names_stay_in_their_box() -> None:
    (long, wide) = (
        drawn(Chain(events=[event("a", label)], ties=[])).boxes[0] for label in ("x" * 10_000, "大" * 15)
    )
    assert len(long.lines) == 6
    assert long.lines[-1][1].endswith("…")
    assert max(len(text) for _, text in long.lines) <= 20
    assert [text for _, text in wide.lines] == ["大" * 10, "大" * 5]
    assert long.lines[-1][0] < long.y + long.height


def test_a_chain_too_large_to_read_is_not_drawn() -> None:
    ties = [(f"a{number}", "triggered", f"a{number + 1}") for number in range(MOST_EVENTS)]
    assert draw(chain(*ties)) is None
    assert draw(chain(*ties[1:])) is not None
