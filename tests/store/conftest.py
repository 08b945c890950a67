"""Fixtures of the store's tests: a migrated database on each engine, and somebody who attacks it from outside."""

from collections.abc import Iterator

import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy import Engine, create_engine

from ledger.store.database import create_store_engine
from ledger.store.store import Store
from tests.store.little_ledger import LittleLedger
from tests.support.engines import SQLITE


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    """Give the engine of a migrated database, as the service has it."""
    engine = create_store_engine(migrated_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> Store:
    """Give the store over a migrated, empty database."""
    return Store(engine)


@pytest.fixture
def busy_store(store: Store) -> Store:
    """Give a store with three lots of Haeundae Marine Tech and one hold: positions 1 to 10."""
    with store.writing() as unit:
        ledger = LittleLedger(unit)
        ledger.open()
        ledger.accrue("a", 500, expires_on="2027-06-30")
        ledger.accrue("b", 800, expires_on="2026-12-31")
        ledger.accrue("res1", 435, active_on="2026-10-01", state="org_haeundae:pending")
        ledger.hold("one", [("lot_b", 700)])
        unit.write(ledger.decided())
    return store


@pytest.fixture
def attacker(engine_name: str, migrated_url: str) -> Iterator[Engine]:
    """Give an engine without any of the service's care: the owner's rights, no pragmas, no role."""
    engine = create_engine(migrated_url, **({"module": sqlite} if engine_name == SQLITE else {}))
    yield engine
    engine.dispose()
