"""Tracing: one id for each request, which its answer, its problems and its log line carry.

A caller's W3C ``traceparent`` is followed; without one, or with one that is malformed, a new id is made.
Source: https://www.w3.org/TR/trace-context/#traceparent-header
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from flask import Flask, Response, g, request

HEADER: Final = "X-Trace-Id"
_TRACEPARENT: Final = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")


def trace_id() -> str:
    """Give the id of the current request: 32 hexadecimal digits."""
    told = g.get("trace_id")
    if told is None:
        told = g.trace_id = followed(request.headers.get("traceparent", "")) or secrets.token_hex(16)
    return str(told)


def followed(traceparent: str) -> str:
    """Give the trace id of a ``traceparent`` header, or "" where it is absent or malformed.

    >>> followed("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    '4bf92f3577b34da6a3ce929d0e0e4736'
    >>> followed("00-00000000000000000000000000000000-00f067aa0ba902b7-01")
    ''
    """
    match = _TRACEPARENT.fullmatch(traceparent)
    if match is None or match[1] == "ff" or (match[1] == "00" and match[4]):
        return ""
    return "" if match[2] == "0" * 32 or match[3] == "0" * 16 else match[2]


def tell_trace_id(app: Flask) -> None:
    """Put the trace id on every answer of the application."""

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.add(HEADER, trace_id())
        return response
