"""Transfers: the shapes of what becomes of companies."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from ledger.api.conventions.fields import Id, Items, OneOf, Part, Text, Truth, Whole, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.accruals import EvidenceBody
from ledger.domain.transfer_acts import AFFILIATED, CLOSED, MERGED, SUCCEEDED
from ledger.domain.transfers import COUNTED_AS_ONE_MAX
from ledger.services.corrections import Grounds
from ledger.services.transfers import KINDS, TransferInput

LOTS_MAX = 100
"""Most lots that a succession names: together with their postings they fit into one entry."""


class GroundsBody(Body):
    """Why something becomes of a company."""

    reason = Text(required=True, maximum=500)
    document = Part(EvidenceBody, required=True, metadata={"description": "the contract, register or decision"})

    @staticmethod
    def grounds(data: dict[str, Any]) -> Grounds:
        """Take the grounds out of what was read."""
        return Grounds(data.pop("reason_code"), data.pop("reason"), data.pop("document"))


class TransferBody(GroundsBody):
    """What of whose is to become whose: everything by a merger, a part by a succession."""

    kind = OneOf(KINDS, required=True)
    source_id = Id("organization", required=True, metadata={"description": "whose it is"})
    target_id = Id("organization", required=True, metadata={"description": "whose it becomes"})
    points = Whole(
        load_default=nothing,
        allow_none=True,
        minimum=1,
        metadata={"description": "of a succession, soonest to expire first; left out without lots: all available"},
    )
    lots = Items(
        Id("lot"), maximum=LOTS_MAX, load_default=(), metadata={"description": "handed over as far as available"}
    )
    reason_code = OneOf((*MERGED, *SUCCEEDED), required=True, metadata={"description": "of that kind of transfer"})

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> TransferInput:
        grounds = self.grounds(data)
        return TransferInput(grounds=grounds, **{**data, "lots": tuple(data["lots"])})


class ClosureBody(GroundsBody):
    """Why a company is closed."""

    reason_code = OneOf(CLOSED, required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Grounds:
        return self.grounds(data)


class AffiliationBody(GroundsBody):
    """Who is to count as one, or each alone again."""

    organization_ids = Items(Id("organization"), minimum=1, maximum=COUNTED_AS_ONE_MAX, required=True)
    together = Truth(required=True, metadata={"description": "false: each of them counts alone again"})
    reason_code = OneOf(AFFILIATED, required=True)


class RegistrationBody(Body):
    """One more business registration number of a company."""

    registration_number = Text(
        required=True,
        shape="[0-9]{3}-?[0-9]{2}-?[0-9]{5}",
        expected="ten digits such as 999-81-47117",
    )


class AddedRegistrationSchema(Shown):
    """A number that leads to a company from now on."""

    organization_id = fields.String(required=True)
    position = fields.Integer(required=True)


class RegistrationSchema(Shown):
    """A number under which a company is registered; null once it was erased."""

    registration_number = fields.String(required=True, allow_none=True)
    position = fields.Integer(required=True, metadata={"description": "of the entry that recorded it"})


class RegistrationsSchema(Shown):
    """Every number of a company, the oldest first."""

    items = fields.List(fields.Nested(RegistrationSchema), required=True)
