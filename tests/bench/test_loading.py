"""What the benchmark loads keeps every promise, and is the same after it was kept and put back."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from bench import keeping
from bench.ground import Ground
from bench.keeping import LoadedLedger, loaded_ledger
from bench.loading import measured_companies
from bench.sizes import LedgerSize
from ledger.app import prove_fit
from ledger.services.balances import balance
from ledger.services.verification import verify
from ledger.store.database import create_store_engine
from tests.support.engines import ENGINES
from tests.support.postgres import PostgresServer

LITTLE = LedgerSize("one thousand", 1_000, 100)


@pytest.fixture(scope="module", params=ENGINES)
def loaded(
    request: pytest.FixtureRequest, postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[LoadedLedger]]:
    """Give a ledger as it was loaded, and as it was found kept the next time."""
    remarks: list[str] = []
    with ExitStack() as stack:
        stack.enter_context(pytest.MonkeyPatch.context()).setattr(keeping, "FOLDER", tmp_path_factory.mktemp("kept"))
        ground = Ground(postgres_server, tmp_path_factory.mktemp("ground"), {}, stack)
        found = [loaded_ledger(request.param, LITTLE, ground, remarks.append) for _ in ("first", "again")]
        assert sum(remark.startswith("verifying") for remark in remarks) == 1
        yield found


def test_a_loaded_ledger_verifies_and_is_the_same_when_it_was_kept(loaded: list[LoadedLedger]) -> None:
    reports = []
    for ledger in loaded:
        engine = create_store_engine(ledger.place.url)
        prove_fit(engine)
        engine.dispose()
        with ledger.place.opened() as node:
            reports.append(verify(node))
    first, again = reports
    assert first == again
    assert not first.findings
    assert (first.entries, first.postings) == (loaded[0].position, loaded[0].postings)
    assert first.postings == pytest.approx(LITTLE.postings, rel=0.05)


def test_the_measured_companies_have_earned_in_a_loaded_ledger(loaded: list[LoadedLedger]) -> None:
    ledger = loaded[1]
    company = measured_companies(ledger.world)[7].caller
    with ledger.place.opened() as node:
        now = balance(node, company, company.organization_id)
        then = balance(node, company, company.organization_id, recorded_as_of=ledger.position // 2)
    assert now["posted"] > then["posted"] > 0
