"""Organizations: onboard universities and companies, give them clients, end clients; open the ledger itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ledger.domain.books import rows
from ledger.domain.commands import (
    AddRegistration,
    Answer,
    Command,
    GrantClient,
    NewClient,
    OpenLedger,
    Private,
    ProfileOrganization,
    RegisterOrganization,
    RevokeClient,
)
from ledger.domain.refusals import Refused
from ledger.domain.registration import is_registration_number
from ledger.services.context import CLOCK, Caller, Request, private
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.secrets import new_secret, open_sealed
from ledger.services.visibility import require_organization, require_reader, sees_all
from ledger.store.reads import organizations as read
from ledger.store.reads import vault


def register_organization(
    node: Node,
    request: Request,
    kind: str,
    name_ko: str,
    name_en: str,
    registration_number: str | None,
    role: str,
    person_name: str,
) -> Answer:
    """Onboard an organization with its first client, whose secret the answer shows.

    Raises:
        Refused: ``registration_number_invalid``.
    """
    number = None
    if registration_number is not None:
        number = _number(node, registration_number)
    names = private(node, "name", name_ko), private(node, "name", name_en)
    client = _new_client(node, request, role, person_name, None)
    return _showing_secret(node, request, RegisterOrganization(kind, *names, client, number))


def add_registration(node: Node, request: Request, organization_id: str, registration_number: str) -> Answer:
    """Put one more business registration number of a company on record.

    Raises:
        Refused: ``registration_number_invalid``.
    """
    return answer(node, request, AddRegistration(organization_id, _number(node, registration_number)))


def _number(node: Node, registration_number: str) -> Private:
    digits = registration_number.replace("-", "")
    if not is_registration_number(digits):
        raise Refused("registration_number_invalid", "/registration_number")
    return private(node, "registration_number", digits)


def list_registrations(node: Node, caller: Caller, organization_id: str) -> list[dict[str, Any]]:
    """Give the numbers under which an organization is registered, the oldest first.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        found = read.registrations_of(unit, organization_id)
        texts = vault.texts(unit, {organization_id, *(entry for _, entry in found)})
    field = "registration_number"
    return [
        {field: texts.get((entry, field)) or texts.get((organization_id, field)), "position": position}
        for position, entry in found
    ]


def profile_organization(
    node: Node, request: Request, organization_id: str, region: str, size: str, owner: str
) -> Answer:
    """Say what is known of an organization, "" for nothing, in the place of what was said before."""
    return answer(node, request, ProfileOrganization(organization_id, region, size, owner))


def grant_client(
    node: Node,
    request: Request,
    organization_id: str,
    role: str,
    person_name: str | None,
    same_person_as: str | None,
) -> Answer:
    """Give an organization another client, for a new person or for the one behind another client."""
    client = _new_client(node, request, role, person_name, same_person_as)
    return _showing_secret(node, request, GrantClient(organization_id, client))


def revoke_client(node: Node, request: Request, client_id: str) -> Answer:
    """End a client."""
    return answer(node, request, RevokeClient(client_id))


def open_ledger(node: Node, origin: str, clock: str, name_ko: str, name_en: str, person_name: str) -> dict[str, Any]:
    """Open the ledger: genesis, operator, and its first client with its secret.

    Raises:
        Refused: ``ledger_already_open``.
    """
    request = Request(CLOCK, "ledger.open")
    names = private(node, "name", name_ko), private(node, "name", name_en)
    client = _new_client(node, request, "operator", person_name, None)
    outcome = _showing_secret(node, request, OpenLedger(origin, clock, *names, client)).outcomes[0]
    if outcome.code:
        raise Refused(outcome.code, outcome.pointer, **outcome.params)
    return dict(outcome.result)


def _new_client(
    node: Node, request: Request, role: str, person_name: str | None, same_person_as: str | None
) -> NewClient:
    secret = new_secret(node, request)
    name = None if person_name is None else private(node, "name", person_name)
    return NewClient(role, secret.hashed, secret.sealed, name, same_person_as or "")


def _showing_secret(node: Node, request: Request, command: Command) -> Answer:
    """Post, and put the opened secret in the place of the sealed one; a dry run has none to show."""
    told = answer(node, request, command)
    outcome = told.outcomes[0]
    if outcome.code:
        return told
    result = dict(outcome.result)
    client = dict(result.get("client", result))
    sealed = client.pop("sealed_secret")
    if not request.dry_run:
        client["client_secret"] = open_sealed(node, request, sealed)
    result = {**result, "client": client} if "client" in result else client
    return replace(told, outcomes=(replace(outcome, result=result),))


def list_organizations(node: Node, caller: Caller, kind: str, after: int | None, limit: int) -> list[dict[str, Any]]:
    """Give up to ``limit`` organizations behind position ``after``.

    Who reads all sees all; a university also sees the companies, whom it reports on; others see themselves.

    Raises:
        Refused: ``permission_missing``.
    """
    require_reader(caller)
    if not sees_all(caller) and not (caller.organization_kind == "university" and kind == "company"):
        own = get_organization(node, caller, caller.organization_id)
        return [own] if kind in ("", own["kind"]) and after is None else []
    with node.store.reading() as unit:
        found = read.organizations(unit, kind, after, limit)
        ids = [row.organization for row in found]
        texts, erased = vault.texts(unit, ids), vault.erased_at(unit, ids)
    return [_shown(row, texts, erased, caller) for row in found]


def get_organization(node: Node, caller: Caller, organization_id: str) -> dict[str, Any]:
    """Give one organization.

    Raises:
        Refused: ``permission_missing``, ``organization_unknown``.
    """
    with node.store.reading() as unit:
        row = require_organization(unit, caller, organization_id)
        texts, erased = vault.texts(unit, [row.organization]), vault.erased_at(unit, [row.organization])
    return _shown(row, texts, erased, caller)


def _shown(
    row: rows.Organization, texts: Mapping[tuple[str, str], str], erased: Mapping[str, str], caller: Caller
) -> dict[str, Any]:
    """Show an organization; its registration number is for itself and for those who read all."""
    own = sees_all(caller) or row.organization == caller.organization_id
    number = texts.get((row.organization, "registration_number"))
    return {
        "id": row.organization,
        "kind": row.kind,
        "name_ko": texts.get((row.organization, "name_ko")),
        "name_en": texts.get((row.organization, "name_en")),
        "registration_number": number if own else None,
        "region": row.region or None,
        "size": row.size or None,
        "owner": row.owner or None,
        "status": row.status,
        "successor_id": row.successor or None,
        "affiliate_ids": row.affiliates.split() if own else [],
        "erased_at": erased.get(row.organization),
        "position": row.position,
    }
