"""Authority: the shapes of who could do what, and by which rules, at a position."""

from __future__ import annotations

from marshmallow import fields, validate

from ledger.api.conventions.fields import PositionOrInstant, nothing
from ledger.api.conventions.shapes import Body, Shown


class AuthorityQuery(Body):
    """As of when."""

    recorded_as_of = PositionOrInstant(
        load_default=nothing,
        metadata={"description": "what had been recorded by then: a journal position, or an RFC 3339 time"},
    )


class MadeSchema(Shown):
    """By which entry something came to be, and by whom."""

    position = fields.Integer(required=True)
    made_by = fields.String(required=True, allow_none=True, metadata={"description": "id of the person"})
    approved_by = fields.String(
        required=True, allow_none=True, metadata={"description": "id of the second person; null where one sufficed"}
    )
    recorded_by = fields.String(required=True, metadata={"description": "the client or user, or system"})


class GrantSchema(MadeSchema):
    """A client or user, and what it could do."""

    client_id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["client", "user"]))
    organization_id = fields.String(required=True)
    person_id = fields.String(required=True)
    role = fields.String(required=True)
    permissions = fields.List(fields.String(), required=True)
    in_force = fields.Boolean(required=True)
    revoked_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    revoked_position = fields.Integer(required=True, allow_none=True)
    revoked_by = fields.String(required=True, allow_none=True, metadata={"description": "id of the person"})


class RuleInForceSchema(MadeSchema):
    """A version of a rule."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    valid_from = fields.String(required=True, metadata={"format": "date"})
    valid_to = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    in_force = fields.Boolean(required=True, metadata={"description": "for what occurs on the day of the position"})


class ProgramInForceSchema(MadeSchema):
    """A version of a program."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    in_force = fields.Boolean(required=True)


class AllotmentInForceSchema(MadeSchema):
    """What a university could issue in a year."""

    university_id = fields.String(required=True)
    year = fields.Integer(required=True)
    points_max = fields.Integer(required=True)


class BoundInForceSchema(MadeSchema):
    """How far an act by hand reached; one that was never set stands as `GET /bounds` shows it."""

    name = fields.String(required=True)
    points_max = fields.Integer(required=True, allow_none=True)
    second_from = fields.Integer(required=True, allow_none=True)
    days = fields.Integer(required=True)


class NotApartSchema(Shown):
    """A person who lets others in and agrees to claims: two duties that are to be kept apart."""

    person_id = fields.String(required=True)
    lets_in_by = fields.List(fields.String(), required=True, metadata={"description": "ids of clients and users"})
    agrees_by = fields.List(fields.String(), required=True, metadata={"description": "ids of clients and users"})


class AuthoritySchema(Shown):
    """Who could do what, and by which rules; the answer names the position and the root it was read at."""

    grants = fields.List(fields.Nested(GrantSchema), required=True)
    rules = fields.List(fields.Nested(RuleInForceSchema), required=True)
    programs = fields.List(fields.Nested(ProgramInForceSchema), required=True)
    allotments = fields.List(fields.Nested(AllotmentInForceSchema), required=True)
    bounds = fields.List(fields.Nested(BoundInForceSchema), required=True)
    not_apart = fields.List(fields.Nested(NotApartSchema), required=True)
    position = fields.Integer(required=True)
    root = fields.String(required=True, metadata={"description": "root of the log at that position, hexadecimal"})
