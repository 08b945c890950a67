"""Organizations: the shapes of onboarding, and of an organization's wallet."""

from __future__ import annotations

from marshmallow import fields, validate

from ledger.api.conventions.drilling import movements_link
from ledger.api.conventions.fields import OneOf, Text, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.clients import GrantedClientSchema, role_field
from ledger.api.schemas.common import BY_HAND, AsOfQuery, PageQuery, WalletSchema, whole_points
from ledger.domain.permissions import ROLES_OF_KIND
from ledger.domain.programs.clauses import SIZES

KINDS = tuple(sorted(ROLES_OF_KIND))
ONBOARDED_KINDS = tuple(kind for kind in KINDS if kind != "operator")


class OrganizationBody(Body):
    """An organization to onboard, with the person behind its first client."""

    kind = Text(required=True, maximum=32, metadata={"enum": list(ONBOARDED_KINDS)})
    name_ko = Text(required=True, maximum=200)
    name_en = Text(required=True, maximum=200)
    registration_number = Text(
        load_default=nothing,
        allow_none=True,
        shape="[0-9]{3}-?[0-9]{2}-?[0-9]{5}",
        expected="ten digits such as 999-81-47117",
        metadata={"description": "business registration number; companies need one"},
    )
    role = role_field(required=True)
    person_name = Text(required=True, maximum=200)


class ProfileBody(Body):
    """What is known of an organization; what is left out or null is not known any more."""

    region = Text(
        load_default=nothing,
        allow_none=True,
        maximum=64,
        metadata={"description": "code of the district a company is in", "example": "haeundae"},
    )
    size = Text(load_default=nothing, allow_none=True, maximum=64, metadata={"enum": [*SIZES, None]})
    owner = Text(
        load_default=nothing,
        allow_none=True,
        maximum=64,
        metadata={"description": "the code by which programs' terms name an agency", "example": "busan-technopark"},
    )


class OrganizationsQuery(PageQuery):
    """Which organizations."""

    kind = OneOf(KINDS)


class OrganizationSchema(Shown):
    """An organization; its names are null once they were erased."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    name_ko = fields.String(required=True, allow_none=True)
    name_en = fields.String(required=True, allow_none=True)
    registration_number = fields.String(required=True, allow_none=True)
    region = fields.String(required=True, allow_none=True)
    size = fields.String(required=True, allow_none=True, validate=validate.OneOf([*SIZES, None]))
    owner = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf(["active", "merged", "closed"]))
    successor_id = fields.String(
        required=True, allow_none=True, metadata={"description": "who has what was a merged company's"}
    )
    affiliate_ids = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "all who count as one with it, itself too; for itself and who reads all"},
    )
    position = fields.Integer(required=True)
    erased_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})


class OrganizationsPageSchema(Shown):
    """A page of organizations, in the order in which they joined."""

    items = fields.List(fields.Nested(OrganizationSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class RegisteredOrganizationSchema(Shown):
    """An organization that just joined, with its first client; this answer alone shows the secret."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    position = fields.Integer(required=True)
    client = fields.Nested(GrantedClientSchema, required=True)


class ProfiledOrganizationSchema(Shown):
    """What is known of an organization from now on."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)
    size = fields.String(required=True, allow_none=True)
    owner = fields.String(required=True, allow_none=True)
    position = fields.Integer(required=True)


class BehindBalanceSchema(Shown):
    """The transactions behind each figure of a wallet; what is spendable is what is posted once all due is settled."""

    posted = movements_link()
    pending = movements_link()
    held = movements_link()
    disputed = movements_link()
    arrears = movements_link()


class BalanceSchema(WalletSchema):
    """A wallet at a point; the answer names the position and the root it was read at."""

    organization_id = fields.String(required=True)
    position = fields.Integer(required=True)
    root = fields.String(required=True, metadata={"description": "root of the log at that position, hexadecimal"})
    transactions = fields.Nested(BehindBalanceSchema, required=True)


class LotSchema(Shown):
    """What of a lot stands in one state."""

    lot = fields.String(required=True)
    state = fields.String(required=True)
    points = whole_points()
    accrual_id = fields.String(required=True, allow_none=True, metadata={"description": BY_HAND})
    rule = fields.String(required=True, allow_none=True, metadata={"description": BY_HAND})
    active_on = fields.String(required=True, metadata={"format": "date"})
    expires_on = fields.String(required=True, metadata={"format": "date"})


class LotsQuery(PageQuery, AsOfQuery):
    """Which page of a wallet's lots, as of when."""


class LotsPageSchema(Shown):
    """A page of a wallet's lots at a point, soonest expiry first."""

    organization_id = fields.String(required=True)
    items = fields.List(fields.Nested(LotSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    position = fields.Integer(required=True)
    root = fields.String(required=True, metadata={"description": "root of the log at that position, hexadecimal"})
