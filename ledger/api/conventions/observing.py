"""Observing: one log line and one measurement for each request, and headers that keep answers where they belong.

A log line tells method, route, status, duration, trace id and client id: never a body, a query string, a header or a
secret. What went well is told at level debug, refusals at info, failures at error. Measurements are counted by route,
so their number does not grow with ids or with what strangers try.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

from ledger.api.conventions.tracing import trace_id

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = structlog.get_logger()
_SECURITY: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cache-Control", "no-store"),
)


class Shielded:
    """A WSGI application on whose answers the security headers stand, unless an answer brings its own."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            own = {name for name, _ in headers}
            return start_response(status, headers + [pair for pair in _SECURITY if pair[0] not in own], *error)

        return self._application(environ, start)


class Measurements:
    """What this process has answered since it started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("ledger_http_requests", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram("ledger_http_seconds", "Time to answer.", ("route",), registry=self.registry)
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        known = self._known.get((method, route, status))
        if known is None:
            known = self.requests.labels(method, route, str(status)), self.seconds.labels(route)
            self._known[method, route, status] = known
        known[0].inc()
        known[1].observe(seconds)


def observe(app: Flask) -> Measurements:
    """Log and measure every request of the application, and put the security headers on its answers."""
    measurements = Measurements()
    app.wsgi_app = Shielded(app.wsgi_app)  # type: ignore[method-assign]

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        rule, status = request.url_rule, response.status_code
        method, route = (request.method, rule.rule) if rule else ("any", "none")
        measurements.count(method, route, status, seconds)
        caller = g.get("caller")
        log = _log.debug if status < 400 else _log.info if status < 500 else _log.error
        log(
            "request",
            method=method,
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
            trace_id=trace_id(),
            client_id=caller.client_id if caller else "",
        )
        return response

    return measurements
