"""Batches: many items in one request, each with its own outcome, from a JSON object or NDJSON lines.

What is wrong with the form of an item is that item's outcome in ``independent`` mode, beside the outcomes of those that
the ledger decided; in ``atomic`` mode it refuses all, as any refusal does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, g, request

from ledger.api.conventions.answers import answer_headers, json_response, outcome_problem
from ledger.api.conventions.fields import found_text
from ledger.api.conventions.here import door
from ledger.api.conventions.negotiation import JSON, NDJSON
from ledger.api.conventions.parsing import load, media_type_of, not_an_object, read_json
from ledger.api.conventions.problems import Invalid, invalid_problem, problem_of, problem_response
from ledger.api.conventions.shapes import Body
from ledger.auth.bearer import confirm
from ledger.domain.commands import Answer, Mode
from ledger.domain.refusals import Refusal, Refused
from ledger.services.context import Request

_PLACE: Final = "/items"
"""Where items stand; lines of NDJSON are told of as if they stood there too."""

_OF_THE_REQUEST: Final = frozenset({"idempotency_key_reused", "client_not_active", "permission_missing"})
"""Refusals that speak of the request and of none of its items; then every item has the same."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Items as they were read: each loaded by its shape, or what is wrong with its form."""

    mode: Mode
    items: tuple[Any, ...]
    """A loaded item, or ``Invalid`` or ``Refused``, in the order of the request."""

    @property
    def sound(self) -> list[Any]:
        """The items that the ledger can decide."""
        return [item for item in self.items if not isinstance(item, Exception)]


def read_batch(mode: Mode | None, envelope: Body, item: Body, items_max: int) -> Batch:
    """Read the batch of the current request; ``mode`` is the one of its query string.

    Raises:
        Refused: ``body_missing``, ``media_type_unsupported``, ``json_malformed``.
        Invalid: the envelope is wrong; in atomic mode, or any item is.
    """
    data = request.get_data(cache=False)
    if not data.strip():
        raise Refused("body_missing")
    if media_type_of(request, (JSON, NDJSON)) == NDJSON:
        raw, wrong = _lines(data)
        mode = mode or "independent"
    elif mode is not None:
        raise Invalid([Refusal("unknown_parameter", {"found": found_text("mode")}, "mode")], "parameter")
    else:
        raw, wrong, mode = _envelope(data, envelope)
    if not 1 <= len(raw) <= items_max:
        params = {"minimum": 1, "maximum": items_max, "found": len(raw)}
        raise Invalid([Refusal("list_length_out_of_range", params, _PLACE)])
    g.body = {"mode": mode, "items": raw}
    items = tuple(wrong.get(index) or _loaded(item, each) for index, each in enumerate(raw))
    batch = Batch(mode, items)
    if mode == "atomic" and len(batch.sound) < len(items):
        raise Invalid(_all_wrong(items))
    return batch


def batch_response(batch: Batch, answer: Answer | None, asked: Request, noun: str) -> Response:
    """Make the answer of a batch: every item's status with its ``noun`` or problem, in the order of the request.

    An atomic batch that was refused is a problem as a whole, which carries the same outcomes.
    """
    if answer is None:
        confirm(door().callers)  # nothing was decided, so nobody has looked yet who may act
    trace = answer.trace_id if answer else asked.trace_id
    headers = answer_headers(answer, dry_run=asked.dry_run) if answer else {}
    if answer and answer.outcomes[0].code in _OF_THE_REQUEST:
        return problem_response(outcome_problem(answer.outcomes[0], trace), headers)
    outcomes = _outcomes(batch, answer, trace, noun)
    refused = next(
        (told for told in outcomes if "problem" in told and told["problem"]["code"] != "batch_refused"), None
    )
    if batch.mode == "atomic" and refused is not None:
        params = {"index": refused["index"], "because": refused["problem"]["code"]}
        errors = list(_errors(outcomes))
        return problem_response(problem_of(Refusal("batch_refused", params), trace, errors, outcomes=outcomes), headers)
    return json_response({"outcomes": outcomes}, headers=headers)


def _outcomes(batch: Batch, answer: Answer | None, trace: str, noun: str) -> list[dict[str, Any]]:
    decided = iter(answer.outcomes if answer else ())
    outcomes: list[dict[str, Any]] = []
    for index, item in enumerate(batch.items):
        if isinstance(item, Exception):
            problem = form_problem(item, trace)
        else:
            outcome = next(decided)
            if not outcome.code:
                outcomes.append({"index": index, "status": 201, noun: outcome.result})
                continue
            problem = outcome_problem(outcome, trace)
        outcomes.append({"index": index, "status": problem["status"], "problem": problem})
    return outcomes


def form_problem(wrong: Exception, trace: str) -> dict[str, Any]:
    """Make the problem of an item whose form is wrong."""
    if isinstance(wrong, Invalid):
        return invalid_problem(wrong, trace)
    if isinstance(wrong, Refused):
        return problem_of(wrong.refusal, trace)
    raise wrong


def _envelope(data: bytes, envelope: Body) -> tuple[list[Any], dict[int, Exception], Mode]:
    value, complaints = read_json(data)
    if not isinstance(value, dict):
        raise Invalid([not_an_object(value)])
    wrong: dict[int, list[Refusal]] = {}
    outside: list[Refusal] = []
    for found in complaints:
        head, index, rest = _item_place(found.pointer)
        if head:
            outside.append(found)
        else:
            wrong.setdefault(index, []).append(Refusal(found.code, found.params, rest))
    if outside:
        raise Invalid(outside)
    items = value.get("items")
    told = load(envelope, {**value, "items": []} if isinstance(items, list) else value)
    return items or [], {index: Invalid(found) for index, found in wrong.items()}, told["mode"]


def _item_place(pointer: str) -> tuple[str, int, str]:
    """Split ``/items/3/occurred_on`` into nothing, 3 and ``/occurred_on``; any other pointer comes back first."""
    parts = pointer.split("/", 3)
    if len(parts) < 3 or parts[1] != "items" or not parts[2].isdecimal():
        return pointer or "/", 0, ""
    return "", int(parts[2]), "/" + parts[3] if len(parts) == 4 else ""


def _lines(data: bytes) -> tuple[list[Any], dict[int, Exception]]:
    raw: list[Any] = []
    wrong: dict[int, Exception] = {}
    for index, line in enumerate(data.removesuffix(b"\n").split(b"\n")):
        try:
            value, complaints = read_json(line)
            if complaints:
                wrong[index] = Invalid(complaints)
            raw.append(value)
        except Refused as refused:
            wrong[index] = refused
            raw.append(line.decode("utf-8", "backslashreplace"))
    return raw, wrong


def _loaded(schema: Body, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return Invalid([not_an_object(value)])
    try:
        return load(schema, value)
    except Invalid as invalid:
        return invalid


def _all_wrong(items: Sequence[Any]) -> Iterable[Refusal]:
    for index, item in enumerate(items):
        found = item.found if isinstance(item, Invalid) else [item.refusal] if isinstance(item, Refused) else []
        for each in found:
            yield Refusal(each.code, each.params, f"{_PLACE}/{index}{each.pointer}")


def _errors(outcomes: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, str]]:
    for outcome in outcomes:
        problem = outcome.get("problem")
        if problem is not None and problem["code"] != "batch_refused":
            pointers = [error.get("pointer", "") for error in problem.get("errors", ())] or [""]
            pointer = f"{_PLACE}/{outcome['index']}{pointers[0]}"
            yield {"pointer": pointer, "code": problem["code"], "detail": problem["detail"]}
