"""Exporting: the whole history written out, by each door that does it, and by PostgreSQL itself.

Whoever exports writes into a pipe whose other end only counts lines, so that no disk is in the way and what is missing
is noticed. A turn is over when all has been counted; its work is the ledger's postings.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bench.house import Served
from bench.keeping import LoadedLedger
from bench.load import LoadFailed
from bench.measuring import Slice
from bench.memory import peak_mib_of_tree, peak_mib_until_end
from bench.servers import environment_for
from ledger.settings import ROOT
from ledger.store.reads.history import PostingRecord, TransactionRecord
from tests.support.postgres import PostgresServer, libpq_url

PATIENCE_SECONDS: Final = 600
NDJSON, CSV = "ndjson", "csv"
_RECEIVE_BYTES: Final = 1 << 18

_HEADER: Final = [name for name in TransactionRecord._fields if name != "postings"]
_TABLES: Final = (
    f"COPY (SELECT {', '.join(_HEADER)} FROM entries WHERE lines > 0 ORDER BY position) TO STDOUT",
    f"COPY (SELECT {', '.join(PostingRecord._fields)} FROM postings ORDER BY position, line) TO STDOUT",
)


def _json_object(table: str, names: Sequence[str]) -> str:
    return ", ".join(f"'{name}', {table}.{name}" for name in names)


_JSON: Final = (
    f"COPY (SELECT json_build_object({_json_object('e', _HEADER)}, 'postings',"
    f" json_agg(json_build_object({_json_object('p', PostingRecord._fields)}) ORDER BY p.line))"
    " FROM entries e JOIN postings p USING (position) WHERE e.lines > 0"
    " GROUP BY e.position ORDER BY e.position) TO STDOUT",
)

COPIES: Final = {"COPY TO, tables": _TABLES, "COPY TO, JSON": _JSON}
"""The same columns of the same rows: two tables as text, or a line of JSON for each transaction."""


@dataclass(frozen=True, slots=True)
class Exports:
    """What writes a loaded ledger's history out."""

    ledger: LoadedLedger
    served: Served
    server: PostgresServer

    def by_command(self, form: str) -> Slice:
        """Let ``ledger export`` write NDJSON, or CSV: its header, and a line for each posting."""
        environment = environment_for(self.ledger.place, self.served.settings)
        command = [sys.executable, "-m", "ledger", "export", "--format", form]
        lines = self.ledger.transactions if form == NDJSON else self.ledger.postings + 1
        return counted(command, lines, self.ledger.postings, environment)

    def over_http(self) -> Slice:
        """Stream ``GET transactions`` as NDJSON to the operator; its memory is the web worker's, which serves on."""
        [token] = self.served.tokens.of([self.ledger.world.operator])
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/x-ndjson"}
        service = self.served.service
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE_SECONDS)
        started = time.perf_counter()
        connection.request("GET", "/api/v1/transactions", headers=headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise LoadFailed(f"expected the transactions, found {answer.status}: {answer.read()[:2000]!r}")
        lines = 0
        while data := answer.read(_RECEIVE_BYTES):
            lines += data.count(b"\n")
        seconds = time.perf_counter() - started
        connection.close()
        _require_lines(lines, self.ledger.transactions)
        return Slice(self.ledger.postings, seconds, memory_mib=peak_mib_of_tree(service.pid, service.writer_pid))

    def by_copy(self, form: str) -> Slice:
        """Let PostgreSQL write the same by ``COPY TO``, in a form of ``COPIES``; psql takes it."""
        lines = self.ledger.transactions + (self.ledger.postings if COPIES[form] is _TABLES else 0)
        return copied(self.ledger, self.server, COPIES[form], lines, self.ledger.postings)


def copied(ledger: LoadedLedger, server: PostgresServer, statements: Sequence[str], lines: int, work: int) -> Slice:
    """Let PostgreSQL write so many lines by ``COPY TO``; psql takes them."""
    assert server.bin_dir is not None
    commands = [part for statement in statements for part in ("--command", statement)]
    address = libpq_url(ledger.place.url)
    return counted([str(server.bin_dir / "psql"), "--no-psqlrc", *commands, address], lines, work, None)


def counted(command: Sequence[str], lines: int, work: int, environment: dict[str, str] | None) -> Slice:
    """Let a command write so many lines into a pipe; ``work`` is what they are worth.

    Raises:
        LoadFailed: it ended badly, or wrote another number of lines.
    """
    started = time.perf_counter()
    with (
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as exporting,
        subprocess.Popen(["wc", "-l"], stdin=exporting.stdout, stdout=subprocess.PIPE) as counting,
    ):
        memory_mib = peak_mib_until_end(exporting)
        found = counting.communicate()[0]
    seconds = time.perf_counter() - started
    if exporting.returncode:
        raise LoadFailed(f"{command[0]} ended with {exporting.returncode}")
    _require_lines(int(found), lines)
    return Slice(work, seconds, memory_mib=memory_mib)


def _require_lines(found: int, expected: int) -> None:
    if found != expected:
        raise LoadFailed(f"expected {expected} lines, found {found}")
