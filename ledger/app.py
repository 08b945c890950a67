"""App: the composition root, where settings, store, keys, clock and doors are put together, and nowhere else.

The service starts on a database that has proven itself fit, and on a ledger that is open; otherwise it says why not.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import Engine, make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from ledger.api.conventions.here import Door
from ledger.api.house import open_house
from ledger.auth.brake import Brake
from ledger.auth.callers import Callers
from ledger.auth.tokens import Tokens
from ledger.cli import main as command_line
from ledger.cli.runtime import CannotRun, EffectiveSetting
from ledger.services.clock import Clock, SimulatedClock, system_clock
from ledger.services.keys import Keys
from ledger.services.node import Node, read_parameters
from ledger.services.signing import LAST_SIGNED
from ledger.services.writer.channel import WriterChannel
from ledger.settings import Settings, SettingsInvalid, load_settings
from ledger.store.database import configure_engine, create_store_engine, db, engine_options
from ledger.store.engines.postgresql import Timeouts
from ledger.store.errors import StoreUnfit
from ledger.store.migrations import current_revision, erase, upgrade
from ledger.store.self_check import advice, prove_schema, prove_store
from ledger.store.store import Store

_log = structlog.get_logger()


class LedgerNotOpen(Exception):
    """The database is fit, and there is no ledger in it yet."""

    def __init__(self) -> None:
        super().__init__("the ledger has no genesis entry yet; `ledger demo` opens one with a demo in it")


class Application(Flask):
    """A Flask application whose views are plain functions, all of them."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function itself; Flask would look at each call whether it is a coroutine."""
        return func


def create_app(settings: Settings, clock: Clock | None = None, writer: Path | None = None) -> Flask:
    """Make the WSGI application.

    Args:
        clock: in place of the one that the ledger's genesis entry asks for.
        writer: where the node's writer process listens; without it the application posts by itself.

    Raises:
        StoreUnfit: the database does not keep the ledger's promises; the findings say why.
        LedgerNotOpen: there is no ledger in the database.
        KeysUnfit: the key folder cannot be used.
    """
    log_as_json(settings.server.log_level)
    app = Application("ledger", static_folder=None)
    app.url_map.merge_slashes = False  # else a path with // is answered by a redirect page, which is no problem+json
    app.config["MAX_CONTENT_LENGTH"] = settings.door.body_bytes_max
    node = _node_to_serve(_bound_engine(app, settings), settings, clock)
    if writer is not None:
        node = replace(node, writer=WriterChannel(writer))
    tokens = Tokens(app, node.keys.token_key, settings.tokens)
    open_house(
        app, Door(node, tokens, Callers(node, settings.tokens.remembered_max), Brake(settings.brake), settings.door)
    )
    if settings.door.trusted_proxies:
        proxies = settings.door.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    return app


def _node_to_serve(engine: Engine, settings: Settings, clock: Clock | None) -> Node:
    """Give the node on a fit database with an open ledger; nothing of a service that does not start stays open."""
    try:
        prove_fit(engine)
        node = make_node(engine, settings, clock)
        if not node.is_open:
            raise LedgerNotOpen
    except Exception:
        engine.dispose()
        raise
    return node


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
    if clock is None:
        clock = SimulatedClock(settings.clock_file) if parameters.clock == "simulated" else system_clock
    return Node(store, clock, Keys.load_or_create(settings.keys_folder), parameters)


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
        _make_folder(database.url)
        return create_store_engine(database.url, _timeouts(self._settings))

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

    def settings(self) -> list[EffectiveSetting]:
        """List every setting with where it comes from; secrets struck out."""
        return [EffectiveSetting(*told) for told in self._settings.told()]

    def migrate(self) -> str:
        """Bring the database to the schema of this code; gives the revision it now has."""
        upgrade(self._engine)
        with self._engine.connect() as connection:
            return current_revision(connection) or ""

    def reset(self) -> None:
        """Throw away the database's content and what was kept beside it for this one ledger; keys stay."""
        self.close()
        files = [self._settings.keys_folder / LAST_SIGNED, self._settings.clock_file]
        address = make_url(self._settings.database.url)
        if address.get_backend_name() == "sqlite":
            files += [Path(f"{address.database}{suffix}") for suffix in ("", "-wal", "-shm")]
        else:
            erase(self._engine)
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

    def close(self) -> None:
        """Close every connection to the database; to be called before forking, or handing this to another process."""
        engine = self.__dict__.pop("_engine", None)
        if engine is not None:
            engine.dispose()

    def create_app(self, writer: Path) -> Flask:
        """Make the web application of one server process, which hands what it posts to the writer."""
        return create_app(self._settings, writer=writer)


def main() -> None:
    """Run the command line on this installation."""
    command_line(obj=Installation())


def _bound_engine(app: Flask, settings: Settings) -> Engine:
    """Make the engine of the application, bound to it by Flask-SQLAlchemy."""
    database = settings.database
    options: dict[str, Any] = engine_options(database.url)
    options |= {"pool_size": database.connections_max, "max_overflow": 0}
    _make_folder(database.url)
    app.config["SQLALCHEMY_DATABASE_URI"] = database.url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    configure_engine(engine, _timeouts(settings))
    return engine


def _timeouts(settings: Settings) -> Timeouts:
    database = settings.database
    return Timeouts(database.lock_timeout_ms, database.statement_timeout_ms, database.idle_in_transaction_timeout_ms)


def _make_folder(url: str) -> None:
    """Make the folder of a SQLite file."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
