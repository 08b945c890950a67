"""Tiers: their versions, public to every caller, and what an organization has come to, as of any day and position.

Recorded: the version then in force, and awards and what was taken back by then. Effective: the day up to which events
count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain import dates
from ledger.domain.books import rows
from ledger.domain.commands import Answer, ProposeTiers
from ledger.domain.refusals import Refused
from ledger.domain.tier_standings import tier_terms
from ledger.domain.tiers import Tier, holders_counted, needed_from, standing
from ledger.services.as_of import point
from ledger.services.context import Caller, Request, private
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.services.visibility import require_organization
from ledger.store.reads import tiers


def propose_tiers(node: Node, request: Request, terms: Mapping[str, Any], reason: str) -> Answer:
    """Propose tiers in the place of those in force."""
    return answer(node, request, ProposeTiers(terms, private(node, "reason", reason)))


def list_tiers(node: Node) -> list[dict[str, Any]]:
    """Give every version of the tiers, oldest first; the last is in force."""
    with node.store.reading() as unit:
        return [_version_shown(row) for row in tiers.versions(unit)]


def tier(
    node: Node,
    caller: Caller,
    organization_id: str,
    recorded_as_of: int | str | None = None,
    effective_as_of: str | None = None,
) -> dict[str, Any]:
    """Give what an organization has come to at a point; points are whole and not negative.

    Raises:
        Refused: ``organization_unknown``, ``permission_missing``, ``position_unknown``, ``tiers_not_set``.
    """
    with node.store.reading() as unit:
        require_organization(unit, caller, organization_id)
        when = point(node, unit, recorded_as_of, effective_as_of)
        set_by_then = tiers.versions(unit, when.position)
        if not set_by_then:
            raise Refused("tiers_not_set", position=when.position)
        version, on = set_by_then[-1], dates.business_date(when.at)
        terms, holders = tier_terms(version), holders_counted(organization_id)
        first = needed_from(terms, on).isoformat()
        found = standing(terms, tiers.earned(unit, holders, first, on.isoformat(), when.position), on)
    return {
        "organization_id": organization_id,
        "tier": _tier_shown(found.tier),
        "points_earned": found.points_earned,
        "counts_from": found.counts_from.isoformat(),
        "counts_to": found.counts_to.isoformat(),
        "reached_with": found.reached_with,
        "reached_on": found.reached_on and found.reached_on.isoformat(),
        "kept_until": found.kept_until and found.kept_until.isoformat(),
        "next_tier": _tier_shown(found.next_tier),
        "points_missing": found.points_missing,
        "tiers_version": version.version,
        "position": when.position,
        "root": when.root,
    }


def _tier_shown(found: Tier | None) -> dict[str, Any] | None:
    return None if found is None else dict(found.to_json())


def _version_shown(row: rows.TierVersion) -> dict[str, Any]:
    return {"version": row.version, **tier_terms(row).to_json(), "position": row.position}
