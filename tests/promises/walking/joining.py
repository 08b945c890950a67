"""Acts about who takes part: organizations and what is known of them, their clients and users."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from ledger.domain.commands import (
    AddRegistration,
    GrantClient,
    InviteUser,
    NewClient,
    NewUser,
    OpenLedger,
    ProfileOrganization,
    RegisterOrganization,
    RenewUser,
    RevokeClient,
)
from ledger.domain.permissions import ROLES_OF_KIND
from tests.promises.walking.walk import Act, Asked, Walk
from tests.support.memory import new_client, private

COMPANIES_MAX: Final = 8


def profile(walk: Walk) -> Asked:
    """Say what is known of somebody: mostly where a company is and how large."""
    row = walk.pick(list(walk.ledger.books.organizations.rows()))
    region, size = walk.pick(("haeundae", "gijang", "")), walk.pick(("micro", "small", "large", ""))
    if row.kind == "agency":
        return "operator", (
            ProfileOrganization(row.organization, owner=walk.pick((*("PARK",) * 6, "OTHER", "other body"))),
        )
    strange = {"region": walk.pick((region, "Haeundae!")), "size": walk.pick((size, "huge"))}
    if walk.chance(0.15):
        owner = walk.pick(("", "PARK"))
        return "operator", (ProfileOrganization(walk.pick((row.organization, "org_0")), **strange, owner=owner),)
    return "operator", (ProfileOrganization(row.organization, region, size),)


def register(walk: Walk) -> Asked:
    """Onboard somebody: another company while there are few, otherwise somebody who cannot be."""
    kind = walk.pick(("company", "company", "company", "agency", "auditor", "operator"))
    number = private("registration_number", f"{walk.rng.randint(1, 60):010d}")
    if kind == "company" and len(walk.active_companies()) >= COMPANIES_MAX:
        number = private("registration_number", "1000000001")
    if len(walk.organizations("agency")) > 2 and kind == "agency":
        kind = "operator"
    names = private("name", f"{kind} {walk.number()}"), private("name", f"{kind} {walk.number()}")
    role = "company" if kind == "operator" or walk.chance(0.05) else sorted(ROLES_OF_KIND[kind])[0]
    told = number if kind == "company" and walk.chance(0.95) else None
    return "operator", (RegisterOrganization(kind, *names, new_client(role, f"{kind} staff"), told),)


def register_again(walk: Walk) -> Asked:
    """Put another number of a company on record, or one that is taken."""
    number = private("registration_number", f"{walk.rng.randint(1, 60):010d}")
    organization = walk.company() if walk.chance(0.9) else walk.pick(("org_0", walk.ledger.clients["dong-a"][1]))
    return "operator", (AddRegistration(organization, number),)


def grant(walk: Walk) -> Asked:
    """Give somebody another client: of a new person, or of one who has one already."""
    row = walk.pick(list(walk.ledger.books.organizations.rows()))
    role = walk.pick(sorted(ROLES_OF_KIND[row.kind])) if walk.chance(0.95) else "university"
    client = new_client(role, "another")
    if walk.chance(0.4):
        known = walk.pick([one.client for one in walk.ledger.books.clients.rows()] + ["cli_0"])
        client = NewClient(role, client.secret_hash, client.sealed_secret, same_person_as=known)
    return "operator", (GrantClient(row.organization if walk.chance(0.97) else "org_0", client),)


def invite(walk: Walk) -> Asked:
    """Invite a person to act for somebody by a login; for the operator nobody can alone."""
    kinds = ("company", "company", "university", "agency", "operator")
    row = walk.pick(walk.organizations(walk.pick(kinds)) or walk.organizations("company"))
    role = walk.pick(sorted(ROLES_OF_KIND[row.kind])) if walk.chance(0.95) else "auditor"
    again = walk.pick([one.client for one in walk.ledger.books.clients.rows()]) if walk.chance(0.3) else ""
    name = None if again else private("name", f"person {walk.number()}")
    login, until = walk.text("login", "person", 0.1), (walk.today + timedelta(days=14)).isoformat()
    user = NewUser(role, login, "-", "", f"{until}T00:00:00Z", name, again)
    return "operator", (InviteUser(row.organization if walk.chance(0.97) else "org_0", user),)


def renew_an_invitation(walk: Walk) -> Asked | None:
    """Give a user a new invitation; rarely somebody who is none, or was revoked."""
    clients = list(walk.ledger.books.clients.rows())
    row = walk.recent(clients if walk.chance(0.1) else [one for one in clients if one.login])
    if row is None:
        return None
    until = (walk.today + timedelta(days=14)).isoformat()
    return "operator", (RenewUser(row.client, "-", "", f"{until}T00:00:00Z"),)


def revoke_a_client(walk: Walk) -> Asked:
    """End a client that nobody in the walk asks by, so that the walk goes on."""
    needed = {client for client, _ in walk.ledger.clients.values()}
    there = [row.client for row in walk.ledger.books.clients.rows() if row.client not in needed]
    client = walk.pick(there) if there and walk.chance(0.9) else "cli_0"
    row = walk.ledger.books.clients.get(client)
    if row is not None:
        walk.former.append((client, row.organization))
    return "operator", (RevokeClient(client),)


def open_again(walk: Walk) -> Asked:
    """Open a ledger that is open."""
    names = private("name", "again"), private("name", "again")
    return walk.pick(("operator", "system")), (
        OpenLedger("mileage.example/again", "simulated", *names, new_client("operator", "Kim")),
    )


ACTS: Final[dict[Act, int]] = {
    profile: 3,
    register: 4,
    register_again: 1,
    grant: 1,
    invite: 2,
    renew_an_invitation: 1,
    revoke_a_client: 1,
    open_again: 1,
}
