"""Provenance of a random world: every movement leads to what earned it, and every activity to what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.domain import commands as c
from ledger.domain.books.accounts import kind_of
from ledger.domain.books.successions import heir_of
from ledger.domain.dates import business_date
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AccrualPosted, Continued, EvidenceAdded, PointsAdjusted
from ledger.domain.provenance import Moved, fates
from ledger.domain.refusals import Refused
from ledger.services.context import CLOCK, Caller
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.provenance import accrual_uses, transaction_provenance
from ledger.services.visibility import READ_ALL, READ_OWN
from ledger.store.reads.provenance import legs_of_lots
from ledger.store.store import Store
from tests.services.provenance_world import DOCUMENT, REASON, RandomWorld
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import documents, furnish, program_terms

STEPS = 200
ALL = replace(CLOCK, permissions=frozenset({READ_ALL}))


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
    if entry.kind in ("hold", "capture", "cancellation", "sanction", "reinstatement", "transfer"):
        return int(entry.fact.points)  # type: ignore[union-attr]
    return -sum(leg.amount for each in all_entries for leg in each.postings if leg.amount < 0)


def origins_of(world: MirroredLedger) -> dict[str, tuple[str, int, Entry]]:
    """Tell of every lot the rule, its version and the entry that awarded or granted it; of one that stands in for
    another those of that one."""
    found: dict[str, tuple[str, int, Entry]] = {}
    for sealed in world.entries:
        fact = sealed.entry.fact
        if isinstance(fact, AccrualPosted):
            found[fact.lot] = (fact.rule, fact.rule_version, sealed.entry)
            found |= {part.lot: (part.rule, part.rule_version, sealed.entry) for part in fact.parts}
        if isinstance(fact, PointsAdjusted) and fact.lot:
            found[fact.lot] = "", 0, sealed.entry
        found |= {grace.lot: found[grace.of] for grace in getattr(fact, "grace", ())}
    return found


def check_transactions(world: MirroredLedger, node: Node) -> Counter[str]:
    """Hold the provenance of every transaction to the journal; gives how many there were of each kind."""
    earned, leaves = origins_of(world), {sealed.entry.id: sealed.leaf_hash.hex() for sealed in world.entries}
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
            by, granted = lot["earned_by"], lot["granted_by"]
            rule, version, award = earned[lot["lot"]]
            fact = award.fact
            assert lot["points"] <= (world.books.lots.require(lot["lot"]).points)
            if isinstance(fact, PointsAdjusted):
                kinds["by hand"] += 1
                assert by is None
                assert (granted["transaction_id"], granted["leaf_hash"]) == (award.id, leaves[award.id])
                assert (granted["proposal_id"], granted["points"]) == (fact.proposal, fact.points)
                assert (granted["reason_code"], granted["document"]["sha256"]) == ("goodwill", DOCUMENT.sha256)
                assert (lot["stands_for"] is None) == (lot["lot"] == fact.lot)
                continue
            assert isinstance(fact, AccrualPosted)
            assert granted is None
            assert (by["rule"], by["accrual_id"]) == ({"code": rule, "version": version}, fact.accrual)
            assert (by["transaction_id"], by["leaf_hash"]) == (award.id, leaves[award.id])
            assert (by["inputs"], by["activity"]) == (dict(fact.inputs), fact.rule)
            assert [one["sha256"] for one in by["evidence"]] == documented[fact.accrual]
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
    given_up = 0
    for row in world.books.accruals.rows():
        told = accrual_uses(node, ALL, row.accrual)
        lots = {lot["lot"]: lot for lot in told["lots"]}
        assert lots.keys() == {lot.lot for lot in world.books.lots.rows() if lot.accrual == row.accrual}
        back = 0
        for lot_id, lot in lots.items():
            taken, captured = lot["taken_back"], sum(part["captured"] for part in lot["redemptions"])
            lost = lot["expired"] + lot["reinstated"] + lot["forfeited"] + lot["adjusted"]
            gone = captured + lost + lot["paid_arrears"]
            assert sum(lot["now"].values()) + gone + sum(taken["from"].values()) == lot["points"], lot
            assert lot["now"] == {state: went[lot_id, state] for state in lot["now"]}
            assert captured == went[lot_id, "redeemed"]
            assert (lot["expired"], lot["forfeited"]) == (went[lot_id, "expired"], went[lot_id, "forfeited"])
            by_hand = lot["adjusted"] + lot["reinstated"] - (lot["points"] if lot["stands_for"] else 0)
            assert by_hand == went[lot_id, "adjusted"]
            assert lot["paid_arrears"] - taken["arrears"] == went[lot_id, "arrears"] + went[lot_id, "written-off"]
            assert sum(part["held"] for part in lot["redemptions"]) == lot["now"]["held"]
            paid = sum(one["points"] for one in told["arrears_paid_by"] if one["owed_for"] == lot_id)
            assert paid + taken["arrears_written_off"] + taken["arrears_left"] == taken["arrears"]
            owed[heir_of(world.books, lot["holder"])] += taken["arrears_left"]
            given_up += taken["arrears_written_off"]
            back += (sum(taken["from"].values()) + taken["arrears"]) * (lot["role"] in ("award", "share"))
            seen += Counter({"grace": bool(lot["stands_for"]), "captured": captured, "arrears": taken["arrears"]})
            seen += Counter({"reinstated": lot["reinstated"], "adjusted": lot["adjusted"]})
            seen += Counter({"written off": taken["arrears_written_off"], "disputed": lot["now"]["disputed"]})
            seen += Counter({"paid": paid, "expired": lot["expired"], "forfeited": lot["forfeited"]})
        assert back == row.reversed_points == told["reversed_points"]
    for holder, points in owed.items():
        balance = world.books.balances.get(f"{holder}:arrears")
        assert points == (balance.balance if balance else 0)
    written_off = world.books.balances.get("written-off")
    assert given_up == (written_off.balance if written_off else 0)
    return seen


def check_fates(world: MirroredLedger) -> None:
    """Hold what is found of every lot, however it came to be and whoever has it, to the journal and to its points."""
    legs: dict[str, list[Moved]] = {}
    for sealed in world.entries:
        for leg in sealed.entry.postings:
            moved = Moved(sealed.entry.position, sealed.entry.id, leg.account, leg.lot, leg.amount)
            legs.setdefault(leg.lot, []).append(moved)
    with world.stores[0].reading() as unit:
        for lot in world.books.lots.rows():
            found, _ = legs_of_lots(unit, [lot])
            assert found == legs[lot.lot]
            fate = fates(found)[lot.lot]
            assert fate.points == lot.points
            standing = [part for part in world.books.lot_balances.find("lot", lot.lot) if part.kind in fate.now]
            with_whom: Counter[str] = Counter()
            for part in standing:
                with_whom[part.holder] -= part.amount
            assert +Counter(fate.with_whom) == +with_whom


@pytest.mark.parametrize("seed", [2, 8])
def test_what_moved_leads_to_what_earned_it_and_back_in_a_random_world(store: Store, keys: Keys, seed: int) -> None:
    world = RandomWorld(store, keys, seed)
    world.run(STEPS)
    node = world.node
    kinds, seen = check_transactions(world, node), check_uses(world, node)
    check_fates(world)
    assert kinds.keys() >= {"accrual", "hold", "capture", "cancellation", "expiry", "reversal", "sanction"}, kinds
    by_hand = {"adjustment", "by hand", "write_off", "reinstatement", "freeze", "unfreeze", "transfer"}
    assert kinds.keys() >= by_hand, kinds
    told = ("captured", "expired", "arrears", "paid", "reinstated", "adjusted", "written off")
    assert all(seen[what] for what in told), seen


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
        "arrears_written_off": 0,
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
