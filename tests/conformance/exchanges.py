"""The suites of the SPARQL protocol, the Graph Store protocol and the description of the service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox
from rdflib import RDF, RDFS, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.store import formats
from tests.conformance import tables
from tests.conformance.engines import Answer, Server
from tests.conformance.evaluation import FailedError
from tests.conformance.suites import MF, UT, Case, file_of, parsed

HT: Final = Namespace("http://www.w3.org/2011/http#")
CNT: Final = Namespace("http://www.w3.org/2011/content#")
STATUSES: Final = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
TABULAR: Final = frozenset(
    {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    }
)


@dataclass(frozen=True)
class Sent:
    """One request of a test."""

    method: str
    path: str
    body: bytes | None
    headers: Mapping[str, str]


def run(case: Case, engine: Server) -> None:
    """Sends the requests of a test one after another; FailedError says what was wrong."""
    engine.clear()
    for entry in case.graph.objects(case.iri, UT.graphData):
        file = case.graph.value(entry, UT.graph)
        assert file is not None
        data = parsed(file_of(case.suites, file), str(file)).serialize(format="nt").encode()
        engine.put(str(case.graph.value(entry, RDFS.label)), data)
    requests = case.value(MF.action, HT.requests)
    assert requests is not None, f"{case.name} has no requests"
    location = ""
    for number, node in enumerate(Collection(case.graph, requests), 1):
        sent = _request(case, node, location)
        answer = engine.ask(sent.method, sent.path, sent.body, sent.headers)
        try:
            _check(case, case.graph.value(node, HT.resp), sent, answer)
        except FailedError as error:
            raise FailedError(f"request {number}, {sent.method} {sent.path}: {error}") from error
        location = answer.headers.get("location", location)


def _request(case: Case, node: Node, location: str) -> Sent:
    headers = _headers(case, node)
    method, path = str(case.graph.value(node, HT.methodName)), str(case.graph.value(node, HT.absolutePath))
    body, text = case.graph.value(node, HT.body), ""
    content = None
    if body is not None:
        text = str(case.graph.value(body, CNT.chars))
        content = text.encode(str(case.graph.value(body, CNT.characterEncoding)))
    kind = headers.get("content-type", "")
    update = "update" in urlsplit(path).query or text.startswith("update=") or "sparql-update" in kind
    path = re.sub("^/sparql/", "/sparql/update" if update else "/sparql", path)
    path = re.sub("^/gsp", "/graphs", path).replace("$LOCATION$", location)
    return Sent(method, path, content, headers)


def _headers(case: Case, node: Node | None) -> dict[str, str]:
    found = case.graph.value(node, HT.headers)
    return {
        str(case.graph.value(header, HT.fieldName)).lower(): str(case.graph.value(header, HT.fieldValue))
        for header in (Collection(case.graph, found) if found is not None else ())
    }


def _check(case: Case, expected: Node | None, sent: Sent, answer: Answer) -> None:
    wanted = [str(status).rpartition("#")[2] for status in case.graph.objects(expected, MF.expectedStatus)]
    allowed = [STATUSES.get(name, name.removeprefix("StatusCode").replace("x", r"\d")) for name in wanted]
    if not any(re.fullmatch(status, str(answer.status)) for status in allowed):
        said = answer.body[:300].decode("utf-8", "replace")
        raise FailedError(f"the status is {answer.status}, not {' or '.join(wanted)}: {said}")
    if sent.method == "HEAD" and answer.body:
        raise FailedError("an answer to HEAD has a body")
    form = case.graph.value(expected, MF.expectedFormat)
    if form is not None:
        _check_format(str(form), answer)
    if (truth := case.graph.value(expected, MF.expectedBoolean)) is not None:
        found = tables.read_table(answer.body, ox.QueryResultsFormat.JSON)
        if found is not (str(truth) == "true"):
            raise FailedError(f"the answer is {found}, not {truth}")
    if case.graph.value(expected, MF.expectedLocation) is not None and "location" not in answer.headers:
        raise FailedError("there is no Location")
    content_type = _headers(case, expected).get("content-type")
    if content_type is not None:
        if answer.headers.get("content-type", "").replace(" ", "") != content_type.replace(" ", ""):
            raise FailedError(f"the content type is {answer.headers.get('content-type')}")
        _check_graph(case, expected, sent, answer)


def _check_format(form: str, answer: Answer) -> None:
    known = {
        "boolean": TABULAR,
        "tabular": TABULAR,
        "RDF": frozenset(formats.BY_MEDIA_TYPE),
    }[form]
    if answer.media_type not in known:
        raise FailedError(f"{answer.media_type} is not {form}")


def _check_graph(case: Case, expected: Node | None, sent: Sent, answer: Answer) -> None:
    body = case.graph.value(expected, HT.body)
    if body is None or sent.method == "HEAD":
        return
    wanted = str(case.graph.value(body, CNT.chars)).encode()
    if _turtle(answer.body) != _turtle(wanted):
        raise FailedError(f"another graph: {answer.body.decode()}")


def _turtle(data: bytes) -> ox.Dataset:
    return tables.dataset(formats.merged(data, formats.TURTLE))


SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
CLASSES: Final = {
    SD.endpoint: (SD.Service, None),
    SD.feature: (SD.Service, SD.Feature),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.supportedLanguage: (SD.Service, SD.Language),
    SD.resultFormat: (SD.Service, None),
    SD.inputFormat: (SD.Service, None),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
    SD.namedGraph: (SD.Dataset, SD.NamedGraph),
    SD.name: (SD.NamedGraph, None),
    SD.graph: (SD.NamedGraph, SD.Graph),
}
"""Properties of the vocabulary with the classes of what stands before and after them."""
INSTANCES: Final = {
    SD.Feature: {
        SD.DereferencesURIs,
        SD.UnionDefaultGraph,
        SD.RequiresDataset,
        SD.EmptyGraphs,
        SD.BasicFederatedQuery,
    },
    SD.Language: {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update},
}


def run_description(case: Case, engine: Server) -> None:
    """One test of the description of the service; FailedError says what was wrong."""
    engine.clear()
    engine.put("http://example.org/g", b"<urn:s> <urn:p> <urn:o> .\n")
    answer = engine.ask("GET", "/sparql", headers={"Accept": "text/turtle"})
    if answer.status != 200 or answer.media_type != "text/turtle":
        raise FailedError(f"no RDF, but {answer.status} {answer.media_type}")
    store = ox.Store()
    store.load(answer.body, ox.RdfFormat.TURTLE)
    found = [(URIRef(q.subject.value), URIRef(q.predicate.value), q.object) for q in store]
    match case.name.rpartition("/")[2]:
        case "returns-rdf":
            good = bool(found)
        case "has-endpoint-triple":
            endpoint = ox.NamedNode(f"{engine.root}/sparql")
            good = any(predicate == SD.endpoint and obj == endpoint for _, predicate, obj in found)
        case "conforms-to-schema":
            good = _conforms(found)
        case other:
            raise FailedError(f"a test that is not known: {other}")
    if not good:
        raise FailedError(f"not so: {answer.body.decode()}")


def _conforms(found: list[tuple[URIRef, URIRef, object]]) -> bool:
    """Whether each term of the vocabulary is one, and stands between nodes of its classes."""
    types = {(s, URIRef(o.value)) for s, p, o in found if p == RDF.type and isinstance(o, ox.NamedNode)}
    services = {s for s, kind in types if kind == SD.Service}
    if not services or any(sum(s == one and p == SD.endpoint for s, p, _ in found) != 1 for one in services):
        return False
    for subject, predicate, obj in found:
        if str(predicate).startswith(str(SD)):
            before, after = CLASSES[predicate]
            node = URIRef(obj.value) if isinstance(obj, ox.NamedNode) else None
            right = after is None or (node, after) in types or node in INSTANCES.get(after, set())
            if node is None or (subject, before) not in types or not right:
                return False
    return True
