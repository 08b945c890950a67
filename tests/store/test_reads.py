"""What is read out of a little ledger, now and as it stood before.

The ledger: Pukyong awards Haeundae Marine Tech lot_a (500, position 7), lot_b (800, position 8) and, pending, lot_res1
(435, position 9); at position 10 the company holds 700 of lot_b.
"""

from collections.abc import Iterator

import pytest

from ledger.domain.books import rows
from ledger.store.reads import accounts, accruals, clients, due, history, journal, organizations, redemptions
from ledger.store.reads.accounts import AccountBalance
from ledger.store.reads.accruals import AccrualFilter
from ledger.store.reads.history_pages import Cited, HistoryFilter
from ledger.store.reads.redemptions import RedemptionFilter
from ledger.store.store import Store
from ledger.store.units import ReadingUnit
from tests.store.little_ledger import AVAILABLE, HAEUNDAE, HELD, ISSUED, NOW, PENDING, PUKYONG, TODAY, LittleLedger


@pytest.fixture
def unit(busy_store: Store) -> Iterator[ReadingUnit]:
    with busy_store.reading() as reading:
        yield reading


@pytest.mark.parametrize(
    ("wanted", "positions"),
    [
        (HistoryFilter(), [7, 8, 9, 10]),
        (HistoryFilter(organization=HAEUNDAE), [7, 8, 9, 10]),
        (HistoryFilter(organization=PUKYONG), [7, 8, 9]),
        (HistoryFilter(organization="org_nobody"), []),
        (HistoryFilter(account=HELD), [10]),
        (HistoryFilter(account=HELD, organization=HAEUNDAE), [10]),
        (HistoryFilter(account=HELD, organization=PUKYONG), []),
        (HistoryFilter(account=ISSUED, organization=PUKYONG, kind="accrual"), [7, 8, 9]),
        (HistoryFilter(organization=HAEUNDAE, kind="accrual"), [7, 8, 9]),
        (HistoryFilter(kind="hold"), [10]),
        (HistoryFilter(kind="genesis"), []),
        (HistoryFilter(cited=(Cited(("source b",)),)), [8]),
        (HistoryFilter(cited=(Cited(("source b", "reference one")),)), [8, 10]),
        (HistoryFilter(cited=(Cited(("nobody", "reference one")),), organization=HAEUNDAE), [10]),
        (HistoryFilter(cited=(Cited(("source b", "reference one")),), account=HELD), [10]),
        (HistoryFilter(cited=(Cited(("source b", "reference one")),), organization=PUKYONG), [8]),
        (HistoryFilter(cited=(Cited(("source b", "reference one")),), subject="red_one"), [10]),
        (HistoryFilter(subject="red_one"), [10]),
        (HistoryFilter(subject="red_one", organization=PUKYONG), []),
        (HistoryFilter(subject="acr_b", kind="accrual", account=ISSUED), [8]),
        (HistoryFilter(subject="acr_b", position_max=7), []),
        (HistoryFilter(account=ISSUED, organization=HAEUNDAE), [7, 8, 9]),
        (HistoryFilter(kind="accrual", position_max=8), [7, 8]),
        (HistoryFilter(recorded_from="2099-01-01T00:00:00.000Z"), []),
        (HistoryFilter(recorded_from=NOW), [7, 8, 9, 10]),
        (HistoryFilter(recorded_to=NOW), []),
        (HistoryFilter(effective_from="2026-09-01", effective_to="2026-09-01"), [7, 8, 9, 10]),
        (HistoryFilter(effective_from="2026-09-02", account=AVAILABLE), []),
        (HistoryFilter(position_max=8), [7, 8]),
        (HistoryFilter(position_max=8, organization=HAEUNDAE), [7, 8]),
    ],
)
def test_transactions_are_found_by_whom_they_concern(
    busy_store: Store, wanted: HistoryFilter, positions: list[int]
) -> None:
    assert [found.position for found in history.transactions(busy_store, wanted)] == positions
    assert [found.position for page in history.pages(busy_store, wanted) for found in page] == positions


@pytest.mark.parametrize("organization", ["", HAEUNDAE])
def test_a_page_begins_behind_the_last_position_of_the_one_before(busy_store: Store, organization: str) -> None:
    wanted = HistoryFilter(organization=organization)
    assert [found.position for found in history.transactions(busy_store, wanted, after=7, limit=2)] == [8, 9]


def test_a_transaction_comes_with_its_legs(busy_store: Store) -> None:
    found = history.transaction(busy_store, f"txn_{10:032x}")
    assert found is not None
    assert (found.kind, found.subject, found.reference) == ("hold", "red_one", "reference one")
    assert [(leg.account, leg.lot, leg.amount, leg.balance_after) for leg in found.postings] == [
        (AVAILABLE, "lot_b", 700, -600),
        (HELD, "lot_b", -700, -700),
    ]
    assert history.transaction(busy_store, f"txn_{1:032x}") is None
    assert history.transaction(busy_store, "txn_nowhere") is None


def test_balances_are_read_now_and_as_the_journal_stood(unit: ReadingUnit) -> None:
    now = {AVAILABLE: -600, HELD: -700, PENDING: -435}
    assert accounts.balances_at(unit, holder=HAEUNDAE) == now
    assert accounts.balances_at(unit, holder=HAEUNDAE, position=10) == now
    assert accounts.balances_at(unit, holder=HAEUNDAE, position=9) == {AVAILABLE: -1300, PENDING: -435}
    assert accounts.balances_at(unit, accounts=[ISSUED, HELD], position=7) == {ISSUED: 500}
    assert accounts.balances_at(unit, holder=HAEUNDAE, position=6) == {}


def test_a_posting_that_takes_effect_later_is_not_in_an_earlier_days_balance(busy_store: Store) -> None:
    with busy_store.writing() as writing:
        ledger = LittleLedger(writing)
        ledger.hold("two", [("lot_a", 100)], recorded_at="2026-10-15T00:00:00.000Z")
        writing.write(ledger.decided())
    with busy_store.reading() as unit:
        assert accounts.balances_at(unit, accounts=[AVAILABLE], effective_on="2026-10-15") == {AVAILABLE: -500}
        assert accounts.balances_at(unit, accounts=[AVAILABLE], effective_on="2026-10-14") == {AVAILABLE: -600}
        assert accounts.balances_at(unit, accounts=[AVAILABLE], effective_on="2026-08-31") == {AVAILABLE: 0}
        by_day = {day: accounts.lots_of(unit, HAEUNDAE, effective_on=day) for day in ("2026-10-14", "2026-10-15")}
        assert [part.amount for part in by_day["2026-10-14"] if part.lot.lot == "lot_a"] == [-500]
        assert [part.amount for part in by_day["2026-10-15"] if part.lot.lot == "lot_a"] == [-400, -100]
        assert accounts.lots_of(unit, HAEUNDAE, effective_on="2026-08-31") == []


def test_the_trial_balance_sums_to_zero_at_every_position(unit: ReadingUnit) -> None:
    for position in (None, *range(11)):
        assert sum(line.balance for line in accounts.trial_balance(unit, position)) == 0
    assert accounts.trial_balance(unit, 7) == [
        AccountBalance(ISSUED, "", "issued", 500),
        AccountBalance(AVAILABLE, HAEUNDAE, "available", -500),
    ]


def test_lots_are_read_state_by_state_now_and_as_the_journal_stood(unit: ReadingUnit) -> None:
    def seen(position: int | None) -> list[tuple[str, str, int]]:
        return [(part.lot.lot, part.state, part.amount) for part in accounts.lots_of(unit, HAEUNDAE, position)]

    now = [
        ("lot_b", "available", -100),
        ("lot_b", "held", -700),
        ("lot_a", "available", -500),
        ("lot_res1", "pending", -435),
    ]
    assert seen(None) == now
    assert seen(9) == [("lot_b", "available", -800), ("lot_a", "available", -500), ("lot_res1", "pending", -435)]
    assert seen(6) == []


def test_accounts_are_listed_by_name(unit: ReadingUnit) -> None:
    assert [row.account for row in accounts.accounts(unit)] == [ISSUED, AVAILABLE, HELD, PENDING]
    assert [row.account for row in accounts.accounts(unit, HAEUNDAE, after=AVAILABLE, limit=1)] == [HELD]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (AccrualFilter(), ["a", "b", "res1"]),
        (AccrualFilter(status="pending"), ["res1"]),
        (AccrualFilter(university=PUKYONG, organization=HAEUNDAE, status="active"), ["a", "b"]),
        (AccrualFilter(university=HAEUNDAE), []),
        (AccrualFilter(occurred_from="2026-08-31", occurred_to="2026-08-31"), ["a", "b", "res1"]),
        (AccrualFilter(occurred_from="2026-09-01"), []),
    ],
)
def test_accruals_are_found(unit: ReadingUnit, wanted: AccrualFilter, found: list[str]) -> None:
    assert [row.accrual for row in accruals.accruals(unit, wanted)] == [f"acr_{name}" for name in found]


@pytest.mark.parametrize(
    "wanted",
    [
        AccrualFilter(),
        AccrualFilter(university=PUKYONG),
        AccrualFilter(organization=HAEUNDAE, university=PUKYONG, occurred_to="2026-08-31"),
    ],
)
def test_accruals_are_paged_along_whatever_index_leads_to_them(unit: ReadingUnit, wanted: AccrualFilter) -> None:
    page = accruals.accruals(unit, wanted, after=7, limit=1)
    assert page == [accruals.accrual(unit, "acr_b")]
    assert [row.accrual for row in accruals.accruals(unit, wanted, page[-1].position)] == ["acr_res1"]
    assert accruals.accrual(unit, "acr_nowhere") is None


def test_redemptions_are_found(unit: ReadingUnit) -> None:
    one = redemptions.redemption(unit, "red_one")
    assert redemptions.redemptions(unit, RedemptionFilter(status="held", organization=HAEUNDAE, program="P-301")) == [
        one
    ]
    assert redemptions.redemptions(unit, RedemptionFilter(status="captured")) == []
    assert redemptions.lots_of_redemption(unit, "red_one") == [rows.RedemptionLot("red_one", "lot_b", 700, 0)]
    assert redemptions.redemption(unit, "red_nowhere") is None


def test_organizations_and_clients_are_found(unit: ReadingUnit) -> None:
    assert [row.organization for row in organizations.organizations(unit)] == [PUKYONG, HAEUNDAE]
    assert [row.organization for row in organizations.organizations(unit, "company", after=1, limit=1)] == [HAEUNDAE]
    assert organizations.organization(unit, "org_nobody") is None
    assert clients.clients(unit, PUKYONG) == [clients.client(unit, "cli_pukyong")]
    assert clients.client(unit, "cli_nobody") is None


@pytest.mark.parametrize(
    ("today", "now", "holders"),
    [
        (TODAY, NOW, []),
        ("2026-10-01", NOW, [HAEUNDAE]),
        (TODAY, "2026-09-08T00:00:00.000Z", [HAEUNDAE]),
        ("2029-01-01", "2029-01-01T00:00:00.000Z", [HAEUNDAE]),
    ],
)
def test_holders_with_something_due_are_found(unit: ReadingUnit, today: str, now: str, holders: list[str]) -> None:
    assert due.holders_due(unit, today, now, 10) == holders


def test_the_position_at_an_instant_is_that_of_the_last_entry_recorded_by_then(unit: ReadingUnit) -> None:
    assert journal.position_at(unit, NOW) == 10
    assert journal.position_at(unit, "2026-08-31T23:59:59.999Z") == 0


def test_an_entry_is_found_by_its_position_or_its_id(unit: ReadingUnit) -> None:
    entry = next(journal.entries(unit, 10))
    assert journal.position_of(unit, entry.columns[1]) == 10
    assert journal.position_of(unit, "txn_nowhere") is None
    assert [journal.recorded_at(unit, position) for position in (10, 11)] == [NOW, ""]
