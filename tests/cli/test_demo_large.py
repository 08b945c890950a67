"""The demo at life size, with few accruals: four years in batches, on both engines."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.cli.exported import exported, shapes
from tests.cli.installation import Done, Installation
from tests.support.engines import ENGINES, fresh_database

ACCRUALS = 600


@pytest.fixture(scope="module", params=ENGINES)
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Load it once for each engine; tests only read."""
    folder = tmp_path_factory.mktemp(f"large-{request.param}")
    with fresh_database(request.param, folder, lambda: request.getfixturevalue("postgres_server")) as url:
        installation = Installation(folder, url)
        done = load(installation)
        assert done.returncode == 0, done.stderr
        assert "20 universities and 100 companies in 4 years: " in done.stderr
        assert " accruals a second, onboarding included." in done.stderr
        yield installation


def load(installation: Installation, *options: str) -> Done:
    """Load a large demo with few accruals."""
    return installation.run("demo", "--size", "large", "--accruals", str(ACCRUALS), *options)


def test_a_large_demo_has_what_happens_in_four_years_and_is_verified(large: Installation) -> None:
    assert large.told("verify", "--reperform")["findings"] == []
    transactions = exported(large)
    kinds = Counter(transaction["kind"] for transaction in transactions)
    assert kinds["accrual"] > ACCRUALS * 8 // 10
    for kind in ("reversal", "hold", "capture", "release", "cancellation", "expiry", "arrears_payment"):
        assert kinds[kind] >= 1, kind
    days = [transaction["recorded_at"][:10] for transaction in transactions]
    assert days == sorted(days)
    assert (days[0][:4], days[-1][:7]) == ("2022", "2026-08")


def test_nothing_is_due_any_more_when_a_large_demo_ends(large: Installation) -> None:
    last = exported(large)[-1]["recorded_at"]
    (large.folder / "keys" / "clock").write_text(last, encoding="ascii")
    assert large.told("run-due") == {"holders": 0, "entries": 0, "warnings": 0, "expired": 0}


def test_a_large_demo_is_not_loaded_over_a_ledger(large: Installation) -> None:
    size = large.told("verify")["entries"]
    done = load(large)
    assert done.returncode == 3
    assert "expected an empty database, found a ledger: --if-empty leaves it, --reset throws it away" in done.stderr
    assert large.told("verify")["entries"] == size


def test_both_engines_live_the_same_four_years(large: Installation, sqlite_installation: Installation) -> None:
    assert load(sqlite_installation).returncode == 0
    assert shapes(sqlite_installation) == shapes(large)


def test_a_large_demo_takes_the_place_of_a_small_one_that_is_thrown_away(own_demo: Installation) -> None:
    done = load(own_demo, "--reset")
    assert done.returncode == 0, done.stderr
    kinds = Counter(organization["kind"] for organization in own_demo.told("organizations", "list"))
    assert kinds == {"operator": 1, "auditor": 1, "agency": 5, "university": 20, "company": 102}
    assert own_demo.told("verify")["findings"] == []
