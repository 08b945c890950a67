"""User checks: what a replay asks of grants, invitations and revocations.

A client or user that is granted was not there before, a login has one user in force, an invitation is renewed for a
user in force, and somebody is always left who approves what the operator grants. That such grants take two persons is
asked with all proposals.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.about import Check, about
from ledger.domain.books.books import Books
from ledger.domain.finding import Finding, Place
from ledger.domain.grants import is_last_approver, takes_two
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Entry


def _clients_are_new(books: Books, entry: Entry) -> Finding | None:
    fact = entry.fact
    granted = fact.client if isinstance(fact, facts.ClientGranted) else getattr(fact, "user", "")
    if isinstance(fact, facts.ClientGranted | facts.UserInvited) and books.clients.get(granted) is not None:
        return Place(entry).finding("id_used_twice", "a client or user that is new", granted)
    return None


def _logins_are_free(books: Books, entry: Entry) -> Finding | None:
    if isinstance(entry.fact, facts.UserInvited):
        known = [row.client for row in books.clients.find("login", entry.fact.login)]
        if known or not entry.fact.login:
            return Place(entry).finding("login_used_twice", "a login that no user in force has", str(known))
    return None


def _renewed_is_in_force(books: Books, entry: Entry) -> Finding | None:
    if not isinstance(entry.fact, facts.UserRenewed):
        return None
    user = books.clients.get(entry.fact.user)
    if user is None or not user.login or user.revoked_at:
        return Place(entry).finding("renewed_without_user", "a user in force", entry.fact.user)
    if takes_two(books, books.organizations.require(user.organization)):
        return Place(entry).finding("carried_out_unproposed", "a grant of two persons", "none")
    return None


def _revoked_leaves_an_approver(books: Books, entry: Entry) -> Finding | None:
    if isinstance(entry.fact, facts.ClientRevoked):
        client = books.clients.require(entry.fact.client)
        if client.revoked_at:
            return Place(entry).finding("revoked_twice", "a client in force", client.client)
        if is_last_approver(books, client):
            return Place(entry).finding("last_approver_revoked", "another approver in force", client.client)
    return None


CHECKS: Final[tuple[Check, ...]] = (
    about(_clients_are_new, facts.ClientGranted, facts.UserInvited),
    about(_logins_are_free, facts.UserInvited),
    about(_renewed_is_in_force, facts.UserRenewed),
    about(_revoked_leaves_an_approver, facts.ClientRevoked),
)
"""Every check of grants, in this order."""
