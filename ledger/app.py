"""App: the composition root of what has no web: settings, store, keys and clock, put together for the command line.

The application of a web worker (``ledger.application``) is put together of the same parts; a command that serves
nobody never imports it, for it is most of what the program weighs. Nor does one that changes no schema import what
does.
"""

from __future__ import annotations

import logging
import sys
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Final
from wsgiref.types import WSGIApplication

import structlog
from sqlalchemy import Engine, make_url

from ledger.cli import main as command_line
from ledger.cli.runtime import CannotRun, EffectiveSetting
from ledger.services.clock import Clock, SimulatedClock, system_clock
from ledger.services.keys import Keys
from ledger.services.node import Node, read_parameters
from ledger.services.seal_options import SealOptions
from ledger.services.signer_papers import LAST_SIGNED, SignerPapers
from ledger.services.signing import Signer
from ledger.services.witness import Witness
from ledger.settings import Settings, SettingsInvalid, load_settings
from ledger.store.database import create_store_engine
from ledger.store.documents import FolderDocuments
from ledger.store.engines.postgresql import Timeouts
from ledger.store.errors import StoreUnfit
from ledger.store.revisions import current_revision
from ledger.store.self_check import advice, prove_schema, prove_store
from ledger.store.store import Store

APPLICATION: Final = "ledger.application"
WITNESS_DOOR: Final = "ledger.api.witness_door"
MIGRATIONS: Final = "ledger.store.migrations"

_log = structlog.get_logger()


def prove_fit(engine: Engine) -> None:
    """Let the database show that it keeps the ledger's promises. Raises ``StoreUnfit``."""
    findings = prove_store(engine)
    if findings:
        raise StoreUnfit(findings)
    for line in advice(engine):
        _log.warning("database_could_be_safer", advice=line)


def make_node(engine: Engine, settings: Settings, clock: Clock | None = None) -> Node:
    """Put a node together on a database; its ledger need not be open yet. Raises ``KeysUnfit``."""
    store = Store(engine)
    parameters = read_parameters(store)
    return Node(
        store,
        clock or _clock(settings, parameters.clock),
        Keys.load_or_create(settings.keys_folder),
        parameters,
        documents=FolderDocuments(settings.documents_folder, settings.documents.bytes_max),
        users=settings.users,
        seal=settings.seal_options,
    )


def _clock(settings: Settings, name: str) -> Clock:
    """Give the clock that a genesis entry names; before there is one, the system's."""
    return SimulatedClock(settings.clock_file) if name == "simulated" else system_clock


def log_as_json(level: str) -> None:
    """Write what the service logs as one JSON line for each event, on standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class Installation:
    """The runtime of the command line: this installation, as its settings describe it, made when it is asked for."""

    @cached_property
    def _settings(self) -> Settings:
        try:
            return load_settings()
        except SettingsInvalid as error:
            raise CannotRun(str(error)) from error

    @cached_property
    def _engine(self) -> Engine:
        database = self._settings.database
        make_folder(database.url)
        return create_store_engine(database.url, timeouts_of(self._settings))

    @property
    def database_url(self) -> str:
        """Give the SQLAlchemy address of the ledger's database."""
        return self._settings.database.url

    @property
    def host(self) -> str:
        """Give the address to serve on."""
        return self._settings.server.host

    @property
    def port(self) -> int:
        """Give the port to serve on."""
        return self._settings.server.port

    @property
    def processes(self) -> int:
        """Give how many server processes the settings ask for; 0 leaves it to the engine."""
        return self._settings.server.processes

    @property
    def threads(self) -> int:
        """Give how many threads each of them has."""
        return self._settings.server.threads

    @property
    def origin(self) -> str:
        """Give the log's origin line, which the genesis entry fixes."""
        return self._settings.ledger.origin

    @property
    def warning_days(self) -> tuple[int, ...]:
        """Give at how many days before points lapse their holder is warned."""
        return self._settings.due.warning_days

    def settings(self) -> list[EffectiveSetting]:
        """List every setting with where it comes from; secrets struck out."""
        return [EffectiveSetting(*told) for told in self._settings.told()]

    def migrate(self) -> str:
        """Bring the database to the schema of this code; gives the revision it now has."""
        import_module(MIGRATIONS).upgrade(self._engine)
        with self._engine.connect() as connection:
            return current_revision(connection) or ""

    def reset(self) -> None:
        """Throw away the database's content and what was kept beside it for this one ledger; keys stay."""
        self.close()
        files = [self._settings.seal_folder / LAST_SIGNED, self._settings.clock_file]
        address = make_url(self._settings.database.url)
        if address.get_backend_name() == "sqlite":
            files += [Path(f"{address.database}{suffix}") for suffix in ("", "-wal", "-shm")]
        else:
            import_module(MIGRATIONS).erase(self._engine)
        for path in files:
            path.unlink(missing_ok=True)

    def open_node(self, *, prove: bool = True) -> Node:
        """Give the node on the database, whether or not there is a genesis in it; with ``prove`` it proves itself."""
        log_as_json(self._settings.server.log_level)
        if prove:
            prove_fit(self._engine)
        elif findings := prove_schema(self._engine):
            raise StoreUnfit(findings)
        return make_node(self._engine, self._settings)

    @property
    def seal_options(self) -> SealOptions:
        """Give who signs checkpoints, how often, and by which policy."""
        return self._settings.seal_options

    @property
    def signer_papers(self) -> SignerPapers:
        """Give the papers of the log's signer."""
        return SignerPapers(self._settings.seal_folder)

    def open_signer(self) -> Signer:
        """Give the signer of the log in the database; it needs no other secret than its own."""
        log_as_json(self._settings.server.log_level)
        prove_fit(self._engine)
        store = Store(self._engine)
        ledger = read_parameters(store)
        return Signer(store, _clock(self._settings, ledger.clock), ledger.origin, self.signer_papers)

    def witness(self) -> Witness:
        """Give the witness that works in this installation's folder; it has no database, and the system's clock."""
        log_as_json(self._settings.server.log_level)
        return Witness(self._settings.witness_folder, system_clock)

    @property
    def witness_address(self) -> tuple[str, int]:
        """Give the address and port that the witness listens on."""
        return self._settings.witness.host, self._settings.witness.port

    def create_witness_app(self) -> WSGIApplication:
        """Make the web application of the witness."""
        made: WSGIApplication = import_module(WITNESS_DOOR).witness_door(self.witness())
        return made

    def clock(self, name: str) -> Clock:
        """Give the clock that a ledger runs by: ``system`` or ``simulated``."""
        return _clock(self._settings, name)

    def close(self) -> None:
        """Close every connection to the database; to be called before forking, or handing this to another process."""
        engine = self.__dict__.pop("_engine", None)
        if engine is not None:
            engine.dispose()

    def create_app(self, writer: Path) -> WSGIApplication:
        """Make the web application of one server process, which hands what it posts to the writer."""
        made: WSGIApplication = import_module(APPLICATION).create_app(self._settings, writer=writer)
        return made


def main() -> None:
    """Run the command line on this installation."""
    command_line(obj=Installation())


def timeouts_of(settings: Settings) -> Timeouts:
    database = settings.database
    return Timeouts(database.lock_timeout_ms, database.statement_timeout_ms, database.idle_in_transaction_timeout_ms)


def make_folder(url: str) -> None:
    """Make the folder of a SQLite file."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
