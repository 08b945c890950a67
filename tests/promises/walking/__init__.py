"""Walking: a long seeded walk of a scheme's life, mostly along legal next steps, held to every promise on its way."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ledger.domain.commands import ApproveProposal, ProposeBound
from tests.promises.walking import (
    certifying,
    contesting,
    deciding,
    earning,
    joining,
    scheming,
    spending,
    uniting,
    watching,
)
from tests.promises.walking.walk import REASON, Act, Walk
from tests.support.memory import MemoryLedger
from tests.support.world import furnish

__all__ = ["ACTS", "Walk", "walk_in"]

ROOMS: Final = (earning, spending, scheming, joining, deciding, uniting, contesting, certifying, watching)

ACTS: Final[dict[Act, int]] = {act: likely for room in ROOMS for act, likely in room.ACTS.items()}
"""Every act, with how likely it is beside the others."""


def walk_in(ledger: MemoryLedger, seed: int, without: Collection[Act] = ()) -> Walk:
    """Begin a walk in a new world, with people who have two parts in it, and some who have none.

    Args:
        without: acts that nobody knows of in it.
    """
    furnish(ledger)
    ledger.grant("clerk", "operator", "operator")
    ledger.grant("deputy", "operator", "operator_approver")
    ledger.grant_by_two("operator-approves", "operator_approver", same_person_as=ledger.clients["operator"][0])
    ledger.register("auditors", "auditor")
    for number, company in enumerate(("yeongdo-foods", "suyeong-design"), start=4):
        ledger.register(company, "company", f"{number:010d}")
    for act, second_from in {"adjustment": 400, "sanction": 250}.items():
        bound = ledger.accept("operator", ProposeBound(act, 100_000, second_from, 14, REASON))
        ledger.accept("approver", ApproveProposal(str(bound["id"])))
    ledger.set_allotment("pukyong", ledger.now.year, 20_000)
    return Walk(ledger, {act: likely for act, likely in ACTS.items() if act not in without}, seed)
