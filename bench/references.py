"""References: what PostgreSQL itself does in the same time, by its own benchmark program.

The least that deserves the name of double entry: a transaction, two postings and two balances, no more constraints
than primary and foreign keys, nothing checked, nothing hashed, nothing remembered, and never two clients at one
account (unless that is what is measured). Source: https://www.postgresql.org/docs/current/pgbench.html
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from bench.measuring import Slice
from tests.support.postgres import libpq_url

ACCOUNTS_PER_SIDE: Final = 1_000
THREADS_MAX: Final = 2

SCHEMA: Final = f"""
CREATE TABLE accounts (id integer PRIMARY KEY, balance bigint NOT NULL);
CREATE TABLE transactions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  reference text NOT NULL
);
CREATE TABLE postings (
  transaction_id bigint NOT NULL REFERENCES transactions,
  line smallint NOT NULL,
  account_id integer NOT NULL REFERENCES accounts,
  amount bigint NOT NULL,
  PRIMARY KEY (transaction_id, line)
);
INSERT INTO accounts SELECT id, 0 FROM generate_series(1, {2 * ACCOUNTS_PER_SIDE}) AS id;
"""

_SPREAD: Final = f"\\set credit random({ACCOUNTS_PER_SIDE + 1}, {2 * ACCOUNTS_PER_SIDE})"
_HOT: Final = f"\\set credit {ACCOUNTS_PER_SIDE + 1}"
_DRAW: Final = f"\\set debit random(1, {ACCOUNTS_PER_SIDE})\n\\set points random(1, 5000)\n"
_SEVERAL: Final = """
BEGIN;
INSERT INTO transactions (reference) VALUES ('bench') RETURNING id \\gset
INSERT INTO postings VALUES (:id, 1, :debit, :points);
INSERT INTO postings VALUES (:id, 2, :credit, -(:points::bigint));
UPDATE accounts SET balance = balance + :points WHERE id = :debit;
UPDATE accounts SET balance = balance - :points WHERE id = :credit;
COMMIT;
"""
_SINGLE: Final = """
WITH made AS (INSERT INTO transactions (reference) VALUES ('bench') RETURNING id),
legs (line, account_id, amount) AS (
  VALUES (1::smallint, :debit::integer, :points::bigint), (2::smallint, :credit::integer, -(:points::bigint))
),
posted AS (INSERT INTO postings SELECT id, line, account_id, amount FROM made CROSS JOIN legs)
UPDATE accounts SET balance = balance + legs.amount FROM legs WHERE accounts.id = legs.account_id;
"""

SCRIPTS: Final = {
    "several statements": f"{_DRAW}{_SPREAD}\n{_SEVERAL}",
    "single statement": f"{_DRAW}{_SPREAD}\n{_SINGLE}",
    "several statements, one hot account": f"{_DRAW}{_HOT}\n{_SEVERAL}",
}

_RATE: Final = re.compile(r"^tps = ([0-9.]+) \(without initial connection time\)", re.MULTILINE)
_DONE: Final = re.compile(r"number of transactions actually processed: (\d+)")
_LOGGED_LATENCY_US: Final = 2


class ReferenceFailed(RuntimeError):
    """pgbench is not there, or ended badly; the message carries what it said."""


@dataclass(frozen=True, slots=True)
class Pgbench:
    """pgbench on a database of its own with the reference's tables."""

    program: Path
    url: str

    @classmethod
    def on(cls, programs: Path | None, database_url: str) -> Pgbench:
        """Make the tables in an empty database.

        Raises:
            ReferenceFailed: there is no pgbench on this machine.
        """
        if programs is None:
            raise ReferenceFailed("expected pgbench beside PostgreSQL's programs, found none")
        url = libpq_url(database_url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
            connection.execute("VACUUM ANALYZE")
        return cls(programs / "pgbench", url)

    def run(self, script: str, clients: int, seconds: int) -> Slice:
        """Run a script of ``SCRIPTS`` with so many clients for so long.

        Raises:
            ReferenceFailed: pgbench ended badly.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "script.sql")
            path.write_text(SCRIPTS[script], encoding="utf-8")
            options = ["--no-vacuum", "--protocol=prepared", f"--file={path}", "--log", f"--log-prefix={folder}/log"]
            load = [f"--client={clients}", f"--jobs={min(clients, THREADS_MAX)}", f"--time={seconds}"]
            ran = subprocess.run(
                [self.program, *options, *load, self.url], capture_output=True, text=True, check=False, cwd=folder
            )
            rate, done = _RATE.search(ran.stdout), _DONE.search(ran.stdout)
            if ran.returncode or rate is None or done is None:
                raise ReferenceFailed(f"pgbench failed: {ran.stdout}{ran.stderr}")
            latencies_ms = [
                int(line.split()[_LOGGED_LATENCY_US]) / 1000
                for log in Path(folder).glob("log.*")
                for line in log.read_text(encoding="ascii").splitlines()
            ]
        return Slice(int(done[1]), int(done[1]) / float(rate[1]), latencies_ms)
