"""Permissions: what a role may do when it is granted, and the refusal of what it may not.

A grant writes the permissions themselves into the journal, so a later change of this table changes no one's past
authority. Reading everything (``histories.read_all``) never comes with a permission to write.
"""

from __future__ import annotations

from typing import Final

ROLES: Final[dict[str, frozenset[str]]] = {
    "operator": frozenset(
        {
            "histories.read_all",
            "organizations.register",
            "organizations.profile",
            "clients.grant",
            "clients.revoke",
            "rules.draft",
            "rules.simulate",
            "allotments.propose",
            "programs.draft",
            "accruals.clear",
            "accruals.return",
            "accruals.reject",
            "redemptions.capture",
            "redemptions.cancel",
            "redemptions.release",
            "redemptions.select",
            "redemptions.fulfil",
            "redemptions.revoke",
            "sanctions.propose",
            "corrections.propose",
            "bounds.propose",
            "proposals.withdraw",
            "tiers.propose",
            "objections.propose",
            "organizations.change",
            "periods.propose",
            "log.propose",
            "erasures.propose",
            "certificates.issue",
            "certificates.revoke",
        }
    ),
    "operator_approver": frozenset(
        {
            "histories.read_all",
            "accruals.approve",
            "accruals.return",
            "accruals.reject",
            "rules.simulate",
            "rules.approve",
            "programs.approve",
            "allotments.approve",
            "redemptions.capture",
            "redemptions.cancel",
            "sanctions.approve",
            "corrections.approve",
            "bounds.approve",
            "proposals.approve",
            "tiers.approve",
            "objections.approve",
            "organizations.approve",
            "clients.approve",
            "periods.approve",
            "log.approve",
            "erasures.approve",
        }
    ),
    "university": frozenset(
        {
            "accruals.post",
            "accruals.reverse",
            "histories.read_own",
            "objections.raise",
            "certificates.issue",
            "certificates.revoke",
        }
    ),
    "university_verifier": frozenset({"accruals.verify", "accruals.return", "accruals.reject", "histories.read_own"}),
    "company": frozenset(
        {
            "accruals.confirm",
            "accruals.return",
            "accruals.reject",
            "redemptions.hold",
            "redemptions.submit",
            "redemptions.capture",
            "redemptions.release",
            "redemptions.cancel",
            "histories.read_own",
            "objections.raise",
            "certificates.issue",
            "certificates.revoke",
        }
    ),
    "program_owner": frozenset(
        {
            "redemptions.select",
            "redemptions.capture",
            "redemptions.release",
            "redemptions.cancel",
            "redemptions.fulfil",
            "redemptions.revoke",
            "histories.read_program",
        }
    ),
    "auditor": frozenset({"histories.read_all", "vault.disclose"}),
}
"""Role to permissions, as granted from now on."""

ROLES_OF_KIND: Final[dict[str, frozenset[str]]] = {
    "operator": frozenset({"operator", "operator_approver"}),
    "university": frozenset({"university", "university_verifier"}),
    "company": frozenset({"company"}),
    "agency": frozenset({"program_owner"}),
    "auditor": frozenset({"auditor"}),
}
"""Kind of organization to the roles its clients may have."""
