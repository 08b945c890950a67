"""Grants: who lets whom act for the operator, so that nobody makes himself a second person.

While nobody may approve grants yet, the operator grants alone: that is how the first approver comes in. From then on a
client or a user of the operator's own organization takes two persons, and there are always an approver in force and
another person who can propose to that approver.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused

OPERATOR: Final = "operator"
PROPOSER: Final = "operator"
APPROVER: Final = "operator_approver"
PROPOSE: Final = "clients.grant"
APPROVE: Final = "clients.approve"
"""Permission to approve what the operator grants in its own organization; granted to no one in old ledgers."""


def need_approvers(needs: Needs) -> None:
    """Need every approver there ever was."""
    needs.client_roles.add(APPROVER)


def need_all_who_grant(needs: Needs) -> None:
    """Need everybody who ever proposed or approved grants."""
    needs.client_roles.update((PROPOSER, APPROVER))


def approvers(books: Books) -> list[rows.Client]:
    """Give every client and user that was ever granted to approve grants, revoked ones too."""
    return [row for row in books.clients.find("role", APPROVER) if APPROVE in row.permissions.split()]


def takes_two(books: Books, organization: rows.Organization) -> bool:
    """Tell whether a grant in an organization takes two persons."""
    return organization.kind == OPERATOR and bool(approvers(books))


def check_alone(books: Books, organization: rows.Organization) -> None:
    """Refuse what one person may not grant alone. Refusals: ``grant_needs_two_persons``."""
    if takes_two(books, organization):
        raise Refused("grant_needs_two_persons", organization_id=organization.organization)


def is_last_approver(books: Books, client: rows.Client) -> bool:
    """Tell whether nobody could approve a grant any more without this client or user."""
    in_force = [row.client for row in approvers(books) if not row.revoked_at]
    return in_force == [client.client]


def is_of_the_last_two(books: Books, client: rows.Client) -> bool:
    """Tell whether without this client or user no two persons are left of whom one proposes and one approves a grant.

    Persons count, not their clients: one of two clients of an approver may always go. All approvers in force may be
    one person, as long as another can propose: between them they let a third one in. Where no such two are left
    already, nothing more is lost by this.
    """
    in_force = [row for role in (PROPOSER, APPROVER) for row in books.clients.find("role", role) if not row.revoked_at]
    left = [row for row in in_force if row.client != client.client]
    return _let_others_in(in_force) and not _let_others_in(left)


def _let_others_in(clients: Sequence[rows.Client]) -> bool:
    proposing = {row.person for row in clients if PROPOSE in row.permissions.split()}
    approving = {row.person for row in clients if APPROVE in row.permissions.split()}
    return bool(proposing and approving) and len(proposing | approving) > 1
