"""Walking: a long seeded walk of a scheme's life, mostly along legal next steps, held to every promise on its way."""

from __future__ import annotations

from typing import Final

from ledger.domain.commands import GrantClient, NewClient
from tests.promises.walking import earning, scheming, spending
from tests.promises.walking.walk import Act, Walk
from tests.support.memory import MemoryLedger
from tests.support.world import furnish

__all__ = ["ACTS", "Walk", "walk_in"]

ACTS: Final[dict[Act, int]] = {**earning.ACTS, **spending.ACTS, **scheming.ACTS}
"""Every act, with how likely it is beside the others."""


def walk_in(ledger: MemoryLedger, seed: int) -> Walk:
    """Begin a walk in a new world, with people who have two parts in it, and some who have none."""
    furnish(ledger)
    ledger.grant("clerk", "operator", "operator")
    operator, organization = ledger.clients["operator"]
    both = NewClient("operator_approver", secret_hash="-", sealed_secret="", same_person_as=operator)
    granted = ledger.accept("operator", GrantClient(organization, both))
    ledger.clients["operator-approves"] = granted["client_id"], organization
    ledger.register("auditors", "auditor")
    ledger.set_allotment("pukyong", ledger.now.year, 20_000)
    return Walk(ledger, ACTS, seed)
