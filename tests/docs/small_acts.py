"""Small acts: how a small ledger reads what takes two persons, and what somebody objects to.

A proposal has a name, under which another person carries it out or rejects it; so has an objection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from ledger.domain.commands import (
    ApproveProposal,
    Command,
    ProposeAdjustment,
    ProposeBound,
    ProposeObjectionDecision,
    ProposeReinstatement,
    ProposeWriteOff,
    RaiseObjection,
    RejectProposal,
    WithdrawObjection,
)
from ledger.domain.journal.facts import Evidence
from tests.support.memory import MemoryLedger, private
from tests.support.merging import merger

REASON: Final = private("reason", "as told")
DECISION: Final = Evidence("decision", "5c" * 32, "application/pdf", 48_211)

Told = Mapping[str, Any]


class Named(Protocol):
    """A small ledger, as far as it is needed to find what was named."""

    ledger: MemoryLedger

    def organization(self, name: str) -> str:
        """Give the id of an organization."""
        ...

    def id_of(self, name: str) -> str:
        """Give the id of what an earlier command made under a name."""
        ...

    def lot_of(self, letter: str) -> str:
        """Give the id of a lot."""
        ...


def number(told: str | None) -> int:
    """Read a whole number as it is written for people; 0 where there is none."""
    return int(told.replace(",", "")) if told else 0


def _credit(small: Named, told: Told) -> Command:
    holder = small.organization(told["company"])
    return ProposeAdjustment(
        holder, "credit", number(told["points"]), told["why"], REASON, DECISION, expires_on=told["until"]
    )


def _debit(small: Named, told: Told) -> Command:
    holder = small.organization(told["company"])
    return ProposeAdjustment(holder, "debit", number(told["points"]), told["why"], REASON, DECISION)


def _write_off(small: Named, told: Told) -> Command:
    return ProposeWriteOff(small.organization(told["company"]), number(told["points"]), told["why"], REASON, DECISION)


def _reinstate(small: Named, told: Told) -> Command:
    holder, lot = small.organization(told["company"]), small.lot_of(told["lot"])
    return ProposeReinstatement(holder, lot, number(told["points"]), told["until"], told["why"], REASON, DECISION)


def _bound(small: Named, told: Told) -> Command:
    return ProposeBound(told["act"], number(told["points"]), number(told["second"]), int(told["days"]), REASON)


def _object(small: Named, told: Told) -> Command:
    return RaiseObjection(small.id_of(told["event"]), told["why"], REASON, DECISION)


def _decide(small: Named, told: Told) -> Command:
    row = small.ledger.books.objections.require(small.id_of(told["objection"]))
    outcome = {"uphold": "upheld", "reject": "rejected"}[told["outcome"]]
    points, grace_days = number(told["points"]) or None, number(told["days"])
    return ProposeObjectionDecision(
        row.objection, row.accrual, row.organization, outcome, told["why"], REASON, DECISION, points, grace_days
    )


_NEW: Final = r"proposes (?P<name>[\w-]+): "
_WHOSE: Final = r"(?P<points>[\d,]+) of (?P<company>[\w-]+)"
_UNTIL: Final = r"until (?P<until>[\d-]+)"
_WHY: Final = r", (?P<why>\w+)"

ACT_READERS: Final[tuple[tuple[str, Callable[[Named, Told], Command]], ...]] = (
    (rf"{_NEW}credit (?P<company>[\w-]+) with (?P<points>[\d,]+) {_UNTIL}{_WHY}", _credit),
    (rf"{_NEW}debit (?P<company>[\w-]+) by (?P<points>[\d,]+){_WHY}", _debit),
    (rf"{_NEW}write off {_WHOSE}{_WHY}", _write_off),
    (rf"{_NEW}reinstate (?P<points>[\d,]+) of (?P<lot>[A-Z]) for (?P<company>[\w-]+) {_UNTIL}{_WHY}", _reinstate),
    (rf"{_NEW}bound (?P<act>\w+) at (?P<points>[\d,]+), two from (?P<second>[\d,]+), (?P<days>\d+) days", _bound),
    (
        rf"{_NEW}(?P<outcome>uphold|reject) (?P<objection>[\w-]+)(?: for (?P<points>[\d,]+))?"
        rf"(?: with (?P<days>\d+) days of grace)?{_WHY}",
        _decide,
    ),
    (
        r"proposes (?P<name>[\w-]+), a merger of (?P<source>[\w-]+) into (?P<target>[\w-]+)",
        lambda small, told: merger(small.ledger, told["source"], told["target"]),
    ),
    (r"carries out (?P<proposal>[\w-]+)", lambda small, told: ApproveProposal(small.id_of(told["proposal"]))),
    (r"rejects (?P<proposal>[\w-]+)", lambda small, told: RejectProposal(small.id_of(told["proposal"]), REASON)),
    (rf"objects to (?P<event>[\w-]+) as (?P<name>[\w-]+){_WHY}", _object),
    (
        r"withdraws objection (?P<objection>[\w-]+)",
        lambda small, told: WithdrawObjection(small.id_of(told["objection"]), REASON),
    ),
)
"""What is said of such acts, and the command that it comes to; ``name`` is that of what the command makes."""
