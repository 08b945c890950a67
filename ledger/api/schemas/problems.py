"""Problems: the shape of every error (RFC 9457), and of the page that explains a code."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.shapes import Shown


class ProblemErrorSchema(Shown):
    """One place that is wrong."""

    pointer = fields.String(metadata={"description": "JSON pointer (RFC 6901) into the body"})
    parameter = fields.String(metadata={"description": "name of the query parameter"})
    code = fields.String(required=True)
    detail = fields.String(required=True, metadata={"description": "what was expected and what was found"})


class ProblemSchema(Shown):
    """Why the door or the ledger declined."""

    type = fields.String(required=True, metadata={"format": "uri-reference", "example": "/api/v1/problems/not_a_date"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "stable; never translated"})
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(ProblemErrorSchema))
    trace_id = fields.String(required=True)


class ProblemWordsSchema(Shown):
    """The words of a code in one language; braces stand for what a problem fills in."""

    title = fields.String(required=True)
    detail = fields.String(required=True)


class ExplanationSchema(Shown):
    """What a code means."""

    code = fields.String(required=True)
    status = fields.Integer(required=True)
    en = fields.Nested(ProblemWordsSchema, required=True)
    ko = fields.Nested(ProblemWordsSchema, required=True)
