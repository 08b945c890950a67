"""Timelines: what became of a redemption, step by step, as the journal tells it."""

from __future__ import annotations

from typing import Any, Final

from ledger.domain.journal import facts
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.entries import Entry
from ledger.store.reads.journal import entries_about
from ledger.store.units import ReadingUnit

_STEPS: Final[dict[str, str]] = {
    facts.HoldPlaced.KIND: "held",
    facts.RightRequested.KIND: "held",
    facts.RedemptionSubmitted.KIND: "submitted",
    facts.RedemptionSelected.KIND: "selected",
    facts.HoldCaptured.KIND: "captured",
    facts.RedemptionFulfilled.KIND: "fulfilled",
    facts.RedemptionRevoked.KIND: "revoked",
    facts.RedemptionCancelled.KIND: "cancelled",
}
STEPS: Final = (*dict.fromkeys(_STEPS.values()), "released", "timed_out", "not_selected")
"""Every step of a redemption, in no order but that of its entries."""

_TOLD: Final = ("points", "amount_krw", "executed_krw", "valid_until")


def timeline(unit: ReadingUnit, redemption_id: str) -> list[dict[str, Any]]:
    """Give the steps of a redemption in order: when, by whom, in which entry, and what it was about.

    ``organization_id`` is that of who acted, ``None`` for the clock, whichever command asked it.
    """
    entries = (Entry.from_bytes(data) for data in entries_about(unit, redemption_id))
    return [_step(entry) for entry in entries if not isinstance(entry.fact, facts.Continued)]


def _step(entry: Entry) -> dict[str, Any]:
    fact = entry.fact
    step = _STEPS.get(entry.kind, "")
    if isinstance(fact, facts.HoldReleased):
        step = "released" if fact.cause == "requested" else fact.cause
    told = {
        "step": step,
        "at": entry.recorded_at,
        "organization_id": None if step == "timed_out" else entry.actor.organization,
        "transaction_id": entry.id,
        "position": entry.position,
        **{name: getattr(fact, name, None) or None for name in _TOLD},
    }
    if isinstance(fact, facts.RedemptionSubmitted):
        told["evidence"] = to_plain(fact.evidence)
    return told
