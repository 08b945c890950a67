"""Grants: who lets whom act for the operator, so that nobody makes himself a second person.

While nobody may approve grants yet, the operator grants alone: that is how the first approver comes in. From then on a
client or a user of the operator's own organization takes two persons, and there is always an approver in force.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused

OPERATOR: Final = "operator"
APPROVER: Final = "operator_approver"
APPROVE: Final = "clients.approve"
"""Permission to approve what the operator grants in its own organization; granted to no one in old ledgers."""


def need_approvers(needs: Needs) -> None:
    """Need every approver there ever was."""
    needs.client_roles.add(APPROVER)


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
