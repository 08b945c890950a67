"""Observing: one log line and one measurement for each request, and headers that keep answers where they belong.

A log line tells method, route, status, duration, trace id and client id: never a body, a query string, a header or a
secret. What went well is told at level debug, refusals at info, failures at error. Measurements are counted by route,
so their number does not grow with ids or with what strangers try.
"""

from __future__ import annotations

import time
from typing import Final

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

from ledger.api.conventions.tracing import trace_id

_log = structlog.get_logger()
_SECURITY: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class Measurements:
    """What this process has answered since it started."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("ledger_http_requests", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram("ledger_http_seconds", "Time to answer.", ("route",), registry=self.registry)


def observe(app: Flask) -> Measurements:
    """Log and measure every request of the application, and put the security headers on its answers."""
    measurements = Measurements()

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in _SECURITY.items():
            response.headers.setdefault(name, value)
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        route = str(request.url_rule) if request.url_rule else "none"
        method = request.method if request.url_rule else "any"
        measurements.requests.labels(method, route, str(response.status_code)).inc()
        measurements.seconds.labels(route).observe(seconds)
        caller = g.get("caller")
        log = _log.debug if response.status_code < 400 else _log.info if response.status_code < 500 else _log.error
        log(
            "request",
            method=method,
            route=route,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
            trace_id=trace_id(),
            client_id=caller.client_id if caller else "",
        )
        return response

    return measurements
