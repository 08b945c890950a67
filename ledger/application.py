"""Application: what a web worker serves, the composition root of the web door.

The service starts on a database that has proven itself fit, and on a ledger that is open; otherwise it says why not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from ledger.api.conventions.here import Door
from ledger.api.house import open_house
from ledger.app import log_as_json, make_folder, make_node, prove_fit, timeouts_of
from ledger.auth.brake import Brake
from ledger.auth.callers import Callers
from ledger.auth.login_brake import LoginBrake
from ledger.auth.tokens import Tokens
from ledger.services.clock import Clock
from ledger.services.node import Node
from ledger.services.writer.channel import WriterChannel
from ledger.settings import Settings
from ledger.store.binding import db
from ledger.store.database import configure_engine, engine_options


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
    callers = Callers(node, settings.tokens.remembered_max)
    logins = LoginBrake(settings.brake, settings.users.address_failures_max)
    open_house(app, Door(node, tokens, callers, Brake(settings.brake), logins, settings.door))
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


def _bound_engine(app: Flask, settings: Settings) -> Engine:
    """Make the engine of the application, bound to it by Flask-SQLAlchemy."""
    database = settings.database
    options: dict[str, Any] = engine_options(database.url)
    options |= {"pool_size": database.connections_max, "max_overflow": 0}
    make_folder(database.url)
    app.config["SQLALCHEMY_DATABASE_URI"] = database.url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    configure_engine(engine, timeouts_of(settings))
    return engine
