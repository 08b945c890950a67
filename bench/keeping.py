"""Keeping: loaded ledgers, kept under ``build/`` so that the next run need not load them again.

A ledger was loaded through the services and verified before it is kept, and is kept by its size and by a digest of the
code that made it: other code loads its own. Of SQLite the file is kept, of PostgreSQL every table's rows in its binary
COPY form, which are put back with guards and foreign keys at rest: they have been through them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast

import psycopg
from psycopg import sql

from bench.ground import Ground
from bench.loading import SPAN, load
from bench.measuring import Slice
from bench.sizes import LedgerSize
from bench.world import Place, World, world_of
from ledger.services.verification import verify
from ledger.settings import ROOT
from ledger.store import guards
from ledger.store.database import create_store_engine
from ledger.store.migrations import owner_connection, upgrade
from ledger.store.revisions import expected_revision
from ledger.store.tables import TABLES
from tests.support.engines import SQLITE, sqlite_url
from tests.support.postgres import libpq_url

FOLDER: Final = ROOT / "build" / "bench-ledgers"
_CODE: Final = ("ledger/domain", "ledger/store", "config/demo")
_READS: Final = ROOT / "ledger" / "store" / "reads"
_MAKERS: Final = (*_CODE, "bench/world.py", "bench/loading.py")
"""What decides the bytes of a loaded ledger, besides the schema's revision; what only reads them does not."""

_LEDGER, _KEYS, _ABOUT = "ledger.db", "keys", "about.json"
_CHUNK_BYTES: Final = 1 << 20

Remark = Callable[[str], None]


class LoadedWrongly(RuntimeError):
    """A ledger that was just loaded does not follow from its journal."""


@dataclass(frozen=True, slots=True)
class LoadedLedger:
    """A ledger that holds so much already, and verifies.

    Attributes:
        world: its day is the one in the middle of all.
        loading: the accruals, and how long they took when they were loaded.
        position: of the journal's head.
    """

    place: Place
    size: LedgerSize
    world: World
    loading: Slice
    position: int
    transactions: int
    postings: int


def loaded_ledger(engine: str, size: LedgerSize, ground: Ground, remark: Remark) -> LoadedLedger:
    """Give a ledger of a size: a kept one, else one that is loaded, verified and kept now.

    Raises:
        LoadedWrongly: it does not verify.
    """
    folder = FOLDER / f"{engine}-{size.postings}-{_digest()}"
    fresh = not folder.exists()
    if fresh:
        for other in FOLDER.glob(f"{engine}-{size.postings}-*"):
            shutil.rmtree(other)
        part = folder.with_suffix(".part")
        part.mkdir(parents=True)
        loaded_in = _place_in(part, engine, ground)
        _load_into(part, loaded_in, size, remark)
        part.rename(folder)
        if engine != SQLITE:
            ground.server.drop_database(loaded_in.url)
    place = _place_in(folder, engine, ground)
    if engine != SQLITE:
        remark(f"putting {size.title} postings into PostgreSQL")
        _put_back(place.url, folder)
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    return LoadedLedger(
        place=place,
        size=size,
        world=world_of(about["world"]),
        loading=Slice(about["accruals"], about["seconds"]),
        position=about["position"],
        transactions=about["transactions"],
        postings=about["postings"],
    )


def _load_into(folder: Path, place: Place, size: LedgerSize, remark: Remark) -> None:
    """Load an empty place that belongs to a folder, verify it, and keep it there."""

    def progress(done: int, total: int) -> None:
        if done % max(1, total // 10) == 0:
            remark(f"loading {size.title} postings, {place.engine}: {done} of {total} days")

    world, loading = load(place, size, progress)
    remark(f"verifying {size.title} postings, {place.engine}")
    with place.opened() as node:
        report = verify(node)
    if report.findings:
        raise LoadedWrongly(f"{size.title}, {place.engine}: {report.findings[0]}")
    engine = create_store_engine(place.url)
    with engine.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM entries WHERE lines > 0").scalar_one()
    engine.dispose()
    about: dict[str, Any] = {
        "world": world.as_json(),
        "accruals": loading.work,
        "seconds": loading.seconds,
        "position": report.entries,
        "transactions": count,
        "postings": report.postings,
    }
    if place.engine != SQLITE:
        _take_out(place.url, folder)
    (folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")


def _place_in(folder: Path, engine: str, ground: Ground) -> Place:
    url = sqlite_url(folder / _LEDGER) if engine == SQLITE else ground.new_database(None)
    return Place(engine, url, folder / _KEYS)


def _digest() -> str:
    digest = sha256(f"{expected_revision()} {SPAN}".encode())
    for path in _maker_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _maker_files() -> Iterator[Path]:
    for name in _MAKERS:
        root = ROOT / name
        found = [root] if root.is_file() else root.rglob("*")
        yield from sorted(path for path in found if path.suffix in (".py", ".toml") and _READS not in path.parents)


def _take_out(url: str, folder: Path) -> None:
    with psycopg.connect(libpq_url(url)) as connection, connection.cursor() as cursor:
        for table in TABLES:
            statement = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(table))
            with (folder / table).open("wb") as file, cursor.copy(statement) as copy:
                for data in copy:
                    file.write(data)


def _put_back(url: str, folder: Path) -> None:
    """Put kept rows into an empty database, and let PostgreSQL count them for its plans."""
    engine = create_store_engine(url)
    upgrade(engine)
    with owner_connection(engine) as connection:
        guards.take_down(connection)
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        cursor = cast(psycopg.Connection[Any], connection.connection.driver_connection).cursor()
        for table in TABLES:
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            statement = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table))
            with (folder / table).open("rb") as file, cursor.copy(statement) as copy:
                while data := file.read(_CHUNK_BYTES):
                    copy.write(data)
        guards.install(connection)
    with psycopg.connect(libpq_url(url), autocommit=True) as connected:
        connected.execute("VACUUM (FREEZE, ANALYZE)")
