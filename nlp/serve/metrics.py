"""What the service counts, for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from nlp.serve.pool import Pool

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class _Ended(Collector):
    """Workers that ended before their time, which the pool counts."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Give both counts."""
        yield CounterMetricFamily("referat_workers_killed", "Workers stopped because a document took too long", self.pool.killed)
        yield CounterMetricFamily("referat_workers_lost", "Workers that ended in the middle of a document", self.pool.lost)


class Metrics:
    """The counters of one service.

    Args:
        pool: Its workers.
    """

    def __init__(self, pool: Pool) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("referat_requests", "Requests answered", ["route", "status"], registry=self.registry)
        self.seconds = Histogram(
            "referat_request_seconds", "Time from a request's first byte to its answer", ["route"], buckets=_SECONDS, registry=self.registry
        )
        self.documents = Counter("referat_documents", "Documents and single items, by result: ok or the kind of error", ["result"], registry=self.registry)
        self.chars = Counter("referat_chars", "Characters tagged", registry=self.registry)
        self._gauge("referat_requests_in", "Requests admitted and not yet answered", lambda: pool.admitted)
        self._gauge("referat_workers_busy", "Workers at work", lambda: pool.running)
        self.registry.register(_Ended(pool))
        model = Info("referat_model", "The model in use", registry=self.registry)
        model.info({name: str(pool.model.get(name, "")) for name in ("name", "version", "digest")})

    def _gauge(self, name: str, text: str, value: Callable[[], int]) -> None:
        Gauge(name, text, registry=self.registry).set_function(value)

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self.requests.labels(route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Give all counts in the format that Prometheus reads."""
        return generate_latest(self.registry)
