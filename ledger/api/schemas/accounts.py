"""Accounts: the shapes of accounts and of the trial balance."""

from __future__ import annotations

from marshmallow import fields, validate

from ledger.api.conventions.drilling import movements_link
from ledger.api.conventions.fields import Id
from ledger.api.conventions.shapes import Shown
from ledger.api.schemas.common import AsOfQuery, PageQuery, whole_points


class AccountsQuery(PageQuery, AsOfQuery):
    """Which accounts."""

    organization_id = Id("organization", metadata={"description": "whose"})


class AccountSchema(Shown):
    """An account as it stands."""

    account = fields.String(required=True)
    organization_id = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    side = fields.String(required=True, validate=validate.OneOf(["debit", "credit"]))
    balance = whole_points("on its side")
    account_version = fields.Integer(
        required=True, allow_none=True, metadata={"description": "how many postings it has had; null as of the past"}
    )
    transactions = movements_link()


class AccountsPageSchema(Shown):
    """A page of accounts, by name."""

    items = fields.List(fields.Nested(AccountSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    position = fields.Integer(required=True, metadata={"description": "the position they were read at"})
    root = fields.String(required=True, metadata={"description": "root of the log at that position, hexadecimal"})


class TrialLineSchema(Shown):
    """An account's balance, on its side."""

    account = fields.String(required=True)
    debit = whole_points()
    credit = whole_points()
    transactions = movements_link()


class TotalsSchema(Shown):
    """The two sums, which are equal."""

    debit = whole_points()
    credit = whole_points()


class TrialBalanceSchema(Shown):
    """Every account with its balance."""

    accounts = fields.List(fields.Nested(TrialLineSchema), required=True)
    totals = fields.Nested(TotalsSchema, required=True)
    position = fields.Integer(required=True)
    root = fields.String(required=True, metadata={"description": "root of the log at that position, hexadecimal"})
