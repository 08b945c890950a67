"""Looking: how each need names the rows that it wants: by their key, by an index of their shelf, or by a pair."""

from __future__ import annotations

from typing import Final

from ledger.domain.books import rows

BY_KEY: Final[tuple[tuple[str, type, str], ...]] = (
    ("organizations", rows.Organization, "organization"),
    ("clients", rows.Client, "client"),
    ("allotment_proposals", rows.AllotmentProposal, "proposal"),
    ("balances", rows.Balance, "account"),
    ("usage", rows.Usage, "meter"),
    ("agreements", rows.Agreement, "agreement"),
    ("accruals", rows.Accrual, "accrual"),
    ("claims", rows.Claim, "accrual"),
    ("redemptions", rows.Redemption, "redemption"),
    ("sanctions", rows.Sanction, "sanction"),
    ("proposals", rows.Proposal, "proposal"),
    ("bounds", rows.Bound, "name"),
    ("objections", rows.Objection, "objection"),
    ("registrations", rows.Registration, "registration"),
    ("periods", rows.Period, "period"),
    ("log_keys", rows.LogKey, "public_key"),
    ("certificates", rows.Certificate, "certificate"),
)
"""Needs that name keys: the field of the needs, which is the shelf's name too; the row; its key."""

BY_INDEX: Final[tuple[tuple[str, str, type, str], ...]] = (
    ("owners", "organizations", rows.Organization, "owner"),
    ("rule_codes", "rules", rows.Rule, "code"),
    ("program_codes", "programs", rows.Program, "code"),
    ("rule_roles", "rules", rows.Rule, "role"),
    ("draft_codes", "rule_drafts", rows.RuleDraft, "code"),
    ("program_draft_codes", "program_drafts", rows.ProgramDraft, "code"),
    ("agreement_accruals", "accruals", rows.Accrual, "agreement"),
    ("fingerprints", "accruals", rows.Accrual, "fingerprint"),
    ("parts", "parts", rows.AccrualPart, "accrual"),
    ("pools", "redemptions", rows.Redemption, "pool"),
    ("warned_holders", "expiry_warnings", rows.ExpiryWarning, "holder"),
    ("objections_to", "objections", rows.Objection, "accrual"),
    ("redemptions_of", "redemptions", rows.Redemption, "holder"),
    ("logins", "clients", rows.Client, "login"),
    ("client_roles", "clients", rows.Client, "role"),
    ("period_lines", "period_lines", rows.PeriodLine, "period"),
    ("client_persons", "clients", rows.Client, "person"),
)
"""Needs that name an index of a shelf: the field, the shelf, the row, the column, which is the index's name too."""

BY_PAIR: Final[tuple[tuple[str, str, type, tuple[str, str], str, str], ...]] = (
    ("allotments", "allotments", rows.Allotment, ("university", "year"), "university_year", ""),
    ("sources", "accruals", rows.Accrual, ("university", "source"), "source", ""),
    ("references", "redemptions", rows.Redemption, ("organization", "reference"), "reference", ""),
    (
        "calls",
        "redemptions",
        rows.Redemption,
        ("program", "call"),
        "open_call",
        " AND t.call <> '' AND t.settled_at = ''",
    ),
    ("states", "lot_balances", rows.LotBalance, ("holder", "kind"), "wallet", " AND t.amount <> 0"),
    ("objections_of", "objections", rows.Objection, ("organization", "status"), "organization_status", ""),
    ("objections_by", "objections", rows.Objection, ("university", "status"), "university_status", ""),
    ("closing_lines", "period_lines", rows.PeriodLine, ("period", "account"), "line", ""),
)
"""Needs that name an index over two columns; the last tells which rows belong in it."""
