"""Provenance of a random world: every movement leads to what earned it, and every activity to what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from ledger.domain import commands as c
from ledger.domain.books.accounts import kind_of
from ledger.domain.dates import business_date
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AccrualPosted, Continued, EvidenceAdded, Share
from ledger.domain.refusals import Refused
from ledger.services.context import CLOCK, Caller
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.provenance import accrual_uses, transaction_provenance
from ledger.services.visibility import READ_ALL, READ_OWN
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import COMPANIES, UNIVERSITIES, documents, furnish, program_terms

STEPS = 130
ALL = replace(CLOCK, permissions=frozenset({READ_ALL}))
REASON = private("reason", "as it happened")
ACTIVITIES = ("INT", "INT", "HIRE", "RES", "ADV", "EDU", "DOC", "DOC", "COOP")


class RandomWorld(MirroredLedger):
    """A world in which anything that moves points happens, by chance."""

    def __init__(self, store: Store, keys: Keys, seed: int) -> None:
        super().__init__([store], keys)
        self.chance = Random(seed)
        furnish(self)

    @property
    def node(self) -> Node:
        """Give the service over the store."""
        return Node(self.stores[0], lambda: self.now, self.keys, self.ledger)

    def run(self, steps: int) -> None:
        """Let so many things happen; what is refused happens not."""
        acts: list[Callable[[], None]] = [
            *[self.earn] * 5, *[self.hold] * 4, *[self.capture] * 3, self.release, self.cancel, self.cancel,
            self.reverse, self.reverse, self.sanction, self.wait, self.wait,
        ]  # fmt: skip
        for _ in range(steps):
            self.chance.choice(acts)()
        self.submit([self.submission("system", [c.SettleDue(self.company(name)) for name in sorted(COMPANIES)])])

    def company(self, name: str = "") -> str:
        """Give a company's id, any one's by default."""
        return self.clients[name or self.chance.choice(sorted(COMPANIES))][1]

    def earn(self) -> None:
        """Let an activity be reported, shared by two companies perhaps, and agreed to by all."""
        university, activity = self.chance.choice(UNIVERSITIES), self.chance.choice(ACTIVITIES)
        company, other = self.company(), self.company()
        day = business_date(self.now) - timedelta(days=self.chance.randint(0, 40))
        krw = self.chance.choice((1_000_000, 5_550_000, 12_000_000))
        agreement = private("agreement_reference", self.chance.choice("AB")) if activity == "RES" else None
        report = c.PostAccrual(
            private("source_event_id", f"E-{len(self.entries)}"),
            activity,
            company,
            day.isoformat(),
            {"paid_krw" if activity == "RES" else "allowance_krw": krw},
            agreement,
            documents("report") if activity == "DOC" else (),
        )
        if activity in ("DOC", "EDU") and company != other:
            report = replace(report, shares=(Share(company, 6_667), Share(other, 3_333)))
        told = self.do(university, report)
        if told.code:
            return
        accrual = str(told.result["id"])
        if activity == "DOC" and self.chance.random() < 0.8:
            self.do(university, c.AddEvidence(accrual, documents("receipt")))
        steps: tuple[tuple[str, c.Command], ...] = (
            (next(name for name in COMPANIES if self.company(name) == company), c.ConfirmAccrual(accrual)),
            (f"{university}-verifier", c.VerifyAccrual(accrual)),
            ("approver", c.ApproveAccrual(accrual)),
        )
        for who, step in steps if activity in ("EDU", "COOP") else ():
            self.do(who, step)

    def hold(self) -> None:
        """Let a company hold some vouchers or a seat."""
        name, program = self.chance.choice(sorted(COMPANIES)), self.chance.choice(("VOUCHER", "SEAT", "SEAT"))
        reference = private("reference", f"R-{len(self.entries)}")
        self.do(name, c.PlaceHold(self.company(name), program, self.chance.choice((1, 1, 2)), reference))

    def _some(self, status: str) -> str:
        found = [row.redemption for row in self.books.redemptions.rows() if row.status == status]
        return self.chance.choice(found or ["red_0"])

    def capture(self) -> None:
        """Let a hold be used, in whole or part."""
        self.do("operator", c.CaptureHold(self._some("held"), self.chance.choice((None, None, 30))))

    def release(self) -> None:
        """Let a hold be given back."""
        self.do("operator", c.ReleaseHold(self._some("held"), REASON))

    def cancel(self) -> None:
        """Let what was captured be undone."""
        self.do("operator", c.CancelRedemption(self._some("captured"), REASON))

    def reverse(self) -> None:
        """Let an award be taken back, in whole or part."""
        row = self.chance.choice([*self.books.accruals.rows()] or [None])  # type: ignore[list-item]
        if row is not None:
            university = next(name for name in UNIVERSITIES if self.clients[name][1] == row.university)
            self.do(university, c.ReverseAccrual(row.accrual, REASON, self.chance.choice((None, None, 40))))

    def sanction(self) -> None:
        """Let a company forfeit points."""
        (decision,) = documents("decision")
        asked = self.chance.choice((20, 20, 60, 90, 90, 90, 90, None))
        proposed = self.accept("operator", c.ProposeSanction(self.company(), "sanction", REASON, decision, asked))
        self.do("approver", c.ApproveSanction(str(proposed["id"])))

    def wait(self) -> None:
        """Let time pass."""
        self.go_to((business_date(self.now) + timedelta(days=self.chance.choice((1, 3, 12, 45)))).isoformat())


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys.load_or_create(tmp_path / "keys")


def transactions(world: MirroredLedger) -> Iterator[tuple[Entry, list[Entry]]]:
    """Walk the transactions, each with the entries that continue it."""
    entries = [sealed.entry for sealed in world.entries]
    for at, entry in enumerate(entries):
        if entry.postings and not isinstance(entry.fact, Continued):
            more = []
            for later in entries[at + 1 :]:
                if not isinstance(later.fact, Continued):
                    break
                more.append(later)
            yield entry, more


def said_by_the_fact(entry: Entry, all_entries: list[Entry]) -> int:
    """Give the points of a transaction as its fact says them, or all its credits where it says none."""
    if entry.kind in ("hold", "capture", "cancellation", "sanction"):
        return int(entry.fact.points)  # type: ignore[union-attr]
    return -sum(leg.amount for each in all_entries for leg in each.postings if leg.amount < 0)


def earned_lots(world: MirroredLedger) -> dict[str, tuple[str, int, Entry]]:
    """Tell of every lot the rule, its version and the entry that awarded it; of a lot in grace those it stands for."""
    found: dict[str, tuple[str, int, Entry]] = {}
    for sealed in world.entries:
        fact = sealed.entry.fact
        if isinstance(fact, AccrualPosted):
            found[fact.lot] = (fact.rule, fact.rule_version, sealed.entry)
            found |= {part.lot: (part.rule, part.rule_version, sealed.entry) for part in fact.parts}
        found |= {grace.lot: found[grace.of] for grace in getattr(fact, "grace", ())}
    return found


def check_transactions(world: MirroredLedger, node: Node) -> Counter[str]:
    """Hold the provenance of every transaction to the journal; gives how many there were of each kind."""
    earned, leaves = earned_lots(world), {sealed.entry.id: sealed.leaf_hash.hex() for sealed in world.entries}
    documented: dict[str, list[str]] = {}
    for sealed in world.entries:
        fact = sealed.entry.fact
        if isinstance(fact, AccrualPosted):
            documented[fact.accrual] = [one.sha256 for one in fact.evidence]
        elif isinstance(fact, EvidenceAdded) and fact.accrual in documented:
            documented[fact.accrual] += [one.sha256 for one in fact.evidence]
    kinds: Counter[str] = Counter()
    for entry, more in transactions(world):
        told = transaction_provenance(node, ALL, entry.id)
        kinds[entry.kind] += 1
        assert told["points"] == said_by_the_fact(entry, [entry, *more]) == sum(lot["points"] for lot in told["lots"])
        for lot in told["lots"]:
            by = lot["earned_by"]
            rule, version, award = earned[lot["lot"]]
            fact = award.fact
            assert isinstance(fact, AccrualPosted)
            assert (by["rule"], by["accrual_id"]) == ({"code": rule, "version": version}, fact.accrual)
            assert (by["transaction_id"], by["leaf_hash"]) == (award.id, leaves[award.id])
            assert (by["inputs"], by["activity"]) == (dict(fact.inputs), fact.rule)
            assert [one["sha256"] for one in by["evidence"]] == documented[fact.accrual]
            assert lot["points"] <= (world.books.lots.require(lot["lot"]).points)
            assert (lot["stands_for"] is None) == (lot["lot"] in {fact.lot, *(part.lot for part in fact.parts)})
    return kinds


def check_uses(world: MirroredLedger, node: Node) -> Counter[str]:
    """Hold the uses of every activity to the books and the journal; gives what was seen."""
    seen: Counter[str] = Counter()
    went: Counter[tuple[str, str]] = Counter()
    for sealed in world.entries:
        for leg in sealed.entry.postings:
            went[leg.lot, kind_of(leg.account)] -= leg.amount
    owed: Counter[str] = Counter()
    for row in world.books.accruals.rows():
        told = accrual_uses(node, ALL, row.accrual)
        lots = {lot["lot"]: lot for lot in told["lots"]}
        assert lots.keys() == {lot.lot for lot in world.books.lots.rows() if lot.accrual == row.accrual}
        back = 0
        for lot_id, lot in lots.items():
            taken, captured = lot["taken_back"], sum(part["captured"] for part in lot["redemptions"])
            gone = captured + lot["expired"] + lot["forfeited"] + lot["paid_arrears"]
            assert sum(lot["now"].values()) + gone + sum(taken["from"].values()) == lot["points"], lot
            assert lot["now"] == {state: went[lot_id, state] for state in lot["now"]}
            assert captured == went[lot_id, "redeemed"]
            assert (lot["expired"], lot["forfeited"]) == (went[lot_id, "expired"], went[lot_id, "forfeited"])
            assert lot["paid_arrears"] - taken["arrears"] == went[lot_id, "arrears"]
            assert sum(part["held"] for part in lot["redemptions"]) == lot["now"]["held"]
            paid = sum(one["points"] for one in told["arrears_paid_by"] if one["owed_for"] == lot_id)
            assert paid + taken["arrears_left"] == taken["arrears"]
            owed[lot["holder"]] += taken["arrears_left"]
            back += (sum(taken["from"].values()) + taken["arrears"]) * (lot["role"] in ("award", "share"))
            seen += Counter({"grace": bool(lot["stands_for"]), "captured": captured, "arrears": taken["arrears"]})
            seen += Counter({"paid": paid, "expired": lot["expired"], "forfeited": lot["forfeited"]})
        assert back == row.reversed_points == told["reversed_points"]
    for holder, points in owed.items():
        balance = world.books.balances.get(f"{holder}:arrears")
        assert points == (balance.balance if balance else 0)
    return seen


@pytest.mark.parametrize("seed", [6, 9, 12])
def test_what_moved_leads_to_what_earned_it_and_back_in_a_random_world(store: Store, keys: Keys, seed: int) -> None:
    world = RandomWorld(store, keys, seed)
    world.run(STEPS)
    node = world.node
    kinds, seen = check_transactions(world, node), check_uses(world, node)
    assert kinds.keys() >= {"accrual", "hold", "capture", "cancellation", "expiry", "reversal", "sanction"}, kinds
    assert all(seen[what] for what in ("captured", "expired", "arrears", "paid")), seen


class Told(MirroredLedger):
    """A world in which what the test says happens."""

    def __init__(self, store: Store, keys: Keys) -> None:
        super().__init__([store], keys)
        furnish(self)

    @property
    def node(self) -> Node:
        """Give the service over the store."""
        return Node(self.stores[0], lambda: self.now, self.keys, self.ledger)

    def seat(self) -> str:
        """Let Haeundae get a seat; gives the redemption."""
        reference = private("reference", f"HMT-{len(self.entries)}")
        held = self.accept(HAEUNDAE, c.PlaceHold(self.clients[HAEUNDAE][1], "SEAT", 1, reference))
        self.accept("operator", c.CaptureHold(held["id"]))
        return str(held["id"])

    def after(self, days: int) -> None:
        """Let days pass."""
        self.go_to((business_date(self.now) + timedelta(days=days)).isoformat())


HAEUNDAE = "haeundae-marine-tech"


def test_a_lot_in_grace_for_a_lot_in_grace_leads_to_the_activity_and_back(store: Store, keys: Keys) -> None:
    world = Told(store, keys)
    accrual = world.accrue("pukyong", "PKNU-1", "INT", HAEUNDAE, "2026-08-31", allowance_krw=6_000_000).result["id"]
    for days in (100, 30):
        seat = world.seat()
        world.after(days)  # the lot lapses meanwhile
        world.accept("operator", c.CancelRedemption(seat, REASON))
    last = world.seat()
    capture = [sealed.entry for sealed in world.entries if sealed.entry.kind == "capture"][-1]
    (lot,) = transaction_provenance(world.node, ALL, capture.id)["lots"]
    assert (lot["points"], lot["earned_by"]["accrual_id"], lot["earned_by"]["points"]) == (600, accrual, 600)
    first, second, third = accrual_uses(world.node, ALL, str(accrual))["lots"]
    assert (first["stands_for"], second["stands_for"], third["stands_for"]) == (None, first["lot"], second["lot"])
    assert lot["stands_for"] == second["lot"]
    assert [one["expired"] for one in (first, second, third)] == [600, 600, 0]
    (bought,) = third["redemptions"]
    assert (bought["redemption_id"], bought["captured"], bought["status"]) == (last, 600, "captured")


def test_lots_in_grace_for_a_hold_that_was_let_go_lead_to_the_activity_and_back(store: Store, keys: Keys) -> None:
    """A call that took long gives Haeundae grace; of a captured part the rest comes back in grace too."""
    world = Told(store, keys)
    award = ("pukyong", "PKNU-1", "INT", HAEUNDAE, "2026-08-31")
    accrual = str(world.accrue(*award, allowance_krw=6_000_000).result["id"])
    grace = {"expired_lots": "grace", "grace_days": 90}
    world.publish_program("SLOW", program_terms(100, hold_ttl_seconds=300 * 86_400, release=grace))
    company = world.clients[HAEUNDAE][1]
    ending: list[c.Command] = []
    for nth in range(2):
        wish = c.PlaceHold(company, "SLOW", 3, private("reference", f"HMT-{nth}"))
        held = str(world.accept(HAEUNDAE, wish)["id"])
        ending.append(c.ReleaseHold(held, REASON) if nth else c.CaptureHold(held, 100))
    world.after(100)  # the lot lapses meanwhile
    for command in ending:
        world.accept(HAEUNDAE, command)
    used, *in_grace = accrual_uses(world.node, ALL, accrual)["lots"]
    assert [(one["stands_for"], one["points"]) for one in in_grace] == [(used["lot"], 200), (used["lot"], 300)]
    assert (used["expired"], [one["now"]["available"] for one in in_grace]) == (500, [200, 300])
    again = c.PlaceHold(company, "VOUCHER", 10, private("reference", "HMT-AGAIN"))
    bought = world.accept(HAEUNDAE, again)
    told = transaction_provenance(world.node, ALL, str(bought["transaction_id"]))["lots"]
    assert [lot["stands_for"] for lot in told] == [used["lot"]] * 2


def test_a_recovery_is_traced_from_the_wrong_activity_to_what_was_bought_and_to_what_paid(
    store: Store, keys: Keys
) -> None:
    world = Told(store, keys)
    wrong = str(world.accrue("pukyong", "PKNU-1", "INT", HAEUNDAE, "2026-08-31", allowance_krw=7_000_000).result["id"])
    seat = world.seat()
    world.accept("pukyong", c.ReverseAccrual(wrong, REASON, None))
    told = accrual_uses(world.node, ALL, wrong)
    (lot,) = told["lots"]
    assert lot["taken_back"] == {
        "from": {"available": 100, "pending": 0, "held": 0, "disputed": 0},
        "arrears": 600,
        "arrears_left": 600,
    }
    assert [(one["redemption_id"], one["captured"]) for one in lot["redemptions"]] == [(seat, 600)]
    later = str(world.accrue("pukyong", "PKNU-2", "INT", HAEUNDAE, "2026-08-31", allowance_krw=4_000_000).result["id"])
    told = accrual_uses(world.node, ALL, wrong)
    (payment,) = told["arrears_paid_by"]
    assert (payment["accrual_id"], payment["points"], payment["owed_for"]) == (later, 400, lot["lot"])
    assert told["lots"][0]["taken_back"]["arrears_left"] == 200
    assert accrual_uses(world.node, ALL, later)["lots"][0]["paid_arrears"] == 400
    paid = transaction_provenance(world.node, ALL, payment["transaction_id"])
    assert (paid["kind"], paid["points"], paid["lots"][0]["lot"]) == ("arrears_payment", 400, payment["lot"])


def test_a_transaction_over_more_lots_than_an_entry_holds_is_told_whole(store: Store, keys: Keys) -> None:
    world = Told(store, keys)
    company, (decision,) = world.clients[HAEUNDAE][1], documents("decision")
    batch = [
        c.PostAccrual(private("source_event_id", f"E-{nth}"), "INT", company, "2026-08-31", {"allowance_krw": 20_000})
        for nth in range(130)
    ]
    world.submit([world.submission("pukyong", batch)])
    proposed = world.accept("operator", c.ProposeSanction(company, "closure", REASON, decision))
    imposed = world.accept("approver", c.ApproveSanction(proposed["id"]))
    more = world.entries[-1].entry
    assert isinstance(more.fact, Continued)
    told = transaction_provenance(world.node, ALL, imposed["transaction_id"])
    assert (told["kind"], told["points"], len(told["lots"])) == ("sanction", 260, 130)
    assert len({lot["earned_by"]["accrual_id"] for lot in told["lots"]}) == 130
    assert transaction_provenance(world.node, ALL, more.id) == told
    check_uses(world, world.node)


def test_a_kind_of_organization_that_nobody_thought_of_sees_nothing(store: Store, keys: Keys) -> None:
    world = Told(store, keys)
    made = world.accrue("pukyong", "PKNU-1", "INT", HAEUNDAE, "2026-08-31", allowance_krw=1_000_000)
    agency = Caller("cli_0", world.clients[HAEUNDAE][1], "agency", "per_0", "agency", frozenset({READ_OWN}))
    for told in (
        lambda: transaction_provenance(world.node, agency, world.entries[-1].entry.id),
        lambda: accrual_uses(world.node, agency, str(made.result["id"])),
    ):
        with pytest.raises(Refused, match="_unknown"):
            told()
