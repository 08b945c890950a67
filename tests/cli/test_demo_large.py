"""The demo at life size, with few accruals: four years in batches, on both engines."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.cli.exported import exported, shapes
from tests.cli.installation import Done, Installation
from tests.support.engines import ENGINES, POSTGRESQL, SQLITE, fresh_database
from tests.support.postgres import PostgresServer

ACCRUALS = 600


@pytest.fixture(scope="module")
def loaded(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Installation]]:
    """Load it once for each engine; tests only read."""
    with ExitStack() as stack:
        found = {}
        for engine in ENGINES:
            folder = tmp_path_factory.mktemp(f"large-{engine}")
            url = stack.enter_context(fresh_database(engine, folder, lambda: postgres_server))
            installation = found[engine] = Installation(folder, url)
            done = load(installation)
            assert done.returncode == 0, done.stderr
            assert "20 universities and 100 companies in 4 years: " in done.stderr
            assert " accruals a second, onboarding included." in done.stderr
        yield found


@pytest.fixture(scope="module", params=ENGINES)
def large(request: pytest.FixtureRequest, loaded: dict[str, Installation]) -> Installation:
    """Give it on each engine."""
    return loaded[str(request.param)]


@pytest.fixture(scope="module")
def transactions(large: Installation) -> list[dict[str, Any]]:
    """Give all that happened in it."""
    return exported(large)


def load(installation: Installation, *options: str, accruals: int = ACCRUALS) -> Done:
    """Load a large demo with few accruals."""
    return installation.run("demo", "--size", "large", "--accruals", str(accruals), *options)


def test_a_large_demo_has_what_happens_in_four_years_and_is_verified(
    large: Installation, transactions: list[dict[str, Any]]
) -> None:
    assert large.told("verify", "--reperform")["findings"] == []
    kinds = Counter(transaction["kind"] for transaction in transactions)
    assert kinds["accrual"] > ACCRUALS * 8 // 10
    for kind in ("reversal", "hold", "capture", "release", "cancellation", "expiry", "arrears_payment"):
        assert kinds[kind] >= 1, kind
    days = [transaction["recorded_at"][:10] for transaction in transactions]
    assert days == sorted(days)
    assert (days[0][:4], days[-1][:7]) == ("2022", "2026-08")


def test_nothing_is_due_any_more_when_a_large_demo_ends(
    large: Installation, transactions: list[dict[str, Any]]
) -> None:
    last = transactions[-1]["recorded_at"]
    (large.folder / "keys" / "clock").write_text(last, encoding="ascii")
    assert large.told("run-due") == {"holders": 0, "entries": 0, "warnings": 0, "expired": 0}


def test_a_large_demo_is_not_loaded_over_a_ledger(large: Installation) -> None:
    size = large.entries()
    done = load(large)
    assert done.returncode == 3
    assert "expected an empty database, found a ledger: --if-empty leaves it, --reset throws it away" in done.stderr
    assert large.entries() == size


def test_both_engines_live_the_same_four_years(loaded: dict[str, Installation]) -> None:
    assert shapes(loaded[SQLITE]) == shapes(loaded[POSTGRESQL])


def test_a_large_demo_takes_the_place_of_a_small_one_that_is_thrown_away(own_sqlite_demo: Installation) -> None:
    done = load(own_sqlite_demo, "--reset", accruals=ACCRUALS // 6)
    assert done.returncode == 0, done.stderr
    kinds = Counter(organization["kind"] for organization in own_sqlite_demo.told("organizations", "list"))
    assert kinds == {"operator": 1, "auditor": 1, "agency": 5, "university": 20, "company": 102}
    assert own_sqlite_demo.told("verify")["findings"] == []
