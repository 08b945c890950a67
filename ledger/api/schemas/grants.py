"""Grants: the shapes of what lets somebody act for the operator."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import Id, Text, nothing
from ledger.api.schemas.clients import PersonBody
from ledger.api.schemas.proposals import DecidedProposalSchema


class GrantBody(PersonBody):
    """A client, or with a login a user, to grant."""

    organization_id = Id("organization", required=True)
    login = Text(
        load_default=nothing,
        maximum=254,
        metadata={"description": "an e-mail address, for a user; left out for a machine client"},
    )
    reason = Text(required=True, maximum=500)


class ProposedGrantSchema(DecidedProposalSchema):
    """A grant that was just proposed; a dry run shows no half."""

    first_half = fields.String(
        metadata={"description": "of the secret or code, which the second half follows; shown in this answer alone"}
    )
