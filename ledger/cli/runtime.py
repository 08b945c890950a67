"""Runtime: what the commands need from the composition root, made only when a command asks for it.

The command line knows no settings file and no engine; ``ledger.app`` hands it one of these.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Protocol
from wsgiref.types import WSGIApplication

from ledger.services.clock import Clock
from ledger.services.node import Node
from ledger.services.seal_options import SealOptions
from ledger.services.signer_papers import SignerPapers
from ledger.services.signing import Signer
from ledger.services.witness import Witness


class CannotRun(Exception):
    """A command cannot run here and now: the message says what was expected, what was found, and the way out."""


class EffectiveSetting(NamedTuple):
    """One setting as it stands.

    Attributes:
        name: as in ``config/default.toml``, such as ``server.port``.
        value: as text; a secret's is already struck out.
        source: where it was set, such as ``config/default.toml`` or ``environment LEDGER_DATABASE_URL``.
    """

    name: str
    value: str
    source: str


class Runtime(Protocol):
    """One installation, as its settings describe it.

    Every member may raise ``CannotRun`` where the settings cannot be read or do not fit.
    """

    @property
    def database_url(self) -> str:
        """Give the SQLAlchemy address of the ledger's database."""

    @property
    def host(self) -> str:
        """Give the address to serve on."""

    @property
    def port(self) -> int:
        """Give the port to serve on."""

    @property
    def processes(self) -> int:
        """Give how many server processes the settings ask for."""

    @property
    def threads(self) -> int:
        """Give how many threads each of them has."""

    @property
    def origin(self) -> str:
        """Give the log's origin line, which the genesis entry fixes."""

    @property
    def warning_days(self) -> tuple[int, ...]:
        """Give at how many days before points lapse their holder is warned."""

    @property
    def seal_options(self) -> SealOptions:
        """Give who signs checkpoints, how often, and by which policy."""

    @property
    def signer_papers(self) -> SignerPapers:
        """Give the papers of the log's signer."""

    @property
    def witness_address(self) -> tuple[str, int]:
        """Give the address and port that a witness listens on."""

    def settings(self) -> list[EffectiveSetting]:
        """List every setting with where it comes from; secrets struck out."""

    def migrate(self) -> str:
        """Bring the database to the schema of this code; gives the revision it now has."""

    def reset(self) -> None:
        """Throw away the database's content and what was kept beside it for this one ledger; keys stay."""

    def open_node(self, *, prove: bool = True) -> Node:
        """Give the node on the database, whether or not there is a genesis in it.

        With ``prove`` the database first shows that it is fit to hold the ledger; without, it is taken as it is, as
        whoever looks for damage must.
        """

    def open_signer(self) -> Signer:
        """Give the signer of the log in the database, which proves first that it is fit; no other secret is read."""

    def witness(self) -> Witness:
        """Give the witness that works in this installation's folder, which needs no database."""

    def create_witness_app(self) -> WSGIApplication:
        """Make the web application of the witness."""

    def clock(self, name: str) -> Clock:
        """Give the clock that a ledger runs by, ``system`` or ``simulated``: for one that is about to be opened."""

    def close(self) -> None:
        """Close every connection to the database; to be called before forking."""

    def create_app(self, writer: Path) -> WSGIApplication:
        """Make the web application of one server process, which hands what it posts to the writer listening there."""
