"""Reports: at any point every figure is what the decoded entries add up to, and its postings add up to the figure."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, Final

import pytest

from ledger.domain import dates
from ledger.domain.bands import FIRST_DAY, LAST_DAY, ages, months_ahead, owed, remaining
from ledger.domain.books.figures import allotment_meter
from ledger.domain.control_accounts import control_findings
from ledger.domain.verification import Replay
from ledger.services.as_of import point
from ledger.services.reports.every import REPORTS
from ledger.services.reports.table import table
from ledger.store.database import create_store_engine
from ledger.store.store import Store
from tests.services.report_world import OWED, Asked, Leg, World, added, lived
from tests.services.test_balances import READER
from tests.support.engines import ENGINES, fresh_database
from tests.support.stores import migrate

POINTS: Final = int(os.environ.get("LEDGER_REPORT_POINTS", "7"))
SYSTEM: Final = ("issued", "redeemed", "expired", "forfeited", "adjusted", "written-off")


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give a history that is over, on one engine."""
    folder = tmp_path_factory.mktemp("reports")
    with fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        migrate(url)
        engine = create_store_engine(url)
        yield lived(Store(engine), folder)
        engine.dispose()


def points(world: World) -> Iterator[Asked]:
    return world.points(random.Random(7), POINTS)


def today(world: World, at: Asked) -> date:
    """Give the day from which a report counts at a point."""
    with world.life.node.store.reading() as unit:
        return dates.business_date(point(world.life.node, unit, at.position, at.effective_on).at)


def by_lot(world: World, at: Asked, kinds: tuple[str, ...]) -> dict[tuple[str, str, str], int]:
    legs = [leg for leg in world.legs(at) if leg.holder and leg.kind in kinds]
    return added(legs, lambda leg: (leg.holder, leg.kind, leg.lot.lot))


def test_every_control_account_moved_in_this_history(world: World) -> None:
    kinds = {leg.kind for leg in world.legs(Asked(len(world.entries), None))}
    assert {*SYSTEM, *OWED, "arrears"} - {"disputed"} <= kinds


def test_the_general_ledger_runs_from_opening_to_closing(world: World) -> None:
    for at in points(world):
        legs = world.legs(at)
        first_day = "2026-10-10"
        told: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in world.read("general-ledger", at, effective_from=first_day):
            told[row["account"]].append(row)
        assert told.keys() == {leg.account for leg in legs}
        for account, rows in told.items():
            own = [leg for leg in legs if leg.account == account]
            before = sum(leg.amount for leg in own if leg.entry.effective_on < first_day)
            opening, *postings, closing = rows
            assert (opening["line"], opening["balance"]) == ("opening", before)
            assert (closing["line"], closing["balance"]) == ("closing", sum(leg.amount for leg in own))
            amounts = [leg.amount for leg in own if leg.entry.effective_on >= first_day]
            assert [row["debit"] - row["credit"] for row in postings] == amounts
            balances = [before + sum(amounts[: number + 1]) for number in range(len(amounts))]
            assert [row["balance"] for row in postings] == balances
        assert sum(rows[-1]["balance"] for rows in told.values()) == 0


def test_every_control_account_is_what_its_sub_ledger_adds_up_to(world: World) -> None:
    for at in points(world):
        rows = world.read("control-accounts", at)
        assert {row["difference"] for row in rows} == ({0} if world.legs(at) else set())
        naive = added(world.legs(at), lambda leg: f"holders:{leg.kind}" if leg.holder else leg.account)
        assert {row["account"]: row["control"] for row in rows if row["control"]} == naive
        assert {row["account"]: row["sub_ledger"] for row in rows if row["sub_ledger"]} == naive
        registered = {row["account"] for row in rows if row["register"] is not None}
        assert bool(registered) == (at == Asked(len(world.entries), None))
        _as_replayed(world, at, {row["account"]: row["sub_ledger"] for row in rows})


def _as_replayed(world: World, at: Asked, told: dict[str, int]) -> None:
    """Hold the sub-ledgers to the rows of a replay up to there."""
    if at.effective_on is not None:
        return
    replay = Replay()
    for sealed in world.life.ledger.entries[: at.position]:
        replay.step(sealed.data)
    books = replay.books
    assert list(control_findings(books)) == []
    sums: dict[str, int] = defaultdict(int)
    for award in books.accruals.rows():
        sums[f"issued:{award.rule}"] += award.points - award.reversed_points
    for part in books.parts.rows():
        sums[f"issued:{part.rule}"] += part.points - part.reversed_points if part.role != "share" else 0
    for redemption in books.redemptions.rows():
        sums[f"redeemed:{redemption.program}"] -= redemption.captured
        sums["holders:held"] -= redemption.held
    sums["forfeited"] = -sum(row.imposed for row in books.sanctions.rows())
    assert {account: told.get(account, 0) for account in sums} == sums


@pytest.mark.parametrize("by", ["age", "remaining"])
def test_outstanding_points_are_aged_by_holder_and_in_total(world: World, by: str) -> None:
    for at in points(world):
        bands = (ages if by == "age" else remaining)(today(world, at))
        naive: dict[tuple[str | None, str, str], int] = defaultdict(int)
        for (holder, state, lot), amount in by_lot(world, at, OWED).items():
            day = world.lots[lot].active_on if by == "age" else world.lots[lot].expires_on
            (band,) = [band.name for band in bands if band.first_day <= day <= band.last_day]
            naive[None, band, state] -= amount
            naive[holder, band, state] -= amount
        rows = world.read("ageing", at, by=by)
        found = {(row["organization_id"], row["band"], state): row[state] for row in rows for state in OWED}
        assert {key: points for key, points in found.items() if points} == {k: v for k, v in naive.items() if v}
        _drills_down(world, rows, -1)


def test_what_lapses_is_forecast_by_month_and_kind_of_holder(world: World) -> None:
    kinds = {row.organization: row.kind for row in world.life.ledger.books.organizations.rows()}
    for at in points(world):
        bands = months_ahead(today(world, at))
        for by in ("total", "organization_kind"):
            naive: dict[tuple[str, str | None, str], int] = defaultdict(int)
            for (holder, state, lot), amount in by_lot(world, at, OWED).items():
                day = world.lots[lot].expires_on
                (band,) = [band.name for band in bands if band.first_day <= day <= band.last_day]
                naive[band, kinds[holder] if by == "organization_kind" else None, state] -= amount
            rows = world.read("expiry-forecast", at, by=by)
            found = {(row["month"], row["organization_kind"], state): row[state] for row in rows for state in OWED}
            assert {key: points for key, points in found.items() if points} == naive
            _drills_down(world, rows, -1)


def test_arrears_are_aged_from_the_first_day_on_which_they_were_owed(world: World) -> None:
    seen = 0
    for at in points(world):
        bands = owed(today(world, at))
        naive: dict[tuple[str | None, str], int] = defaultdict(int)
        for holder, day, amount in _unpaid([leg for leg in world.legs(at) if leg.kind == "arrears"]):
            (band,) = [band.name for band in bands if band.first_day <= day <= band.last_day]
            naive[None, band] += amount
            naive[holder, band] += amount
        rows = world.read("arrears", at)
        assert {(row["organization_id"], row["band"]): row["points"] for row in rows} == naive
        for row in rows:
            together = sum(each["points"] for each in rows if each["organization_id"] == row["organization_id"])
            assert sum(leg["amount"] for leg in world.behind(row["postings"])) == together
        seen += len(rows)
    assert seen


def _unpaid(legs: list[Leg]) -> Iterator[tuple[str, str, int]]:
    """Give the holder, the day and the points of each debt that stands, the oldest having been paid first."""
    for holder in {leg.holder for leg in legs}:
        own = sorted((leg for leg in legs if leg.holder == holder), key=lambda leg: leg.entry.effective_on)
        paid = -sum(leg.amount for leg in own if leg.amount < 0)
        for leg in own:
            if leg.amount > 0:
                settled = min(paid, leg.amount)
                paid -= settled
                if leg.amount > settled:
                    yield leg.holder, leg.entry.effective_on, leg.amount - settled


def test_movements_are_told_by_period_and_by_what_is_named(world: World) -> None:
    strategies = {"VOUCHER": "S2", "SEAT": "S2"}
    keys = {
        "total": lambda leg: None,
        "account": lambda leg: leg.account,
        "activity": lambda leg: leg.lot.rule or "by_hand",
        "university": lambda leg: world.awards[leg.lot.accrual].university if leg.lot.accrual else "by_hand",
        "program": lambda leg: leg.account.partition(":")[2],
        "strategy": lambda leg: strategies[leg.account.partition(":")[2]],
    }
    periods = {
        "month": lambda day: day[:7],
        "quarter": lambda day: f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}",
        "year": lambda day: day[:4],
    }
    for number, at in enumerate(points(world)):
        per = list(periods)[number % 3]
        for by, key in keys.items():
            naive: dict[tuple[str, str, str | None], list[int]] = defaultdict(lambda: [0, 0])
            for leg in world.legs(at):
                if leg.holder or (by in ("program", "strategy") and leg.kind != "redeemed"):
                    continue
                both = naive[periods[per](leg.entry.effective_on), leg.kind, key(leg)]
                both[leg.amount < 0] += abs(leg.amount)
            rows = world.read("movements", at, by=by, per=per)
            found = {(row["period"], row["movement"], row["key"]): [row["debit"], row["credit"]] for row in rows}
            assert found == naive
            _adds_up(world, rows)


def _adds_up(world: World, rows: list[dict[str, Any]]) -> None:
    for row in rows[::3]:
        if row["postings"]:
            amounts = [leg["amount"] for leg in world.behind(row["postings"])]
            assert sum(amount for amount in amounts if amount > 0) == row["debit"]
            assert -sum(amount for amount in amounts if amount < 0) == row["credit"]
        if row["rows"]:
            finer = world.behind(row["rows"])
            finer = [each for each in finer if each["period"] == row["period"]]
            if row["postings"]:
                assert sum(each["debit"] for each in finer) == row["debit"]


def test_budgets_are_what_the_entries_used_of_them(world: World) -> None:
    for at in points(world):
        used: dict[str, int] = defaultdict(int)
        for entry in world.entries[: at.position]:
            if at.effective_on is None or entry.effective_on <= at.effective_on:
                for meter, delta in getattr(entry.fact, "usage", {}).items():
                    used[meter] += delta
        rows = world.read("budgets", at)
        found = {(row["limit"], row["key"], row["period"]): row for row in rows}
        for (limit, key, period), row in found.items():
            if limit.startswith("program_"):
                family = "budget" if limit == "program_krw" else "quota"
                assert row["used"] == used[f"{family}:{key}:{period}:{limit.removeprefix('program_')}"]
            elif limit in ("rule", "campaign"):
                assert row["used"] == used[f"cap:RULE:{key}"]
            elif limit == "allotment":
                own = [leg for leg in world.legs(at) if leg.kind == "issued" and _meter(world, leg) == (key, period)]
                assert row["used"] == sum(leg.amount for leg in own)
                assert sum(leg["amount"] for leg in world.behind(row["postings"])) == row["used"]
        assert ("program_quantity", "VOUCHER", "2026") in found
        assert found["allotment", world.life.ledger.clients["dong-a"][1], "2026"]["maximum"] == 9_000
        liability = found["liability", None, None]
        assert liability["used"] == -sum(by_lot(world, at, OWED).values())
        assert -sum(leg["amount"] for leg in world.behind(liability["postings"])) == liability["used"]


def _meter(world: World, leg: Leg) -> tuple[str, str]:
    award = world.awards[leg.lot.accrual]
    _, university, year = allotment_meter(award.university, award.posted_on).split(":")
    return university, year


def _drills_down(world: World, rows: list[dict[str, Any]], sign: int) -> None:
    for row in rows[::2]:
        assert sign * sum(leg["amount"] for leg in world.behind(row["postings"])) == row["points"], row


def test_a_report_that_is_read_page_by_page_is_the_same_report(world: World) -> None:
    wanted = {"general-ledger": {"effective_from": "2026-10-10"}, "postings": {"kinds": "available,held"}}
    for name, report in REPORTS.items():
        whole = table(world.life.node, READER, report, wanted.get(name, {}))
        rows = [row.cells for row in whole.rows]
        paged: list[Any] = []
        place = ""
        while True:
            told = table(world.life.node, READER, report, wanted.get(name, {}), place=place)
            page = [row for _, row in zip(range(7), told.rows, strict=False)]
            assert (told.point.position, told.point.root, told.about) == (
                whole.point.position,
                whole.point.root,
                whole.about,
            )
            paged += [row.cells for row in page]
            if len(page) < 7:
                break
            place = page[-1].place
        assert paged == rows, name


def test_bands_hold_every_day_once() -> None:
    for day in (date(2026, 1, 31), date(2026, 9, 1), date(2028, 2, 29)):
        for bands in (ages(day), remaining(day), owed(day), months_ahead(day)):
            ordered = sorted(bands, key=lambda band: band.first_day)
            assert (ordered[0].first_day, ordered[-1].last_day) == (FIRST_DAY, LAST_DAY)
            for one, other in pairwise(ordered):
                assert (
                    date.fromisoformat(other.first_day).toordinal() == date.fromisoformat(one.last_day).toordinal() + 1
                )
