"""Companies that merge, hand over, count as one and close: what tests of them have in common."""

from __future__ import annotations

from collections import Counter

from ledger.domain import commands as c
from ledger.domain.books.books import Books
from ledger.domain.books.rows import Proposal
from ledger.domain.commands import Outcome
from ledger.domain.verification import Replay
from tests.support.memory import MemoryLedger, private
from tests.support.world import documents

HAEUNDAE, GIJANG, SAHA = "haeundae-marine-tech", "gijang-robotics", "saha-footwear"
REASON = private("reason", "the court registered the merger")
(CONTRACT,) = documents("succession_contract")


def merger(ledger: MemoryLedger, source: str, target: str) -> c.ProposeMerger:
    """Propose a merger by the names of the companies."""
    return c.ProposeMerger(*_ids(ledger, source, target), "absorption", REASON, CONTRACT)


def succession(
    ledger: MemoryLedger, source: str, target: str, points: int | None = None, lots: tuple[str, ...] = ()
) -> c.ProposeSuccession:
    """Propose to hand over a part."""
    return c.ProposeSuccession(*_ids(ledger, source, target), "business_transfer", REASON, CONTRACT, points, lots)


def closure(ledger: MemoryLedger, name: str) -> c.ProposeClosure:
    """Propose to close a company."""
    return c.ProposeClosure(*_ids(ledger, name), "dissolution", REASON, CONTRACT)


def affiliation(ledger: MemoryLedger, *names: str, together: bool = True) -> c.ProposeAffiliation:
    """Propose that companies count as one, or each alone again."""
    why = "control_acquired" if together else "control_ended"
    return c.ProposeAffiliation(tuple(_ids(ledger, *names)), together, why, REASON, CONTRACT)


def _ids(ledger: MemoryLedger, *names: str) -> list[str]:
    return [ledger.clients[name][1] for name in names]


def carry_out(ledger: MemoryLedger, command: c.Command) -> Outcome:
    """Let the operator propose and another person approve, twice where so many points take three persons."""
    proposed = ledger.do("operator", command)
    if proposed.code:
        return proposed
    done = ledger.do("approver", c.ApproveProposal(str(proposed.result["id"])))
    if not done.code and done.result["status"] == "proposed":
        if "second approver" not in ledger.clients:
            ledger.grant("second approver", "operator", "operator_approver")
        done = ledger.do("second approver", c.ApproveProposal(str(proposed.result["id"])))
    return done


def done(ledger: MemoryLedger, command: c.Command) -> dict[str, object]:
    """Carry out what must succeed; gives what came of it."""
    outcome = carry_out(ledger, command)
    assert not outcome.code, outcome
    result = outcome.result["result"]
    assert isinstance(result, dict)
    return result


def proposal(ledger: MemoryLedger) -> Proposal:
    """Give the last proposal."""
    return max(ledger.books.proposals.rows(), key=lambda row: row.position)


def totals(books: Books) -> Counter[str]:
    """Add up what all holders have together, by state."""
    found: Counter[str] = Counter()
    for row in books.balances.rows():
        if row.holder:
            found[row.kind] += row.balance
    return +found if not found else Counter({state: points for state, points in found.items() if points})


def profile(books: Books) -> Counter[tuple[str, str, str]]:
    """Add up what stands by state and by the first and the last day of its lots, whoever has it."""
    found: Counter[tuple[str, str, str]] = Counter()
    for part in books.lot_balances.rows():
        if part.holder and part.kind != "arrears":
            lot = books.lots.require(part.lot)
            found[part.kind, lot.active_on, lot.expires_on] -= part.amount
    return +found


def books_at(ledger: MemoryLedger, position: int) -> Books:
    """Replay the journal up to a position."""
    replay = Replay()
    for sealed in ledger.entries[:position]:
        replay.step(sealed.data)
    return replay.books


def state(ledger: MemoryLedger, who: str) -> dict[str, int]:
    """Give a wallet by state, without what is empty."""
    holder = ledger.clients[who][1]
    return {row.kind: abs(row.balance) for row in ledger.books.balances.rows() if row.holder == holder and row.balance}
