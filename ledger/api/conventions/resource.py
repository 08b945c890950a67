"""Resource: the ways in which a view stands in the door, each with all conventions of its kind.

A *reading* proves who asks, parses the query string and answers JSON. A *command* also reads the body, asks for an
Idempotency-Key unless it is a dry run, and turns the service's answer into HTTP. A *quote* is a command that writes
nothing. A *public* view asks nobody who they are. What a view does by its kind is also what the document says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from flask import Response, g, request
from flask_smorest import Blueprint
from marshmallow import Schema

from ledger.api.conventions.answers import answer_response, json_response, outcome_response
from ledger.api.conventions.fields import Body, Flag
from ledger.api.conventions.here import door
from ledger.api.conventions.idempotency import DRY_RUN, HEADER, REPLAYED, command_request, quote_request
from ledger.api.conventions.negotiation import JSON, negotiated
from ledger.api.conventions.parsing import StrictParser, load, read_body
from ledger.auth.bearer import authenticate, require
from ledger.domain.commands import Answer, Outcome

View = Callable[..., Any]
Shape = type[Schema]

_PROBLEMS: Final = {
    "reading": (400, 401, 403, 404, 406, 422, 500, 503),
    "command": (400, 401, 403, 404, 406, 409, 413, 415, 422, 500, 503),
    "quote": (400, 401, 403, 404, 406, 409, 413, 415, 422, 500, 503),
    "public": (404, 406, 422, 500, 503),
    "form": (400, 401, 406, 413, 415, 429, 500, 503),
}
"""The problems that a view of a kind can answer with."""


class FreeBody(NamedTuple):
    """A body that one shape cannot read.

    Attributes:
        read: reads it, given the query, and leaves what it read in ``g.body``.
        shapes: media type to what the document says of it.
    """

    read: Callable[[Mapping[str, Any]], Any]
    shapes: Mapping[str, Shape]


class NoFields(Body):
    """Nothing: every field is unknown."""


class CommandQuery(Body):
    """The query string of a command."""

    dry_run = Flag(
        load_default=False,
        metadata={"description": "Answer as the real request would, and leave no trace; no Idempotency-Key needed."},
    )


class Resource(Blueprint):  # type: ignore[misc] # flask-smorest carries no types
    """A family of paths with one noun."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, noun: str, description: str, prefix: str = "/api/v1") -> None:
        super().__init__(noun, __name__, url_prefix=prefix, description=description)
        self._prepare_doc_cbks.append(_conventions_doc)

    def reading(
        self,
        rule: str,
        answer: Shape,
        *,
        query: Shape = NoFields,
        permissions: Sequence[str] = (),
        offered: Sequence[str] = (JSON,),
    ) -> Callable[[View], View]:
        """Stand a view that reads: ``view(query, **path)`` gives the JSON body or a whole response."""

        def stand(view: View) -> View:
            @wraps(view)
            def run(parameters: Any, **path: str) -> Response:
                told = view(parameters, **path)
                return told if isinstance(told, Response) else json_response(told)

            parsed = self.response(200, answer)(self.arguments(_made(query), location="query")(run))
            return self._stand(rule, "GET", parsed, "reading", permissions, offered)

        return stand

    def command(
        self,
        rule: str,
        operation: str,
        answer: Shape,
        *,
        body: Shape | FreeBody | None = None,
        query: Shape = CommandQuery,
        status: int = 200,
        location: str = "",
    ) -> Callable[[View], View]:
        """Stand a view that writes: ``view(request, body, **path)`` gives the service's answer or a whole response.

        Args:
            operation: the permission it needs and the scope of its idempotency keys.
            body: shape of the body, or what reads it, or None where it has none.
            location: path of what was created, with the names of the result in braces.
        """

        free, shape = (body, None) if isinstance(body, FreeBody) else (_NO_BODY, body)

        def stand(view: View) -> View:
            @wraps(view)
            def run(parameters: Mapping[str, Any], *bodies: Any, **path: str) -> Response:
                (loaded,) = bodies or (free.read(parameters),)
                asked = command_request(operation, g.get("body", {}), dry_run=parameters["dry_run"])
                told: Answer | Response = view(asked, loaded, **path)
                if isinstance(told, Response):
                    return told
                return answer_response(told, status=status, location=location, dry_run=asked.dry_run)

            parsed: View = run if shape is None else self.arguments(_made(shape))(run)
            if free.shapes:
                parsed = self.doc(requestBody=_request_body(free.shapes))(parsed)
            parsed = self.response(status, answer)(self.arguments(_made(query), location="query")(parsed))
            return self._stand(rule, "POST", parsed, "command", (operation,), (JSON,))

        return stand

    def quote(self, rule: str, operation: str, body: Shape, answer: Shape) -> Callable[[View], View]:
        """Stand a view that tells what a command would do: ``view(request, body)`` gives its outcome."""

        def stand(view: View) -> View:
            @wraps(view)
            def run(_: Any, loaded: Any) -> Response:
                asked = quote_request(operation)
                outcome: Outcome = view(asked, loaded)
                return outcome_response(outcome, asked.trace_id)

            parsed = self.arguments(_made(NoFields), location="query")(self.arguments(_made(body))(run))
            return self._stand(rule, "POST", self.response(200, answer)(parsed), "quote", (operation,), (JSON,))

        return stand

    def public(
        self, rule: str, answer: Shape | None = None, *, query: Shape | None = None, media_type: str = JSON
    ) -> Callable[[View], View]:
        """Stand a view that anyone may read: ``view(**path)`` gives the JSON body or a whole response.

        With a ``query`` it is ``view(query, **path)``.
        """

        def stand(view: View) -> View:
            @wraps(view)
            def run(parameters: Any, **path: Any) -> Response:
                told = view(**path) if query is None else view(parameters, **path)
                return told if isinstance(told, Response) else json_response(told)

            shape = answer if answer is not None else {"type": "string"}
            parsed = self.arguments(_made(query or NoFields), location="query")(run)
            parsed = self.response(200, shape, content_type=media_type)(parsed)
            return self._stand(rule, "GET", parsed, "public", None, (media_type,))

        return stand

    def form(self, rule: str, view: View, body: Shape, answer: Shape, media_type: str) -> None:
        """Stand a view that reads a form and asks nobody who they are: ``view()`` gives the whole response."""
        documented = self.doc(requestBody=_request_body({media_type: body}))(view)
        self._stand(rule, "POST", self.response(200, answer)(documented), "form", None, None)

    def _stand(
        self,
        rule: str,
        method: str,
        view: View,
        kind: str,
        permissions: Sequence[str] | None,
        offered: Sequence[str] | None,
    ) -> View:
        """Put the guard before a view: who asks, what they may do, and what they want to get."""

        @wraps(view)
        def guarded(**path: Any) -> Any:
            if permissions is not None:
                authenticate(door().node, door().tokens)
                require(*permissions)
            if offered is not None:
                negotiated(offered)
            return view(**path)

        told = {"kind": kind, "permissions": permissions, "offered": offered, "name": view.__name__}
        guarded.__dict__.setdefault("_apidoc", {})["conventions"] = told
        self.add_url_rule(rule, view_func=guarded, methods=[method])
        return guarded


def _made(shape: Shape) -> Schema:
    """Make a schema once, rather than at each request."""
    return shape()


def _read_nothing(_: Mapping[str, Any]) -> Any:
    return load(NoFields(), read_body(request, optional=True))


_NO_BODY: Final = FreeBody(_read_nothing, {})


def _request_body(bodies: Mapping[str, Shape]) -> dict[str, Any]:
    content = {media_type: {"schema": body} for media_type, body in bodies.items()}
    return {"required": True, "content": content}


def _conventions_doc(doc: dict[str, Any], doc_info: Mapping[str, Any], **_: Any) -> dict[str, Any]:
    """Say in the document what the kind of a view brings with it."""
    conventions = doc_info.get("conventions")
    if conventions is None:
        return doc
    kind, permissions, responses = conventions["kind"], conventions["permissions"], doc["responses"]
    doc["operationId"] = conventions["name"]
    for media_type in (conventions["offered"] or ())[1:]:
        responses[200]["content"][media_type] = {"schema": {"type": "string"}}
    for status in _PROBLEMS[kind]:
        responses[status] = HTTPStatus(status).name
    if permissions is None:
        doc["security"] = []
    elif permissions:
        doc["security"] = [{"oauth2": [permission]} for permission in permissions]
    if kind == "command":
        doc.setdefault("parameters", []).insert(0, HEADER)
        for response in responses.values():
            if isinstance(response, dict):
                response["headers"] = {REPLAYED: REPLAYED, DRY_RUN: DRY_RUN}
    return doc
