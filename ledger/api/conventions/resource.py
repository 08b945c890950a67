"""Resource: the ways in which a view stands in the door, each with all conventions of its kind.

A *reading* proves who asks, parses the query string and answers JSON. A *command* also reads the body, asks for an
Idempotency-Key unless it is a dry run, and turns the service's answer into HTTP. A *quote* is a command that writes
nothing. A *deed* writes what is known by itself, a file by its digest or an import by its id, so a repeat has no other
effect and it takes no key. A *proof* is how somebody proves who they are, and an *own* deed is about the caller alone,
whatever they may do. *Handing out* shows what is kept apart to those entitled. A *public* view asks nobody who they
are, nor does a *testimony*, which is signed by itself. What a view does by its kind is also what the document says of
it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Final, NamedTuple

from flask import Response, g, request
from flask_smorest import Blueprint
from marshmallow import Schema

from ledger.api.conventions.admitting import admitted, admitted_until_decided
from ledger.api.conventions.answers import answer_response, json_response, outcome_response
from ledger.api.conventions.documenting import Conventions, add_conventions, document_of
from ledger.api.conventions.fields import Flag
from ledger.api.conventions.idempotency import command_request, quote_request
from ledger.api.conventions.negotiation import JSON
from ledger.api.conventions.parsing import load, load_query, read_body
from ledger.api.conventions.shapes import Body
from ledger.domain.commands import Answer, Outcome

View = Callable[..., Any]
Shape = type[Schema]
UNCACHED: Final = {"Pragma": "no-cache"}
"""Of an answer that holds a token (RFC 6749 section 5.1)."""
QueryShape = type[Body]


class FreeBody(NamedTuple):
    """A body that one shape cannot read.

    Attributes:
        read: reads it, given the query, and leaves what it read in ``g.body``.
        shapes: media type to what the document says of it.
    """

    read: Callable[[Mapping[str, Any]], Any]
    shapes: Mapping[str, Shape | Mapping[str, Any]]


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

    def __init__(self, noun: str, description: str, prefix: str = "/api/v1") -> None:
        super().__init__(noun, __name__, url_prefix=prefix, description=description)
        self._prepare_doc_cbks.append(add_conventions)

    def reading(
        self,
        rule: str,
        answer: Shape | Mapping[str, Any] | None,
        *,
        query: QueryShape = NoFields,
        permissions: Sequence[str] = (),
        offered: Sequence[str] | None = (JSON,),
        media_type: str | None = None,
        personal: bool | Sequence[str] = False,
    ) -> Callable[[View], View]:
        """Stand a view that reads: ``view(query, **path)`` gives the JSON body or a whole response.

        Args:
            answer: None where the answer is a text.
            offered: None where the answer is a file, which is what it is; ``media_type`` says then what it may be.
            personal: whether the answer may hold a text of the vault, a document, or who is behind an authority; or the
                media types of those that may.
        """
        parameters = query()
        shape = answer if answer is not None else {"type": "string"}

        def stand(view: View) -> View:
            def run(**path: str) -> Response:
                told = view(load_query(parameters, request), **path)
                return told if isinstance(told, Response) else json_response(told)

            conventions = Conventions(view.__name__, "reading", permissions, offered, personal)
            told_type = media_type or (offered[0] if offered else None)
            document = document_of(self, conventions, 200, shape, query=parameters, media_type=told_type)
            return self._stand(rule, "GET", view, admitted(run, conventions), document)

        return stand

    def command(
        self,
        rule: str,
        operation: str,
        answer: Shape,
        *,
        body: QueryShape | FreeBody | None = None,
        query: QueryShape = CommandQuery,
        status: int = 200,
        location: str = "",
    ) -> Callable[[View], View]:
        """Stand a view that writes: ``view(request, body, **path)`` gives the service's answer or a whole response.

        Args:
            operation: the permission it needs and the scope of its idempotency keys.
            body: shape of the body, or what reads it, or None where it has none.
            location: path of what was created, with the names of the result in braces.
        """
        free = body if isinstance(body, FreeBody) else _shaped(body)
        parameters = query()

        def stand(view: View) -> View:
            def run(**path: str) -> Response:
                asked_by_query = load_query(parameters, request)
                loaded = free.read(asked_by_query)
                asked = command_request(operation, g.body, dry_run=asked_by_query["dry_run"])
                told: Answer | Response = view(asked, loaded, **path)
                if isinstance(told, Response):
                    return told
                return answer_response(told, status=status, location=location, dry_run=asked.dry_run)

            conventions = Conventions(view.__name__, "command", (operation,), (JSON,))
            document = document_of(self, conventions, status, answer, query=parameters, bodies=free.shapes)
            return self._stand(rule, "POST", view, admitted_until_decided(run, conventions), document)

        return stand

    def deed(
        self,
        rule: str,
        operation: str,
        answer: Shape,
        *,
        body: FreeBody | None = None,
        query: QueryShape | None = None,
        status: int = 200,
        location: str = "",
    ) -> Callable[[View], View]:
        """Stand a view that writes what is known by itself: ``view(body, **path)`` gives the JSON body.

        Args:
            operation: the permission it needs.
            location: path of what there is then, with the names of the answer in braces.
        """
        free, parameters = body or _shaped(None), (query or NoFields)()

        def stand(view: View) -> View:
            def run(**path: str) -> Response:
                told = view(free.read(load_query(parameters, request)), **path)
                return json_response(told, status, {"Location": location.format_map(told)} if location else None)

            conventions = Conventions(view.__name__, "deed", (operation,), (JSON,))
            document = document_of(self, conventions, status, answer, query=parameters, bodies=free.shapes)
            return self._stand(rule, "POST", view, admitted(run, conventions), document)

        return stand

    def proof(self, rule: str, answer: Shape, *, body: QueryShape, status: int = 200) -> Callable[[View], View]:
        """Stand a view by which somebody proves who they are: ``view(body)`` gives the JSON body."""
        free, parameters = _shaped(body), NoFields()

        def stand(view: View) -> View:
            def run() -> Response:
                told = view(free.read(load_query(parameters, request)))
                return json_response(told, status, UNCACHED)

            conventions = Conventions(view.__name__, "proof", None, (JSON,))
            document = document_of(self, conventions, status, answer, query=parameters, bodies=free.shapes)
            return self._stand(rule, "POST", view, admitted(run, conventions), document)

        return stand

    def testimony(self, rule: str, answer: Shape, *, body: QueryShape) -> Callable[[View], View]:
        """Stand a view that takes what is signed by itself, whoever brings it: ``view(body)`` gives the JSON body."""
        free, parameters = _shaped(body), NoFields()

        def stand(view: View) -> View:
            def run() -> Response:
                return json_response(view(free.read(load_query(parameters, request))))

            conventions = Conventions(view.__name__, "testimony", None, (JSON,))
            document = document_of(self, conventions, 200, answer, query=parameters, bodies=free.shapes)
            return self._stand(rule, "POST", view, admitted(run, conventions), document)

        return stand

    def handing_out(self, rule: str, permission: str, body: QueryShape, media_type: str) -> Callable[[View], View]:
        """Stand a view that hands out what a body asks for, and is noted: ``view(body)`` gives the whole response."""
        free, parameters = _shaped(body), NoFields()

        def stand(view: View) -> View:
            def run() -> Response:
                told: Response = view(free.read(load_query(parameters, request)))
                return told

            conventions = Conventions(view.__name__, "deed", (permission,), (media_type,), personal=True)
            shape = {"type": "string"}
            document = document_of(
                self, conventions, 200, shape, query=parameters, bodies=free.shapes, media_type=media_type
            )
            return self._stand(rule, "POST", view, admitted(run, conventions), document)

        return stand

    def own(
        self, rule: str, answer: Shape, *, body: QueryShape | None = None, method: str = "POST"
    ) -> Callable[[View], View]:
        """Stand a view about the caller alone: ``view(body)`` gives the JSON body.

        A user who has to change the password is heard here, and nowhere else.
        """
        free, parameters = _shaped(body), NoFields()

        def stand(view: View) -> View:
            def run() -> Response:
                return json_response(view(free.read(load_query(parameters, request))))

            conventions = Conventions(view.__name__, "own", (), (JSON,))
            document = document_of(self, conventions, 200, answer, query=parameters, bodies=free.shapes)
            return self._stand(rule, method, view, admitted(run, conventions), document)

        return stand

    def quote(self, rule: str, operation: str, body: QueryShape, answer: Shape) -> Callable[[View], View]:
        """Stand a view that tells what a command would do: ``view(request, body)`` gives its outcome."""
        free, parameters = _shaped(body), NoFields()

        def stand(view: View) -> View:
            def run() -> Response:
                loaded = free.read(load_query(parameters, request))
                asked = quote_request(operation)
                outcome: Outcome = view(asked, loaded)
                return outcome_response(outcome, asked.trace_id)

            conventions = Conventions(view.__name__, "quote", (operation,), (JSON,))
            document = document_of(self, conventions, 200, answer, query=parameters, bodies=free.shapes)
            return self._stand(rule, "POST", view, admitted(run, conventions), document)

        return stand

    def public(
        self,
        rule: str,
        answer: Shape | None = None,
        *,
        query: QueryShape | None = None,
        media_type: str = JSON,
        offered: Sequence[str] = (),
        kind: str = "public",
    ) -> Callable[[View], View]:
        """Stand a view that anyone may read: ``view(**path)`` gives the JSON body or a whole response.

        With a ``query`` it is ``view(query, **path)``; ``offered`` tells the media types where there are several. Of
        the kind "braked" it slows down whoever guesses.
        """
        parameters = (query or NoFields)()

        def stand(view: View) -> View:
            def run(**path: Any) -> Response:
                asked = load_query(parameters, request)
                told = view(**path) if query is None else view(asked, **path)
                return told if isinstance(told, Response) else json_response(told)

            shape = answer if answer is not None else {"type": "string"}
            conventions = Conventions(view.__name__, kind, None, offered or (media_type,))
            document = document_of(self, conventions, 200, shape, query=parameters, media_type=media_type)
            return self._stand(rule, "GET", view, admitted(run, conventions), document)

        return stand

    def form(self, rule: str, view: View, body: Shape, answer: Shape, media_type: str) -> None:
        """Stand a view that reads a form and asks nobody who they are: ``view()`` gives the whole response."""
        conventions = Conventions(view.__name__, "form", None, None)
        document = document_of(self, conventions, 200, answer, bodies={media_type: body})
        self._stand(rule, "POST", view, view, document)

    def _stand(self, rule: str, method: str, view: View, run: View, document: Mapping[str, Any]) -> View:
        """Put what runs in the place of a view, under its name, with its document."""

        @wraps(view)
        def standing(**path: Any) -> Any:
            return run(**path)

        standing.__dict__["_apidoc"] = dict(document)
        self.add_url_rule(rule, view_func=standing, methods=[method])
        return standing


def _shaped(shape: QueryShape | None) -> FreeBody:
    """Give the body of a shape, made once rather than at each request; without one it may be left out."""
    schema = NoFields() if shape is None else shape()

    def read(_: Mapping[str, Any]) -> Any:
        g.body = read_body(request, optional=shape is None)
        return load(schema, g.body)

    return FreeBody(read, {} if shape is None else {JSON: shape})
