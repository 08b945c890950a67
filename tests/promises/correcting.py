"""Correcting: what the operators of a ledger move by hand, every act at least once, for tests that tamper with it."""

from __future__ import annotations

from typing import Any

from ledger.domain.commands import (
    ApproveProposal,
    ProposeAdjustment,
    ProposeBound,
    ProposeLogKey,
    ProposeReinstatement,
    ProposeWriteOff,
    ReverseAccrual,
    WithdrawProposal,
)
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import documents

REASON = private("reason", "by decision of the committee")
(DOCUMENT,) = documents("decision")


def correct(ledger: MirroredLedger, owing: str, award: str, lapsed: tuple[str, str], third: str) -> None:
    """Set a bound, adjust up and down, write off what ``owing`` owes for an ``award`` taken back, bring back a
    point of a lapsed lot, and set the log's key.

    Args:
        lapsed: a lot of which points have lapsed, and its holder, whose wallet is put right.
        third: the client of a third person, who may approve.
    """
    accept, (lapsed_lot, holder) = ledger.accept, lapsed

    def carry_out(command: Any, *checkers: str) -> None:
        proposal = accept("operator", command)["id"]
        for checker in checkers or ("approver",):
            accept(checker, ApproveProposal(proposal))

    carry_out(ProposeBound("adjustment", 50_000, 1_000, 10, REASON))
    dropped = accept("operator", _adjusted(holder, "credit", 5))["id"]
    accept("operator", WithdrawProposal(dropped, REASON))
    carry_out(_adjusted(holder, "credit", 1_200), "approver", third)
    carry_out(_adjusted(holder, "debit", 700))
    left = ledger.books.points_in(f"{owing}:available")
    carry_out(_adjusted(owing, "debit", left))
    accept("dong-a", ReverseAccrual(award, REASON, None))
    carry_out(ProposeWriteOff(owing, 1, "uncollectible", REASON, DOCUMENT))
    carry_out(ProposeReinstatement(holder, lapsed_lot, 1, "2027-12-31", "appeal", REASON, DOCUMENT))
    carry_out(ProposeLogKey(ledger.keys.log_key.public_key().public_bytes_raw().hex(), REASON))
    carry_out(_adjusted(holder, "credit", 60))


def _adjusted(holder: str, direction: str, points: int) -> ProposeAdjustment:
    until = "2027-06-30" if direction == "credit" else ""
    return ProposeAdjustment(holder, direction, points, "data_error", REASON, DOCUMENT, until)
