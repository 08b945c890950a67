"""Authority: who could make an entry, by the grants before it; what a replay asks of every actor."""

from __future__ import annotations

from typing import Final

from ledger.domain import (
    earning_checks,
    four_eyes,
    objection_checks,
    proposal_checks,
    sanction_checks,
    spending_checks,
)
from ledger.domain.active import ACTIVE
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.finding import Finding, Place
from ledger.domain.journal import facts
from ledger.domain.journal.entries import SYSTEM, Entry

PERMISSION_OF: Final = {
    "organization_registered": "organizations.register",
    "organization_profiled": "organizations.profile",
    "client_granted": "clients.grant",
    "client_revoked": "clients.revoke",
    "rule_drafted": "rules.draft",
    "rule_simulated": "rules.simulate",
    "rule_published": "rules.approve",
    "program_drafted": "programs.draft",
    "program_published": "programs.approve",
    "allotment_proposed": "allotments.propose",
    "allotment_set": "allotments.approve",
    "accrual": "accruals.post",
    "activity_noted": "accruals.post",
    "claim_submitted": "accruals.post",
    "claim_resubmitted": "accruals.post",
    "evidence_added": "accruals.post",
    "reversal": "accruals.reverse",
    "activity_withdrawn": "accruals.reverse",
    "hold": "redemptions.hold",
    "application": "redemptions.hold",
    "submission": "redemptions.submit",
    "selection": "redemptions.select",
    "call_settled": "redemptions.select",
    "fulfilment": "redemptions.fulfil",
    "revocation": "redemptions.revoke",
    "capture": "redemptions.capture",
    "cancellation": "redemptions.cancel",
    "sanction_proposed": "sanctions.propose",
    "sanction": "sanctions.approve",
    "sanction_checked": "sanctions.approve",
    "tiers_set": "tiers.approve",
    "freeze": "objections.raise",
    "objection_noted": "objections.raise",
    "registration_added": "organizations.register",
    "transfer": "organizations.approve",
    "merger": "organizations.approve",
    "affiliation": "organizations.approve",
    "organization_closed": "organizations.approve",
    "user_invited": "clients.grant",
    "user_renewed": "clients.grant",
    "certificate": "certificates.issue",
    "certificate_revoked": "certificates.revoke",
}
"""What an entry's actor must have been granted; kinds that are not here follow from the clock."""

OPENING_ENTRIES: Final = 3
"""Genesis, the operator, and its first client: made by whoever opened the ledger."""


def actor_could(books: Books, entry: Entry) -> Finding | None:
    """Find what its actor lacked: a client in force, the person and organization behind it, the permission."""
    actor, needed = entry.actor, earning_checks.permission_of(books, entry) or PERMISSION_OF.get(entry.kind, "")
    if isinstance(entry.fact, facts.HoldReleased):
        needed = spending_checks.PERMISSION_OF_CAUSE.get(entry.fact.cause, "")
    if isinstance(entry.fact, facts.SanctionDropped):
        needed = sanction_checks.permission_of(entry.fact)
    needed = proposal_checks.permission_of(books, entry) or objection_checks.permission_of(entry.fact) or needed
    if actor.client == SYSTEM:
        if needed and entry.position > OPENING_ENTRIES:
            return Place(entry).finding("actor_without_authority", f"a client granted {needed}", SYSTEM)
        return None
    client = books.clients.get(actor.client)
    if four_eyes.published_alone(books, entry):
        needed = four_eyes.ALONE[entry.kind]
    if client is None or client.revoked_at or not _is_actor(client, entry):
        return Place(entry).finding("actor_without_authority", "a client in force", actor.client)
    granted = client.permissions.split()
    if isinstance(entry.fact, facts.ClientGranted) and not entry.fact.proposal and "organizations.register" in granted:
        return None
    if needed and needed not in granted:
        return Place(entry).finding("actor_without_authority", needed, client.permissions)
    return None


def _is_actor(client: rows.Client, entry: Entry) -> bool:
    return (client.person, client.organization) == (entry.actor.person, entry.actor.organization)


def acts_before_its_end(books: Books, entry: Entry) -> Finding | None:
    """Hold who acts to organizations that were neither merged nor closed before."""
    row = books.organizations.get(entry.actor.organization) if entry.actor.client != SYSTEM else None
    if row is None or row.status == ACTIVE:
        return None
    return Place(entry).finding("actor_has_ended", "a client of an organization that is there", row.status)
