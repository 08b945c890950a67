"""A little ledger, made by hand: Pukyong posts activities of Haeundae Marine Tech, which holds points for P-301.

It decides nothing and checks nothing: each method seals one entry with the postings it is given, so that the store can
be tried with entries of any kind. All chance is counted, all time is given.
"""

from collections.abc import Sequence

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold import fold
from ledger.domain.books.trails import trail_of
from ledger.domain.dates import business_day_of
from ledger.domain.decided import Decided, Remembered, SealedEntry
from ledger.domain.journal import facts
from ledger.domain.journal.entries import Actor, Entry, Posting, leaf_of
from ledger.domain.journal.merkle import Frontier
from ledger.domain.needs import Needs
from ledger.store.units import Head, ReadingUnit

PUKYONG = "org_pukyong"
HAEUNDAE = "org_haeundae"
TODAY, NOW = "2026-09-01", "2026-09-01T00:00:00.000Z"
ACTOR = Actor("cli_pukyong", "per_kim", PUKYONG)
AVAILABLE, PENDING, HELD = f"{HAEUNDAE}:available", f"{HAEUNDAE}:pending", f"{HAEUNDAE}:held"
ALLOTMENT = f"allotment:{PUKYONG}:2026"
ISSUED, REDEEMED = "issued:INT-STD", "redeemed:P-301"

Leg = tuple[str, str, int]


class LittleLedger:
    """Entries that follow a head, sealed one after the other into what a unit of work writes."""

    def __init__(self, unit: ReadingUnit | None = None) -> None:
        head = unit.head if unit else Head(0, "", Frontier())
        self.books = Books(head.position, head.recorded_at)
        self.frontier = head.frontier
        self.sealed: list[SealedEntry] = []
        self.remembered: list[Remembered] = []
        if unit:
            self._load(unit)

    def _load(self, unit: ReadingUnit) -> None:
        accounts = {AVAILABLE, PENDING, HELD, ISSUED, REDEEMED}
        needs = Needs(balances=accounts, usage={"cap", ALLOTMENT}, wallets_spend={HAEUNDAE: 0}, wallets_due={HAEUNDAE})
        unit.load(self.books, needs, TODAY, NOW)

    def need(self, unit: ReadingUnit, needs: Needs) -> None:
        """Load more."""
        unit.load(self.books, needs, TODAY, NOW)

    def open(self) -> None:
        """Write the genesis and register both organizations."""
        self.append(facts.LedgerOpened("led_busan", "ledger.example", "simulated", "2026-01-01"))
        for organization, kind in ((PUKYONG, "university"), (HAEUNDAE, "company")):
            self.append(facts.OrganizationRegistered(organization, kind, f"digest of {organization}"))
        self.append(facts.ClientGranted("cli_pukyong", PUKYONG, "per_kim", "university", ("accruals:post",)))
        self.books.rule_drafts.put(rows.RuleDraft("INT-STD", 2, "2022-01-01", "", "{}", "simulated", "per_lee", 4))
        self.append(facts.RulePublished("INT-STD", 2, "2022-01-01", {"formula": "per_amount"}))
        self.books.program_drafts.put(rows.ProgramDraft("P-301", 1, "{}", "draft", "per_lee", 5))
        self.append(facts.ProgramPublished("P-301", 1, {"price": 600}))

    def accrue(
        self,
        name: str,
        points: int,
        expires_on: str = "2029-09-30",
        active_on: str = "2026-09-01",
        state: str = AVAILABLE,
    ) -> None:
        """Award an activity in a lot of its own."""
        lot = f"lot_{name}"
        fact = facts.AccrualPosted(
            accrual=f"acr_{name}",
            university=PUKYONG,
            organization=HAEUNDAE,
            source=f"source {name}",
            rule="INT-STD",
            rule_version=2,
            inputs={"students": 3},
            steps=(facts.Step("net", "18546660"),),
            points=points,
            active_on=active_on,
            expires_on=expires_on,
            lot=lot,
            agreement="agreement 7" if name.startswith("res") else "",
            paid_krw=25_000_000 if name.startswith("res") else 0,
            usage={"cap": points},
        )
        self._know(fact)
        self.append(fact, [(ISSUED, lot, points), (state, lot, -points)], occurred_on="2026-08-31")

    def hold(
        self,
        name: str,
        parts: Sequence[tuple[str, int]],
        expires_at: str = "2026-09-08T00:00:00.000Z",
        recorded_at: str = NOW,
        occurred_on: str = "",
        effective_on: str = "",
    ) -> None:
        """Reserve points of lots; it takes effect on the day it is recorded where no other is told."""
        points = sum(part for _, part in parts)
        redemption = f"red_{name}"
        fact = facts.HoldPlaced(redemption, HAEUNDAE, "P-301", 1, f"reference {name}", 1, points, expires_at)
        self.books.redemption_lots.admit_index("redemption", (redemption,))
        legs = [leg for lot, part in parts for leg in ((AVAILABLE, lot, part), (HELD, lot, -part))]
        self.append(fact, legs, occurred_on, recorded_at, effective_on)

    def append(
        self,
        fact: facts.Fact,
        legs: Sequence[Leg] = (),
        occurred_on: str = "",
        recorded_at: str = NOW,
        effective_on: str = "",
    ) -> Entry:
        """Seal one entry and fold it in."""
        position = self.books.position + 1
        entry = Entry(
            position=position,
            id=f"txn_{position:032x}",
            nonce=f"{position:032x}",
            actor=ACTOR,
            recorded_at=recorded_at,
            effective_on=effective_on or business_day_of(recorded_at),
            occurred_on=occurred_on,
            fact=fact,
            postings=self._placed(legs),
        )
        fold(self.books, entry)
        data = entry.to_bytes()
        self.sealed.append(SealedEntry(entry, data, leaf_of(data), trail_of(self.books, entry)))
        return entry

    def _placed(self, legs: Sequence[Leg]) -> tuple[Posting, ...]:
        latest: dict[str, tuple[int, int]] = {}
        placed = []
        for account, lot, amount in legs:
            self.books.balances.admit((), keys=(account,))
            row = self.books.balances.get(account)
            version, balance = latest.get(account, (row.version, row.balance) if row else (0, 0))
            latest[account] = (version + 1, balance + amount)
            placed.append(Posting(account, lot, amount, version + 1, balance + amount))
        return tuple(placed)

    def _know(self, fact: facts.AccrualPosted) -> None:
        self.books.accruals.admit((), keys=(fact.accrual,))
        self.books.lots.admit((), keys=(fact.lot,))
        self.books.agreements.admit((), keys=(fact.agreement,))
        self.books.usage.admit((), keys=("cap", ALLOTMENT))

    def decided(self) -> Decided:
        """Give everything sealed so far as what one unit of work writes."""
        frontier, nodes = self.frontier.extend([sealed.leaf_hash for sealed in self.sealed])
        return Decided(
            position=self.books.position,
            recorded_at=self.books.recorded_at,
            closed_through=self.books.closed_through,
            frontier=frontier,
            nodes=tuple(nodes),
            entries=tuple(self.sealed),
            rows=self.books.changed(),
            remembered=tuple(self.remembered),
            vault=(),
            secrets=(),
        )
