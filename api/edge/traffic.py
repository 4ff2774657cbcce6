"""What was answered so far, counted for Prometheus. It is read on a loopback port of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Final
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

EDGES: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper edges of the times of answers, in seconds."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})


class Traffic:
    """Counts answers by method, route and status, and their times and bytes by route.

    Counting is a few additions to plain numbers; what Prometheus reads is made when it asks.
    """

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str, int], int] = {}
        self._times: dict[str, list[float]] = {}
        self._bytes: dict[str, int] = {}
        self._gauges: list[tuple[str, str, Callable[[], float]]] = []
        self._work = 0.0

    def count(self, method: str, route: str, status: int, size: int, seconds: float) -> None:
        """Counts an answer. `route` is a template, so that there are few of them."""
        key = (method, route, status)
        self._answers[key] = self._answers.get(key, 0) + 1
        times = self._times.get(route)
        if times is None:
            times = self._times[route] = [0.0] * (len(EDGES) + 2)
        times[bisect_left(EDGES, seconds)] += 1
        times[-1] += seconds
        self._bytes[route] = self._bytes.get(route, 0) + size

    def work(self, seconds: float) -> None:
        """Counts seconds that other processes worked for queries and checks."""
        self._work += seconds

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Adds a number that is read when Prometheus asks."""
        self._gauges.append((f"stratagem_{name}", meaning, read))

    def collect(self) -> Iterable[Metric]:
        """All numbers, as `prometheus_client` wants them."""
        answers = CounterMetricFamily(
            "stratagem_requests", "Requests answered.", labels=("method", "route", "status")
        )
        for (method, route, status), number in list(self._answers.items()):
            answers.add_metric((method if method in METHODS else "other", route, str(status)), number)
        times = HistogramMetricFamily(
            "stratagem_request_seconds", "Seconds from a request to the end of its answer.", labels=("route",)
        )
        for route, found in list(self._times.items()):
            times.add_metric((route,), _cumulated(found[:-1]), found[-1])
        sizes = CounterMetricFamily("stratagem_answer_bytes", "Bytes of bodies sent.", labels=("route",))
        for route, size in list(self._bytes.items()):
            sizes.add_metric((route,), size)
        work = CounterMetricFamily("stratagem_work_seconds", "Seconds of work on queries and checks.")
        work.add_metric((), self._work)
        gauges = (GaugeMetricFamily(name, meaning, value=read()) for name, meaning, read in self._gauges)
        return [answers, times, sizes, work, *gauges]


class MetricsServer:
    """Serves the numbers on 127.0.0.1 until it is closed."""

    def __init__(self, traffic: Traffic, port: int) -> None:
        registry = CollectorRegistry()
        registry.register(traffic)
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        found: tuple[WSGIServer, Thread] = start_http_server(port, "127.0.0.1", registry)
        self._server, self._thread = found

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    def close(self) -> None:
        """Ends it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def _cumulated(counts: list[float]) -> list[tuple[str, float]]:
    total, buckets = 0.0, []
    for edge, number in zip((*EDGES, float("inf")), counts, strict=True):
        total += number
        buckets.append(("+Inf" if edge == float("inf") else str(edge), total))
    return buckets
