"""Programs: the shapes of what points can be spent on; the terms are read by the programs' own strict reader."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import AnyObject, Day, OneOf, Whole
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.conventions.versions import VERSION_MAX
from ledger.api.schemas.redemptions import program_code
from ledger.services.programbook import IN_FORCE, STATUSES


class ProgramBody(Body):
    """A version of a program's terms to draft."""

    code = program_code(required=True)
    version = Whole(required=True, minimum=1, maximum=VERSION_MAX)
    terms = AnyObject(required=True)


class CloseProgramBody(Body):
    """When a program closes."""

    closes_on = Day(required=True, metadata={"description": "last day on which it can be applied for"})


class ProgramsQuery(Body):
    """How far the versions have come; drafts are for those who read all."""

    status = OneOf(STATUSES, load_default=IN_FORCE)


class ApprovedProgramSchema(Shown):
    """A version on its way, or in force."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    status = OneOf(STATUSES, required=True)
    position = fields.Integer(required=True)


class DraftedProgramSchema(ApprovedProgramSchema):
    """A version that was just drafted."""

    drafted = fields.Boolean(required=True, metadata={"description": "false where it was found there already"})


class ProgramSchema(ApprovedProgramSchema):
    """A version with its terms."""

    terms = fields.Dict(required=True)


class ProgramsSchema(Shown):
    """Versions of programs, by code and version."""

    items = fields.List(fields.Nested(ProgramSchema), required=True)
