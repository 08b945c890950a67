"""Ledger parameters: what the genesis entry fixed for the life of a ledger."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LedgerParameters:
    """Which ledger this is.

    Attributes:
        ledger: its id.
        origin: name of its log in checkpoints (C2SP tlog-checkpoint), such as ``mileage.example/busan``.
        clock: "system", or "simulated" for demos and tests; never changes.
        opened_on: first business day; no accounting date lies before it.
    """

    ledger: str
    origin: str
    clock: str
    opened_on: str
