"""Hello: the smallest application, in the very server that serves the ledger; what is left is the server's own cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

from ledger.app import Installation
from ledger.cli.server import serve

_BODY = b'{"hello":"world"}'
_HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(_BODY)))]


def hello(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer any request (PEP 3333)."""
    start_response("200 OK", _HEADERS)
    return [_BODY]


class HelloInstallation(Installation):
    """This installation, with another application in its server."""

    def create_app(self, writer: Path) -> WSGIApplication:
        """Make the application: the server asks no more of it than to be WSGI."""
        return hello


def main() -> None:
    """Serve on the host, port, processes and threads of the settings."""
    runtime = HelloInstallation()
    serve(runtime, runtime.host, runtime.port, None, runtime.threads)


if __name__ == "__main__":
    main()
