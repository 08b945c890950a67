"""Programs: the shapes of what points can be spent on; the terms are read by the programs' own strict reader."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import AnyObject, Whole
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.redemptions import program_code
from ledger.api.schemas.rules import VERSION_MAX


class ProgramBody(Body):
    """A version of a program's terms to publish."""

    code = program_code(required=True)
    version = Whole(required=True, minimum=1, maximum=VERSION_MAX)
    terms = AnyObject(required=True)


class PublishedProgramSchema(Shown):
    """A version that was just published."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    position = fields.Integer(required=True)


class ProgramSchema(PublishedProgramSchema):
    """A version with its terms."""

    terms = fields.Dict(required=True)


class ProgramsSchema(Shown):
    """Versions of programs, by code and version."""

    items = fields.List(fields.Nested(ProgramSchema), required=True)
