"""Profiles: what is known of an organization beyond its kind: where it is, how large, and which programs it runs.

Eligibility asks for a company's region and size; ``owner`` is the code by which programs' terms name the agency that
runs them. A profile is a dated fact of the journal and stands in the place of the one before, whole. Invariant: an
owner's code belongs to one agency at a time, and to nobody who is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.commands import ProfileOrganization, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, nothing_more
from ledger.domain.journal.facts import OrganizationProfiled
from ledger.domain.needs import Needs
from ledger.domain.programs.clauses import SIZES
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import is_code

AGENCY: Final = "agency"
_REGION: Final = re.compile(r"[a-z][a-z0-9-]{0,31}", re.ASCII)


def first(command: ProfileOrganization, submission: Submission, needs: Needs) -> None:
    """Need the organization, and the agency that has the owner's code."""
    needs.organizations.add(command.organization_id)
    needs.owners.update({command.owner} - {""})


def check_profile(books: Books, row: rows.Organization, region: str, size: str, owner: str) -> None:
    """Hold what is said of an organization to what can be said of it.

    Raises:
        Refused: in this order ``region_not_a_code``, ``organization_size_unknown``, ``owner_not_for_kind``,
            ``owner_not_a_code``, ``owner_taken``.
    """
    if region and _REGION.fullmatch(region) is None:
        raise Refused("region_not_a_code", "/region", expected="haeundae", found=region)
    if size and size not in SIZES:
        raise Refused("organization_size_unknown", "/size", expected=", ".join(SIZES), found=size)
    if not owner:
        return
    if row.kind != AGENCY:
        raise Refused("owner_not_for_kind", "/owner", organization_id=row.organization, kind=row.kind)
    if not is_code(owner):
        raise Refused("owner_not_a_code", "/owner", expected="busan-technopark", found=owner)
    for known in books.organizations.find("owner", owner):
        if known.organization != row.organization:
            raise Refused("owner_taken", "/owner", owner=owner, organization_id=known.organization)


def decide(desk: Desk, command: ProfileOrganization) -> Mapping[str, Any]:
    """Say what is known of an organization.

    Refusals, in this order: ``organization_unknown``, and those of ``check_profile``.
    """
    row = desk.books.organizations.get(command.organization_id)
    if row is None:
        raise Refused("organization_unknown", organization_id=command.organization_id)
    check_profile(desk.books, row, command.region, command.size, command.owner)
    # From here on the profile stands.
    entry = desk.record(OrganizationProfiled(row.organization, command.region, command.size, command.owner))
    return {
        "id": row.organization,
        "kind": row.kind,
        "region": command.region or None,
        "size": command.size or None,
        "owner": command.owner or None,
        "position": entry.position,
    }


HANDLER = Handler("organizations.profile", first, nothing_more, decide)
