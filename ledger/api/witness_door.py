"""The witness's door: a WSGI application of its own, for logs that want a cosignature and people who look in.

``POST /add-checkpoint`` follows C2SP tlog-witness; ``GET /`` tells how every log stands; ``GET /vkey`` gives the key.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from ledger.services.witness import Witness, listen

BODY_BYTES_MAX: Final = 65_536
_TEXT: Final = "text/plain; charset=utf-8"


def witness_door(witness: Witness) -> WSGIApplication:
    """Make the application of a witness. Raises ``WitnessUnfit``: its folder is none of a witness."""
    vkey = witness.key().format()

    def answer(environ: WSGIEnvironment) -> tuple[int, str, str]:
        match environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/"):
            case "POST", "/add-checkpoint":
                length = environ.get("CONTENT_LENGTH") or "0"
                if not length.isdecimal() or int(length) > BODY_BYTES_MAX:
                    return 413, _TEXT, f"a submission has at most {BODY_BYTES_MAX} bytes\n"
                return listen(witness, environ["wsgi.input"].read(int(length)))
            case "GET", "/":
                return 200, _TEXT, status_text(witness)
            case "GET", "/vkey":
                return 200, _TEXT, f"{vkey}\n"
            case _, "/add-checkpoint" | "/" | "/vkey":
                return 405, _TEXT, "another method is expected here\n"
            case _:
                return 404, _TEXT, "POST /add-checkpoint, GET /, GET /vkey\n"

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, media_type, text = answer(environ)
        body = text.encode()
        headers = [("Content-Type", media_type), ("Content-Length", str(len(body)))]
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]

    return application


def status_text(witness: Witness) -> str:
    """Tell how many alarms there were, and of each log its size and its alarms."""
    told = witness.standings()
    lines = [f"{one.origin} size {one.size} alarms {one.alarms}\n" for one in told]
    return f"{witness.key().name} alarms {sum(one.alarms for one in told)}\n" + "".join(lines)
