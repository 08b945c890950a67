"""Clients: the shapes of machine clients; a secret is shown once, in the answer that grants it."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from ledger.api.conventions.fields import Id, OneOf, Text, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.domain.permissions import ROLES
from ledger.domain.refusals import Refusal


def role_field(**kwargs: Any) -> OneOf:
    """Make a field that reads a role."""
    return OneOf(tuple(sorted(ROLES)), **kwargs)


class PersonBody(Body):
    """What a client or user is granted: for a new person, or for the person behind another client or user."""

    role = role_field(required=True)
    person_name = Text(load_default=nothing, maximum=200, metadata={"description": "a person new to the ledger"})
    same_person_as = Id(
        "client",
        "user",
        load_default=nothing,
        metadata={"description": "a client or user of a person who has one already"},
    )

    @validates_schema
    def one_person(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a client behind which stand two persons or none."""
        if (data["person_name"] is None) == (data["same_person_as"] is None):
            expected = "person_name or same_person_as, one of the two"
            found = "both" if data["person_name"] is not None else "neither"
            raise ValidationError([Refusal("text_shape_unexpected", {"expected": expected, "found": found})])


class ClientBody(PersonBody):
    """A client to grant."""


class ClientSchema(Shown):
    """A client and what it was granted."""

    client_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    person_id = fields.String(required=True)
    role = fields.String(required=True)
    permissions = fields.List(fields.String(), required=True)
    revoked_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    position = fields.Integer(required=True)


class ClientsSchema(Shown):
    """An organization's clients, revoked ones too."""

    items = fields.List(fields.Nested(ClientSchema), required=True)


class GrantedClientSchema(Shown):
    """A client that was just granted; a dry run shows no secret."""

    client_id = fields.String(required=True)
    client_secret = fields.String(metadata={"description": "shown in this answer and never again"})
    organization_id = fields.String(required=True)
    person_id = fields.String(required=True)
    role = fields.String(required=True)
    permissions = fields.List(fields.String(), required=True)
    position = fields.Integer(required=True)


class RevokedClientSchema(Shown):
    """A client that acts no more."""

    client_id = fields.String(required=True)
    revoked_at = fields.String(required=True, metadata={"format": "date-time"})
    position = fields.Integer(required=True)
