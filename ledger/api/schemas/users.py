"""Users: the shapes of invitations and of who was invited."""

from __future__ import annotations

from marshmallow import fields, validate

from ledger.api.conventions.fields import Text
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.clients import PersonBody

PASSWORD = {"format": "password"}
STATUSES = ("invited", "invitation_expired", "active", "revoked")


def login_field() -> Text:
    """Make a field that reads a login name."""
    return Text(required=True, maximum=254, metadata={"description": "an e-mail address; upper and lower case alike"})


def password_field() -> Text:
    """Make a field that reads a password; whether it is good enough is told by its refusal."""
    return Text(required=True, maximum=1_024, metadata=PASSWORD)


class UserBody(PersonBody):
    """A user to invite."""

    login = login_field()


class AcceptBody(Body):
    """An invitation to accept, with the password that the user chooses."""

    login = login_field()
    code = Text(required=True, maximum=200, metadata=PASSWORD)
    password = password_field()


class UserSchema(Shown):
    """A user and what it was granted; login and name are null once they were erased."""

    user_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    person_id = fields.String(required=True)
    login = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    role = fields.String(required=True)
    permissions = fields.List(fields.String(), required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    revoked_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    position = fields.Integer(required=True)
    erased_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})


class UsersSchema(Shown):
    """An organization's users, revoked ones too."""

    items = fields.List(fields.Nested(UserSchema), required=True)


class RenewedUserSchema(Shown):
    """A user with a new invitation; a dry run shows no code."""

    user_id = fields.String(required=True)
    invitation_code = fields.String(metadata={"description": "shown in this answer and never again"})
    expires_at = fields.String(required=True, metadata={"format": "date-time"})
    position = fields.Integer(required=True)


class InvitedUserSchema(RenewedUserSchema):
    """A user that was just invited."""

    organization_id = fields.String(required=True)
    person_id = fields.String(required=True)
    role = fields.String(required=True)
    permissions = fields.List(fields.String(), required=True)


class AcceptedUserSchema(Shown):
    """A user who has a password now."""

    user_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    accepted_at = fields.String(required=True, metadata={"format": "date-time"})


class ChangingUserSchema(Shown):
    """A user who may do nothing before the password is changed."""

    user_id = fields.String(required=True)
    must_change_password = fields.Boolean(required=True)
