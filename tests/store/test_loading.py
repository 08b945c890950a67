"""Loading: what was asked for and is not there is known to be absent; what was not asked for cannot be read."""

import pytest
from sqlalchemy import text

from ledger.domain.books.books import NO_LOTS, Books, WalletIncomplete, selectable
from ledger.domain.books.shelf import NotLoaded
from ledger.domain.needs import Needs
from ledger.store.store import Store
from tests.store.little_ledger import AVAILABLE, HAEUNDAE, HELD, NOW, PENDING, PUKYONG, TODAY, LittleLedger


def loaded(store: Store, *needs: Needs, today: str = TODAY, now: str = NOW) -> Books:
    """Give books with the needs loaded, one after the other, in one snapshot."""
    with store.reading() as unit:
        books = Books(unit.head.position, unit.head.recorded_at)
        for need in needs:
            unit.load(books, need, today, now)
        return books


def test_every_noun_is_found_by_its_key(busy_store: Store) -> None:
    books = loaded(
        busy_store,
        Needs(
            organizations={PUKYONG},
            clients={"cli_pukyong"},
            balances={AVAILABLE},
            usage={"cap"},
            agreements={"agreement 7"},
            accruals={"acr_a"},
            redemptions={"red_one"},
        ),
    )
    assert books.organizations.require(PUKYONG).kind == "university"
    assert books.clients.require("cli_pukyong").permissions == "accruals:post"
    assert books.balances.require(AVAILABLE)[3:] == (-600, 3)
    assert books.usage.require("cap").used == 1735
    assert books.agreements.require("agreement 7")[1:] == (25_000_000, 435)
    assert books.accruals.require("acr_a").points == 500
    assert books.redemptions.require("red_one").held == 700


def test_every_noun_is_found_by_its_index(busy_store: Store) -> None:
    books = loaded(
        busy_store,
        Needs(
            registrations={f"digest of {PUKYONG}", "unknown"},
            rule_codes={"INT-STD", "INT-HEAD"},
            program_codes={"P-301"},
            sources={(PUKYONG, "source a"), (PUKYONG, "source z")},
            references={(HAEUNDAE, "reference one"), (HAEUNDAE, "reference two")},
        ),
    )
    assert books.registrations.require(f"digest of {PUKYONG}").organization == PUKYONG
    assert books.registrations.get("unknown") is None
    assert [row.version for row in books.rules.find("code", "INT-STD")] == [2]
    assert books.rules.find("code", "INT-HEAD") == []
    assert [row.terms for row in books.programs.find("code", "P-301")] == ['{"price":600}']
    assert [row.accrual for row in books.accruals.find("source", (PUKYONG, "source a"))] == ["acr_a"]
    assert books.accruals.find("source", (PUKYONG, "source z")) == []
    assert [row.redemption for row in books.redemptions.find("reference", (HAEUNDAE, "reference one"))] == ["red_one"]
    assert books.redemptions.find("reference", (HAEUNDAE, "reference two")) == []


def test_an_owner_leads_to_its_agency_and_nobody_to_none(busy_store: Store) -> None:
    with busy_store.writing() as unit:
        unit.connection.execute(
            text("UPDATE organizations SET owner = 'CENTRE' WHERE organization = :it"), {"it": PUKYONG}
        )
    books = loaded(busy_store, Needs(owners={"CENTRE", "FUND"}))
    assert [row.organization for row in books.organizations.find("owner", "CENTRE")] == [PUKYONG]
    assert books.organizations.find("owner", "FUND") == []
    with pytest.raises(NotLoaded):
        books.organizations.find("owner", "OTHER")


def test_absence_is_known_only_where_somebody_looked(busy_store: Store) -> None:
    books = loaded(busy_store, Needs(accruals={"acr_nowhere"}, lots={"lot_nowhere"}, redemptions={"red_nowhere"}))
    assert books.accruals.get("acr_nowhere") is None
    assert books.lots.get("lot_nowhere") is None
    assert books.lot_balances.get((AVAILABLE, "lot_nowhere")) is None
    assert books.redemption_lots.find("held_lot", "lot_nowhere") == []
    assert books.redemptions.get("red_nowhere") is None
    with pytest.raises(NotLoaded):
        books.accruals.get("acr_a")
    with pytest.raises(NotLoaded):
        books.redemption_lots.find("held_lot", "lot_b")


def test_a_lot_comes_with_all_its_balances_and_the_holds_that_reserve_it(busy_store: Store) -> None:
    books = loaded(busy_store, Needs(lots={"lot_b"}))
    assert {row.account: row.amount for row in books.lot_balances.find("lot", "lot_b")} == {AVAILABLE: -100, HELD: -700}
    assert books.lot_balances.get((PENDING, "lot_b")) is None
    assert [part.redemption for part in books.redemption_lots.find("held_lot", "lot_b")] == ["red_one"]
    assert books.redemptions.require("red_one").status == "held"
    assert books.redemption_lots.get(("red_one", "lot_a")) is None


def test_a_redemption_comes_with_its_parts_and_their_lots(busy_store: Store) -> None:
    books = loaded(busy_store, Needs(references={(HAEUNDAE, "reference one")}))
    assert [part.held for part in books.redemption_lots.find("redemption", "red_one")] == [700]
    assert books.lots.require("lot_b").expires_on == "2026-12-31"
    assert books.lot_balances.require((HELD, "lot_b")).amount == -700


def test_an_agreement_comes_with_all_its_accruals_and_their_lots(busy_store: Store) -> None:
    books = loaded(busy_store, Needs(agreement_accruals={"agreement 7", "agreement 8"}))
    assert [row.accrual for row in books.accruals.find("agreement", "agreement 7")] == ["acr_res1"]
    assert books.accruals.find("agreement", "agreement 8") == []
    assert books.lot_balances.require((PENDING, "lot_res1")).amount == -435
    assert books.redemption_lots.find("held_lot", "lot_res1") == []


@pytest.mark.parametrize(
    ("today", "now", "due_lots", "over"),
    [
        ("2026-09-30", "2026-09-07T23:59:59.999Z", [], []),
        ("2026-10-01", "2026-09-08T00:00:00.000Z", ["lot_res1"], ["red_one"]),
        ("2026-12-31", NOW, ["lot_res1"], []),
        ("2027-01-01", NOW, ["lot_b", "lot_res1"], []),
        ("2027-07-01", NOW, ["lot_a", "lot_b", "lot_res1"], []),
    ],
)
def test_what_is_due_by_the_clock_is_loaded_and_nothing_else(
    busy_store: Store, today: str, now: str, due_lots: list[str], over: list[str]
) -> None:
    books = loaded(busy_store, Needs(wallets_due={HAEUNDAE, "org_nobody"}), today=today, now=now)
    found = [
        row.lot for kind in ("available", "pending") for row in books.lot_balances.find("wallet", (HAEUNDAE, kind))
    ]
    assert sorted(found) == sorted(set(due_lots) | ({"lot_b"} if over else set()))
    assert [row.redemption for row in books.redemptions.find("open_hold", HAEUNDAE)] == over
    assert books.redemptions.find("open_hold", "org_nobody") == []
    assert books.horizons == {HAEUNDAE: NO_LOTS, "org_nobody": NO_LOTS}


def test_the_soonest_lots_come_first_up_to_a_horizon(busy_store: Store) -> None:
    books = loaded(busy_store, Needs(wallets_spend={HAEUNDAE: 1}))
    wallet = books.lot_balances.find("wallet", (HAEUNDAE, "available"))
    assert [row.lot for row in wallet] == ["lot_b"]
    assert books.horizons == {HAEUNDAE: ("2027-01-01", 8, "lot_b")}
    walk = iter(selectable(books, HAEUNDAE))
    assert next(walk).lot == "lot_b"
    with pytest.raises(WalletIncomplete):
        next(walk)


@pytest.mark.parametrize("count", [0, 3, 10])
def test_a_wallet_that_is_here_whole_has_no_horizon(busy_store: Store, count: int) -> None:
    books = loaded(busy_store, Needs(wallets_spend={HAEUNDAE: count}))
    assert [row.lot for row in books.lot_balances.find("wallet", (HAEUNDAE, "available"))] == ["lot_b", "lot_a"]
    assert books.horizons == {}


def test_a_horizon_only_moves_outwards(busy_store: Store) -> None:
    one, due, whole = (
        Needs(wallets_spend={HAEUNDAE: 1}),
        Needs(wallets_due={HAEUNDAE}),
        Needs(wallets_spend={HAEUNDAE: 0}),
    )
    assert loaded(busy_store, due, one).horizons == {HAEUNDAE: ("2027-01-01", 8, "lot_b")}
    assert loaded(busy_store, one, due).horizons == {HAEUNDAE: ("2027-01-01", 8, "lot_b")}
    assert loaded(busy_store, one, whole).horizons == {}
    assert loaded(busy_store, whole, due).horizons == {}
    assert loaded(busy_store, whole, one).horizons == {}


def test_a_second_load_leaves_what_the_unit_of_work_has_changed(busy_store: Store) -> None:
    with busy_store.writing() as unit:
        ledger = LittleLedger(unit)
        ledger.accrue("c", 50)
        ledger.need(unit, Needs(balances={AVAILABLE}, usage={"cap"}, lots={"lot_c"}))
        assert ledger.books.balances.require(AVAILABLE).balance == -650
        assert ledger.books.lots.require("lot_c").points == 50


def test_nothing_is_loaded_for_no_needs(busy_store: Store) -> None:
    books = loaded(busy_store, Needs())
    assert all(len(shelf) == 0 for shelf in books.shelves().values())
