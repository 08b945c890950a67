"""Granting: who may act for the operator is proposed by one person and approved by another.

The new client's secret, or the new user's code, has two halves. Who proposes gets one and who approves the other, and
both hand theirs to the new person: neither of them alone ever holds what it takes to be that person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from ledger.domain.act import Act
from ledger.domain.active import check_active
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.commands import NewClient, NewUser, Private, ProposeGrant
from ledger.domain.dates import instant_text
from ledger.domain.desk import Desk
from ledger.domain.grants import takes_two
from ledger.domain.journal.facts import ClientGranted, UserInvited
from ledger.domain.needs import Needs
from ledger.domain.organizations import check_person, check_role, grant, need_person
from ledger.domain.permissions import ROLES
from ledger.domain.refusals import Refused
from ledger.domain.users import check_login, invite

USER: Final = "user"
CLIENT: Final = "client"


def _terms(command: ProposeGrant) -> Mapping[str, Any]:
    return {
        "organization": command.organization_id,
        "kind": command.kind,
        "role": command.role,
        "permissions": sorted(ROLES[command.role]),
        "same_person_as": command.same_person_as,
        "login": command.login.blind if command.login else "",
        "invitation_days": command.invitation_days,
        "secret_hash": command.secret_hash,
    }


def _private(command: ProposeGrant) -> Mapping[str, Private]:
    told = {"name": command.person_name, "login": command.login, "other_half": command.other_half}
    return {field: text for field, text in told.items() if text is not None}


def _shown(command: ProposeGrant) -> Mapping[str, Any]:
    return {"sealed_half": command.sealed_half}


def _first(terms: Mapping[str, Any], needs: Needs) -> None:
    needs.organizations.add(terms["organization"])
    need_person(terms["same_person_as"], needs)
    needs.logins.update({terms["login"]} - {""})


def _check(desk: Desk, terms: Mapping[str, Any]) -> int:
    """Refusals, in this order: ``organization_unknown``, ``organization_merged``, ``organization_closed``,
    ``role_not_for_kind``, ``client_unknown``, ``login_taken``."""
    organization = desk.books.organizations.get(terms["organization"])
    if organization is None:
        raise Refused("organization_unknown", "/organization_id", organization_id=terms["organization"])
    check_active(organization, "/organization_id")
    check_role(organization.kind, terms["role"])
    check_person(desk.books, terms["same_person_as"])
    if terms["login"]:
        check_login(desk.books, terms["login"])
    return 0


def _enact(desk: Desk, row: rows.Proposal, terms: Mapping[str, Any]) -> Mapping[str, Any]:
    permissions = tuple(terms["permissions"])
    if terms["kind"] == CLIENT:
        client = NewClient(terms["role"], terms["secret_hash"], "", None, terms["same_person_as"])
        told = dict(grant(desk, row.organization, client, permissions, row.proposal))
        del told["sealed_secret"]
        return told
    expires_at = instant_text(desk.at + timedelta(days=terms["invitation_days"]))
    login, same = terms["login"], terms["same_person_as"]
    user = NewUser(terms["role"], Private("", login), terms["secret_hash"], "", expires_at, None, same)
    told = dict(invite(desk, row.organization, user, permissions, row.proposal))
    del told["sealed_code"]
    return told


def _carries_out(books: Books, fact: Any, terms: Mapping[str, Any]) -> bool:
    """Tell whether a grant is what was approved, and behind it stands whom the terms name, or somebody new."""
    same = books.clients.get(terms["same_person_as"]) if terms["same_person_as"] else None
    persons = {row.person for row in books.clients.rows()}
    of_person = fact.person == same.person if same is not None else fact.person not in persons
    told = (fact.organization, fact.role, list(fact.permissions), getattr(fact, "login", ""))
    wanted = (terms["organization"], terms["role"], list(terms["permissions"]), terms["login"])
    return of_person and told == wanted and isinstance(fact, UserInvited) == (terms["kind"] == USER)


def _takes_two(books: Books, fact: Any) -> bool:
    """Tell whether a grant could not have been made by one person alone."""
    return takes_two(books, books.organizations.require(fact.organization))


ACT: Final = Act(
    name="grant",
    propose="clients.grant",
    approve="clients.approve",
    reasons=(),
    kinds=(ClientGranted.KIND, UserInvited.KIND),
    terms=_terms,
    check=_check,
    enact=_enact,
    carries_out=_carries_out,
    first=_first,
    private=_private,
    shown=_shown,
    takes_two=_takes_two,
)
