"""HTTP as it goes over the wire: one request, one connection, one answer; whatever breaks on the way is raised.

Nothing is retried and no connection is kept, so what a test counts is what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

BROKEN = (OSError, HTTPException)
"""What is raised where no whole answer came back."""

FORM = "application/x-www-form-urlencoded"
SECONDS_MAX = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status_code: int
    headers: Message
    data: bytes

    @property
    def json(self) -> Any:
        """Read the body as JSON."""
        return json.loads(self.data)

    @property
    def content_type(self) -> str:
        """Give the header Content-Type."""
        return str(self.headers["Content-Type"])

    @property
    def replayed(self) -> bool:
        """Tell whether it is an earlier answer, given again."""
        return self.headers.get("Idempotency-Replayed") == "true"


def exchange(
    port: int, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send one request to this machine and read its answer.

    Raises:
        BROKEN: the answer did not come, or not whole.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS_MAX)
    try:
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def written(data: bytes | Mapping[str, str] | None) -> tuple[bytes | None, str]:
    """Write a body, a mapping as a form; gives the bytes and the media type that goes with them, "" for any."""
    if isinstance(data, Mapping):
        return urlencode(data).encode(), FORM
    return data, ""
