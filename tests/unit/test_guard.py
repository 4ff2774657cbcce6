"""The guard: what it refuses never reaches the engine, and what any tool writes passes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, QueryRefusedError
from kg.store.syntax import lexer
from kg.store.syntax.guard import DEFAULT_LIMITS, Limits, check

PREFIXES = "PREFIX : <http://127.0.0.1:1/> PREFIX ex: <http://127.0.0.1:1/> "
TRIPLE = "?s ?p ?o"


def consume(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> None:
    assert isinstance(result, ox.QuerySolutions)
    for _ in result:
        pass


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "SELECT"),
        ("select*{}", "SELECT"),
        ("ASK{}", "ASK"),
        ("# ASK\nBASE <http://e/> PREFIX ask: <http://e/>\nDESCRIBE ask:x", "DESCRIBE"),
        ("PREFIX:<http://e/>CONSTRUCT WHERE { ?s :p ?o }", "CONSTRUCT"),
        ('VERSION "1.2" SELECT * {}', "SELECT"),
        ("PREFIX construct: <http://e/> DESCRIBE construct:x", "DESCRIBE"),
    ],
)
def test_the_form_is_read(text: str, form: str) -> None:
    assert check(text).form == form
    ox.Store().query(text)


@pytest.mark.parametrize(
    "body",
    [
        "SELECT * { ?service ex:service ?o . ex:s ex:SERVICE 'SERVICE <x> {}' }",
        "SELECT * { ?s ?p <http://e/?service=(1)#service> } # SERVICE <x> {}",
        'SELECT * { ?s ?p """SERVICE "ex" {\n}""", \'\'\'a\'b\'\'\', "", \'\' }',
        r'SELECT * { ?s ?p "\"SERVICE\\", "\t", ex:a\,b, ex:%20, ex:a.b, ex:a:b, : . }',
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ex:a/ex:b*|^ex:c+|!(ex:d|^ex:e) ?o } GROUP BY ?o",
        "SELECT * { ?s ?p ?o FILTER (?o<3&&?o>1||?o<=5&&!(?o >= 7)||(?o < ex:a)) }",
        "SELECT * { ?s ?p ?o FILTER (?o IN (<http://e/a#b>, <http://e/(c)>, -1, .5, 1.e0, 'x'@en-GB)) }",
        "SELECT * { VALUES (?a ?b) { (<e:a#b> <e:/(c)>) (UNDEF 1) } VALUES ?c { <http://e/#> } }",
        "SELECT * { ?s ?p (1 ex:a <http://e/a> ?x _:b.c) , [ ex:p 1 ] , _:b }",
        "SELECT * { ?s ?p ?o {| ex:p <<( ?s ?p ?o )>> |} . << ?s ?p ?o >> ex:p 'a'@en--ltr }",
        "SELECT * { OPTIONAL { ?s ?p ?o MINUS { ?s a ?o } } FILTER NOT EXISTS { ?s ?p $é } }",
        "SELECT * FROM ex:g FROM NAMED <http://e/g> { GRAPH ?g { ?s a true, -1, +1.5e-3 } } LIMIT 1 OFFSET 2",
    ],
)
def test_what_any_tool_writes_passes_unchanged(body: str) -> None:
    assert check(PREFIXES + body).text == PREFIXES + body
    ox.Store().query(PREFIXES + body)


@pytest.mark.parametrize(
    "body",
    [
        "{ SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "{ service silent ex:x { ?s ?p ?o } }",
        "{SERVICE?x{?s ?p ?o}}",
        "{SERVICE:x{?s ?p ?o}}",
        "{SeRvIcEex:x{?s ?p ?o}}",
        "{SERVICESILENTex:x{?s ?p ?o}}",
        "{?a ?b trueSERVICE ex:x{?s ?p ?o}}",
        "{?a ?b trueSERVICE:x #\n {?s ?p ?o}}",
        "{?a ?b 1SERVICE ?u{?s ?p ?o}}",
        "{BIND(1 AS ?a)BIND(2 AS ?b)FILTER(?a<?b)SERVICE?x#>\n{?s ?p ?o}}",
        "{?s ?p ?o FILTER(1<ex:b)SERVICE:x#>\n{?s ?p ?o}}",
        '{?s ?p ?o FILTER(?s<?p#>"""\n)SERVICE:x{?s ?p ?o}}#"""',
        "{FILTER(?s<'>')SERVICE:x{?s ?p ?o}#'\n}",
        r"{ S\u0045RVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        r"{ \U00000053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused_in_any_spelling(body: str) -> None:
    with pytest.raises(QueryRefusedError, match=r"SERVICE|put a blank"):
        check(f"{PREFIXES}SELECT * {body}")


def test_no_text_that_calls_a_service_passes() -> None:
    """Mutated queries, with the engine as the judge: it fails with OSError where it would call a service."""
    chance = random.Random(20)
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal("1"), ox.NamedNode("a:g")))
    seeds = [
        "{FILTER(?a<?b)SERVICE:x#>\n{?s ?p ?o}}",
        "{?s ?p trueSERVICE:x{?s ?p ?o}}",
        "{SERVICEex:x{?s ?p ?o}}",
        "{VALUES(?a ?b){(<a:a><b:b>)}SERVICE ex:x{}}",
        "{?s ?p ?o FILTER(?a<ex:b||ex:c>?b)#\nSERVICE :x{}}",
    ]
    pieces = ["SERVICE", " ", "\n", "?a", "ex:x", "{", "}", "(", ")", "<", ">", "#", '"', "'", '"""', "'''"]
    called = 0
    for _ in range(8000):
        text = chance.choice(seeds)
        for _ in range(chance.randint(0, 4)):
            start = chance.randrange(len(text))
            text = text[:start] + chance.choice(pieces) + text[start + chance.choice((0, 0, 1, 2)) :]
        text = f"{PREFIXES}SELECT * {text}"
        try:
            consume(store.query(text, use_default_graph_as_union=True))
        except OSError:
            called += 1
            with pytest.raises(QueryError):
                check(text)
        except (SyntaxError, RuntimeError):
            continue
    assert called > 500


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:b> <a:b> 1 }",
        "PREFIX a: <a:> delete where { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:1/>",
        "CLEAR ALL",
        "DROP ALL",
        "CREATE GRAPH <a:b>",
        "ADD DEFAULT TO <a:b>",
        "MOVE DEFAULT TO <a:b>",
        "COPY DEFAULT TO <a:b>",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(QueryRefusedError, match="is an update"):
        check(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no query"),
        ("# only a comment", "no query"),
        ("PREFIX ex: <http://e/>", "no query"),
        ("EXPLAIN SELECT * {}", "a query is a SELECT"),
        ("SELECT * { ?s ?p 'open }", "no SPARQL token"),
        ("SELECT * { ?s ?p ?o", "not closed"),
        ("SELECT * { ?s ?p ?o ) }", "closes nothing"),
        ("SELECT * }", "closes nothing"),
        ("SELECT * { \x00 }", "no SPARQL token"),
        (f"SELECT * {{ ?s {'a.' * 200}:b ?o }}", "no SPARQL token"),
        ("SELECT * { VALUES ex:a { 1 } }", "between VALUES"),
        ("SELECT * { VALUES ?x { { } } }", "group in a block"),
        ("SELECT * \ud800 {}", "not Unicode"),
        (r"SELECT * { ?s ?p '\uD800' }", "no character"),
        (r"SELECT * { ?s ?p '\UFFFFFFFF' }", "no character"),
    ],
)
def test_what_is_no_query_is_an_error(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        check(text)


@pytest.mark.parametrize(
    ("escaped", "decoded"),
    [
        (r"'\u00e9 \U0001F600'", "'é 😀'"),
        (r"'\\u0041 \\\u0041'", r"'\\u0041 \\A'"),
        (r"'\u0027 \u005C \u000A'", r"'\' \\ \n'"),
        (r"?\u0061", "?a"),
    ],
)
def test_codepoint_escapes_are_decoded_once(escaped: str, decoded: str) -> None:
    assert check(f"SELECT ({escaped} AS ?x) {{}}").text == f"SELECT ({decoded} AS ?x) {{}}"
    assert lexer.decode(escaped) == decoded


def nested(opening: str, core: str, closing: str) -> Callable[[int], str]:
    return lambda n: "SELECT * { ?s ?p ?o " + opening * n + core + closing * n + " }"


def repeated(before: str, piece: str, after: str) -> Callable[[int], str]:
    return lambda n: f"SELECT * {{ {before}{piece * n}{after} }}"


DEEP: dict[str, Callable[[int], str]] = {
    "groups": nested("{", TRIPLE, "}"),
    "parentheses": nested("FILTER " + "(", "1", ")"),
    "calls": nested("FILTER (STR", "(1)", ")"),
    "exists": nested("FILTER EXISTS {", TRIPLE, "}"),
    "optional": nested("OPTIONAL { ?s ?p ?o ", "", "}"),
    "blank nodes": nested("; ?p [ ?p ?o ", "", "]"),
    "collections": nested(", (", "1", ")"),
    "quoted triples": nested(", <<( ?s ?p ", "1", ")>>"),
    "annotations": nested("{| ?p ?o ", "", "|}"),
    "hidden in what looks like an IRI": lambda n: f"SELECT * {{ FILTER(?a<{'(' * n}1>1{')' * n}) }}",
}
WIDE: dict[str, tuple[Callable[[int], str], str]] = {
    "a chain": (repeated("?s ?p ?o", " . ?a ?b ?c", ""), "joined patterns"),
    "a list of properties": (repeated("?s ?p ?o", " ; ?a ?b", ""), "joined patterns"),
    "a list of objects": (repeated("?s ?p ?o", " , ?a", ""), "joined patterns"),
    "a path": (repeated("?s <a:p>", "/<a:p>", " ?o"), "joined patterns"),
    "a path in parentheses": (repeated("?s (<a:p>", "/<a:p>", ")* ?o"), "joined patterns"),
    "a collection": (repeated("?s ?p (1", " 1", ")"), "joined patterns"),
    "groups in a row": (repeated("", "{ ?s ?p ?o } ", ""), "joined patterns"),
    "values": (repeated("", "VALUES ?x { 1 } ", ""), "joined patterns"),
    "or": (repeated("FILTER (1", " || 1", ")"), "operators"),
    "sums without blanks": (repeated("FILTER (1", "+1", ")"), "operators"),
    "negations": (repeated("FILTER (", "!", "1)"), "operators"),
    "alternatives": (repeated("?s <a:p>", "|<a:p>", " ?o"), "operators"),
    "operators in what looks like an IRI": (repeated("FILTER (?a<1", "+1", ">2)"), "operators"),
    "projections": (lambda n: f"SELECT {'(1 AS ?x)' * n} {{}}", "tokens"),
    "unions": (repeated("{}", " UNION { ?s ?p ?o }", ""), "tokens"),
    "filters": (repeated("", "FILTER(?s) ", ""), "tokens"),
}


@pytest.mark.parametrize("name", DEEP)
def test_depth_is_bounded(name: str) -> None:
    with pytest.raises(QueryRefusedError) as refused:
        check(DEEP[name](1000))
    assert refused.value.measured is None or refused.value.measured > (refused.value.limit or 0)


@pytest.mark.parametrize("name", WIDE)
def test_width_is_bounded(name: str) -> None:
    build, what = WIDE[name]
    with pytest.raises(QueryRefusedError, match=what) as refused:
        check(build(3000))
    assert refused.value.limit is not None
    assert refused.value.measured is not None
    assert refused.value.measured > refused.value.limit


def test_depth_counts_to_the_limit() -> None:
    build = DEEP["groups"]
    assert check(build(DEFAULT_LIMITS.depth - 1)).form == "SELECT"
    with pytest.raises(QueryRefusedError, match="nested brackets") as refused:
        check(build(DEFAULT_LIMITS.depth))
    assert (refused.value.limit, refused.value.measured) == (64, 65)


def test_branches_of_a_union_do_not_add_up() -> None:
    branch = "{ " + " . ".join([TRIPLE] * 40) + " }"
    assert check(f"SELECT * {{ {' UNION '.join([branch] * 8)} }}").form == "SELECT"
    with pytest.raises(QueryRefusedError, match="joined patterns"):
        check(f"SELECT * {{ {' '.join([branch] * 3)} }}")
    with pytest.raises(QueryRefusedError, match="joined patterns"):
        check(f"SELECT * {{ {branch} UNION {branch} {branch} UNION {branch} {branch} UNION {branch} }}")


def test_size_is_counted_in_bytes() -> None:
    text = "SELECT * {} #" + "é" * 10
    size = len(text.encode())
    assert check(text, Limits(size=size)).text == text
    with pytest.raises(QueryRefusedError) as refused:
        check(text, Limits(size=size - 1))
    assert (refused.value.limit, refused.value.measured) == (size - 1, size)


def test_long_lists_of_data_pass() -> None:
    values = " ".join(f"<https://w3id.org/stratagem/id/claim/{n:016x}>" for n in range(1000))
    assert check(f"SELECT * {{ VALUES ?c {{ {values} }} ?c ?p ?o FILTER (?o IN ({', '.join('1' * 1000)})) }}")


def test_the_longest_text_is_checked_quickly() -> None:
    begin = time.perf_counter()
    for piece in ("<a", "'a ", "?a<", '"""', "a:", "#\n", "(", "\\u0041", "1.", "a.", "-"):
        text = "SELECT * { " + piece * ((DEFAULT_LIMITS.size - 20) // len(piece))
        with pytest.raises(QueryError):
            check(text)
    assert time.perf_counter() - begin < 5


def test_the_worst_plan_within_the_bounds_takes_seconds_not_minutes() -> None:
    text = "SELECT * { ?s " + " ; ".join(f"<a:p{n}> ?v{n}" for n in range(DEFAULT_LIMITS.patterns - 2)) + " }"
    begin = time.perf_counter()
    consume(ox.Store().query(check(text).text))
    assert time.perf_counter() - begin < 5
