"""Ground: what every ledger that is measured stands on: one PostgreSQL, one folder, both gone at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.servers import benchmark_postgres, postmaster_of
from tests.support.postgres import PostgresServer


@dataclass(frozen=True, slots=True)
class Ground:
    """What there is to build on.

    Attributes:
        settings: of the servers, other than the default, by name such as ``server.threads``.
    """

    server: PostgresServer
    folder: Path
    settings: Mapping[str, str]
    stack: ExitStack

    def new_database(self, template_url: str | None) -> str:
        """Make a database that is gone at the end, and give its address."""
        url = self.server.create_database(template_url)
        self.stack.callback(self.server.drop_database, url)
        return url

    @property
    def database_trees(self) -> dict[str, int]:
        """Give PostgreSQL's processes by their root, where they run on this machine."""
        postmaster = postmaster_of(self.server)
        return {} if postmaster is None else {"database": postmaster}


@contextmanager
def prepared_ground(settings: Mapping[str, str]) -> Iterator[Ground]:
    """Bring up PostgreSQL and a folder, and take both down without a trace."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ledger-bench-")))
        server = stack.enter_context(benchmark_postgres())
        yield Ground(server, folder, settings, stack)
