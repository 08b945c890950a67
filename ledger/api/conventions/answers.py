"""Answers: how what the services say becomes HTTP.

A result is the whole body of the wire and goes out as it is; a refusal becomes a problem under the trace id of the
request that was decided. So a repeated request gets the same status and the same body, and only a header tells that it
is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from flask import Response
from werkzeug.datastructures import Headers

from ledger.api.conventions.idempotency import DRY_RUN, REPLAYED
from ledger.api.conventions.negotiation import JSON
from ledger.api.conventions.problems import problem_of, problem_response
from ledger.domain.commands import Answer, Outcome
from ledger.domain.refusals import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Finished(Response):
    """An answer that is whole when it is made: nothing in its headers is looked at twice."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Give the headers as they are: they hold nothing but ASCII, and the length of the body."""
        return self.headers


def json_response(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Make a JSON answer; a line feed at its end is kind to terminals."""
    told = [("Content-Type", JSON), ("Vary", "Accept"), *(headers or {}).items()]
    return Finished(msgspec.json.encode(body) + b"\n", status, told)


def outcome_response(
    outcome: Outcome, trace: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Make the answer of one outcome: its result under ``status``, or the problem of its refusal."""
    if outcome.code:
        return problem_response(outcome_problem(outcome, trace), headers)
    return json_response(outcome.result, status, headers)


def outcome_problem(outcome: Outcome, trace: str) -> dict[str, Any]:
    """Make the problem of a refused outcome."""
    return problem_of(Refusal(outcome.code, outcome.params, outcome.pointer), trace)


def answer_response(answer: Answer, *, status: int, location: str, dry_run: bool) -> Response:
    """Make the answer of a command with one outcome; ``location`` is filled from the result where one was created."""
    (outcome,) = answer.outcomes
    headers = answer_headers(answer, dry_run=dry_run)
    if location and not outcome.code and not dry_run:
        headers["Location"] = location.format_map(outcome.result)
    return outcome_response(outcome, answer.trace_id, status, headers)


def answer_headers(answer: Answer, *, dry_run: bool) -> dict[str, str]:
    """Tell whether a request was decided before, and whether it was in earnest."""
    return {**({REPLAYED: "true"} if answer.replayed else {}), **({DRY_RUN: "true"} if dry_run else {})}
