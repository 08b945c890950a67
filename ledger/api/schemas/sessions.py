"""Sessions: the shapes of logging in and out, and of a user's own password."""

from __future__ import annotations

from marshmallow import fields, validate

from ledger.api.conventions.fields import Text, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.users import PASSWORD, login_field, password_field


class LoginBody(Body):
    """A login."""

    login = login_field()
    password = password_field()
    device_token = Text(
        load_default=nothing,
        maximum=200,
        metadata={"description": "from an earlier login on this device; keeps others' failures from counting here"},
    )


class RenewBody(Body):
    """A session to go on with."""

    session_token = Text(required=True, maximum=200, metadata=PASSWORD)


class PasswordBody(Body):
    """Another password for the caller."""

    old = password_field()
    new = password_field()


class RenewedSessionSchema(Shown):
    """A session, with an access token for as long as ``expires_in`` or the session."""

    session_id = fields.String(required=True)
    user_id = fields.String(required=True)
    access_token = fields.String(required=True)
    token_type = fields.String(required=True, validate=validate.OneOf(["Bearer"]))
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})
    session_expires_at = fields.String(required=True, metadata={"format": "date-time"})
    must_change_password = fields.Boolean(required=True)


class OpenedSessionSchema(RenewedSessionSchema):
    """A session that was just opened."""

    session_token = fields.String(required=True, metadata={"description": "renews the session; shown once"})
    device_token = fields.String(required=True, metadata={"description": "to be sent with later logins from here"})


class SessionSchema(Shown):
    """Where a user is logged in."""

    session_id = fields.String(required=True)
    created_at = fields.String(required=True, metadata={"format": "date-time"})
    renewed_at = fields.String(required=True, metadata={"format": "date-time"})
    expires_at = fields.String(required=True, metadata={"format": "date-time"})
    current = fields.Boolean(required=True)


class SessionsSchema(Shown):
    """Where the caller is logged in, oldest first."""

    items = fields.List(fields.Nested(SessionSchema), required=True)


class EndedSessionSchema(Shown):
    """A session that is over."""

    session_id = fields.String(required=True)
    ended_at = fields.String(required=True, metadata={"format": "date-time"})


class ChangedPasswordSchema(Shown):
    """A password that was just changed."""

    user_id = fields.String(required=True)
    changed_at = fields.String(required=True, metadata={"format": "date-time"})
