"""Problems: how the door says no, always as RFC 9457 ``application/problem+json``.

A problem is made from a refusal alone: its code fixes the status (``statuses``), the words (``door_texts`` and
``refusal_texts``, English or Korean by Accept-Language) and the page that explains it. Framework errors, broken JSON
and errors nobody expected take the same way, so no answer is ever an HTML page or a bare text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ledger.api.conventions.fields import found_text
from ledger.api.conventions.statuses import CODE_OF_STATUS, STATUSES
from ledger.api.conventions.tracing import trace_id
from ledger.api.door_texts import render
from ledger.domain.refusals import Refusal, Refused
from ledger.services.signing import HistoryNotExtended, SigningKeyMissing
from ledger.store.errors import StoreUnavailable

MEDIA_TYPE: Final = "application/problem+json"
EXPLANATIONS: Final = "/api/v1/problems/"
RETRY_AFTER_SECONDS: Final = 1
ERRORS_TOLD_MAX: Final = 100
_LANGUAGES: Final = ("en", "ko")
_log = structlog.get_logger()


class Invalid(Exception):
    """A request whose values are not as documented.

    Attributes:
        found: what is wrong, each with its place in ``Refusal.pointer``.
        place: "pointer" where places are JSON pointers into the body, "parameter" where they name parameters.
    """

    def __init__(self, found: Iterable[Refusal], place: str = "pointer") -> None:
        self.found = tuple(found)
        self.place = place
        super().__init__(self.found)


def language() -> str:
    """Give the language of the answer: "ko" or "en", English where the caller has no wish."""
    return request.accept_languages.best_match(_LANGUAGES, default="en") or "en"


def problem_of(
    refusal: Refusal, trace: str, errors: Iterable[Mapping[str, str]] = (), **members: Any
) -> dict[str, Any]:
    """Make the problem of a refusal; ``errors`` where it speaks of several places, ``members`` as extensions."""
    title, detail = render(refusal, language())
    told = [dict(error) for error in errors]
    if not told and refusal.pointer:
        place, name = ("pointer", refusal.pointer) if request.method == "POST" else ("parameter", refusal.pointer[1:])
        told = [{place: name, "code": refusal.code, "detail": detail}]
    return {
        "type": EXPLANATIONS + refusal.code,
        "title": title,
        "status": STATUSES[refusal.code],
        "code": refusal.code,
        "detail": detail,
        **({"errors": told} if told else {}),
        "trace_id": trace,
        **members,
    }


def invalid_problem(invalid: Invalid, trace: str) -> dict[str, Any]:
    """Make the problem of a request with wrong values: under their code where they share one."""
    errors = [
        {invalid.place: found.pointer, "code": found.code, "detail": render(found, language())[1]}
        for found in invalid.found[:ERRORS_TOLD_MAX]
    ]
    if len({found.code for found in invalid.found}) == 1:
        first = invalid.found[0]
        return problem_of(Refusal(first.code, first.params), trace, errors)
    return problem_of(Refusal("validation_failed", {"errors": len(invalid.found)}), trace, errors)


def problem_response(problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Make the answer that carries a problem."""
    response = Response(msgspec.json.encode(problem) + b"\n", problem["status"], content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = language()
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers.update(_headers_of(problem["code"]))
    response.headers.update(headers or {})
    return response


def refusal_response(refusal: Refusal, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
    """Make the answer of a refusal."""
    return problem_response(problem_of(refusal, trace_id(), **members), headers)


def answer_with_problems(app: Flask) -> None:
    """Turn everything that is raised in the application into a problem."""
    app.register_error_handler(Refused, lambda refused: refusal_response(refused.refusal, _waiting(refused.refusal)))
    app.register_error_handler(Invalid, lambda found: problem_response(invalid_problem(found, trace_id())))
    app.register_error_handler(StoreUnavailable, _store_unavailable)
    app.register_error_handler(HistoryNotExtended, _history_not_extended)
    app.register_error_handler(SigningKeyMissing, _signing_key_missing)
    app.register_error_handler(HTTPException, _framework_error)
    app.register_error_handler(Exception, _unexpected_error)


def _headers_of(code: str) -> dict[str, str]:
    status = STATUSES[code]
    if code == "client_credentials_invalid":
        return {"WWW-Authenticate": 'Basic realm="ledger", charset="UTF-8"'}
    if status == 401:
        error = "" if code == "token_missing" else ', error="invalid_token"'
        return {"WWW-Authenticate": f'Bearer realm="ledger"{error}'}
    if status == 403:
        return {"WWW-Authenticate": 'Bearer realm="ledger", error="insufficient_scope"'}
    if status == 503:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return {}


def _waiting(refusal: Refusal) -> dict[str, str]:
    """Tell who has to wait for how long."""
    seconds = refusal.params.get("retry_after_seconds")
    return {} if seconds is None else {"Retry-After": str(seconds)}


def _store_unavailable(error: StoreUnavailable) -> Response:
    _log.warning("store_unavailable", trace_id=trace_id(), outcome_unknown=error.outcome_unknown, reason=str(error))
    return refusal_response(Refusal("store_unavailable"))


def _history_not_extended(error: HistoryNotExtended) -> Response:
    _log.critical("history_not_extended", trace_id=trace_id(), reason=str(error))
    return refusal_response(Refusal("history_not_extended"))


def _signing_key_missing(error: SigningKeyMissing) -> Response:
    _log.critical("signing_key_missing", trace_id=trace_id(), reason=str(error))
    return refusal_response(Refusal("signing_key_missing"))


def _framework_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(error.get_response(request.environ).get_data(), status, error.get_headers(request.environ))
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        refusal = Refusal("method_not_allowed", {"allowed": allowed, "method": request.method})
        return refusal_response(refusal, {"Allow": allowed})
    code = CODE_OF_STATUS.get(status, "request_malformed")
    params: dict[str, str | int] = {
        "path": found_text(request.path),
        "reason": error.name.lower(),
        "bytes_max": request.max_content_length or 0,
        "expected": "application/json",
        "found": found_text(request.mimetype),
    }
    return refusal_response(Refusal(code, params))


def _unexpected_error(error: Exception) -> Response:
    _log.error("unexpected_error", trace_id=trace_id(), route=str(request.url_rule), exc_info=error)
    return refusal_response(Refusal("internal_error"))
