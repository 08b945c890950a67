"""Settings: how one installation runs, from ``config/default.toml``, a file of its own, and the environment.

A setting is one key of one table; ``LEDGER_<TABLE>_<KEY>`` overrides it, so ``[database] url`` is
``LEDGER_DATABASE_URL``. ``LEDGER_CONFIG`` names a TOML file with overrides. A key that is not in ``default.toml``, a
value of another type, or a number below its least is refused by name: a slip of the pen never becomes a default.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from environs import Env

from ledger.api.options import DoorOptions
from ledger.auth.brake import BrakeOptions
from ledger.auth.options import TokenOptions
from ledger.services.seal_options import SealOptions
from ledger.services.user_options import UserOptions

ROOT: Final = Path(__file__).resolve().parents[1]
"""Where relative paths of settings begin."""

DEFAULTS: Final = ROOT / "config" / "default.toml"
CONFIG_VARIABLE: Final = "LEDGER_CONFIG"
AUTO: Final = "auto"
_SHORT: Final = {"PORT": "server.port", "LEDGER_PORT": "server.port", "LEDGER_HOST": "server.host"}
"""Variables beside ``LEDGER_<TABLE>_<KEY>``; where several name one setting, the last in this order wins."""

_PREFIX: Final = "LEDGER_"
_NOT_SETTINGS: Final = (
    CONFIG_VARIABLE,
    "LEDGER_TEST_",
    "LEDGER_BENCH_",
    "LEDGER_MACHINE_",
    "LEDGER_WALK_",
    "LEDGER_CAMPAIGN",
)
_SQLITE: Final = "sqlite:///"
_CREDENTIALS: Final = re.compile("://[^/@]*@")
_LEAST: Final = {
    "database.connections_max": 1,
    "database.lock_timeout_ms": 1,
    "database.statement_timeout_ms": 1,
    "database.idle_in_transaction_timeout_ms": 1,
    "server.threads": 1,
    "door.body_bytes_max": 1024,
    "documents.bytes_max": 1024,
    "tokens.lifetime_seconds": 1,
    "brake.failures_max": 1,
    "brake.window_seconds": 1,
    "brake.entries_max": 1,
    "users.invitation_days": 1,
    "users.password_characters_min": 8,
    "users.session_seconds": 60,
    "users.session_idle_seconds": 60,
    "users.address_failures_max": 1,
    "seal.interval_seconds": 1,
}
"""The least value of whole numbers that may not be 0."""

_READS: Final[Mapping[type, Callable[[Env, str], Any]]] = {
    bool: lambda env, variable: env.bool(variable),
    int: lambda env, variable: env.int(variable),
    str: lambda env, variable: env.str(variable),
    list: lambda env, variable: env.list(variable, subcast=int),
}
"""How a value is read from the environment, by the type of the value it overrides; numbers of a list stand apart by
commas."""

DAYS_MAX: Final = 3650

EMBEDDED: Final = "embedded"
PROCESS: Final = "process"
NONE: Final = "none"
LEVELS: Final = ("debug", "info", "warning", "error")

_ONE_OF: Final = {"server.log_level": LEVELS, "seal.mode": (EMBEDDED, PROCESS)}
"""Settings that are one of a few words."""


class SettingsInvalid(Exception):
    """A setting is not as expected; the message names it, what was expected, and what was found."""


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where the ledger is kept; ``config/default.toml`` explains each key."""

    url: str
    connections_max: int
    lock_timeout_ms: int
    statement_timeout_ms: int
    idle_in_transaction_timeout_ms: int


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """What a new ledger is called, and where its secrets and its simulated clock lie."""

    origin: str
    keys_folder: str
    clock_file: str


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """Where documents are kept, and how long one may be."""

    folder: str
    bytes_max: int


@dataclass(frozen=True, slots=True)
class DueSettings:
    """What is told before points lapse."""

    warning_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where and with how many hands the service listens."""

    host: str
    port: int
    processes: int
    threads: int
    log_level: str


@dataclass(frozen=True, slots=True)
class SealSettings:
    """Who signs checkpoints, where that keeps its papers, and which witnesses are asked."""

    mode: str
    folder: str
    interval_seconds: int
    policy_file: str


@dataclass(frozen=True, slots=True)
class WitnessSettings:
    """Where a witness of other logs keeps its papers and listens."""

    folder: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, by table."""

    database: DatabaseSettings
    ledger: LedgerSettings
    documents: DocumentSettings
    due: DueSettings
    server: ServerSettings
    door: DoorOptions
    tokens: TokenOptions
    brake: BrakeOptions
    users: UserOptions
    seal: SealSettings
    witness: WitnessSettings
    sources: Mapping[str, str]
    """Setting, such as ``server.port``, to where it was set."""

    @property
    def keys_folder(self) -> Path:
        """The folder of the secrets; by itself one for each database, since a log's signer follows one log."""
        if self.ledger.keys_folder != AUTO:
            return ROOT / self.ledger.keys_folder
        url = self.database.url
        if url.startswith(_SQLITE):
            return Path(url.removeprefix(_SQLITE) + ".keys")
        place = _CREDENTIALS.sub("://", url).partition("?")[0]
        return ROOT / "var" / "keys" / f"{place.rpartition('/')[2]}-{sha256(place.encode()).hexdigest()[:8]}"

    @property
    def clock_file(self) -> Path:
        """The file in which a simulated clock stands."""
        return self.keys_folder / "clock" if self.ledger.clock_file == AUTO else ROOT / self.ledger.clock_file

    @property
    def documents_folder(self) -> Path:
        """The folder of the documents; by itself one for each database, beside the keys."""
        if self.documents.folder != AUTO:
            return ROOT / self.documents.folder
        keys = self.keys_folder
        return keys.with_name(f"{keys.name.removesuffix('.keys')}.documents")

    @property
    def seal_options(self) -> SealOptions:
        """Who signs, how often, and by which policy."""
        path = self.seal.policy_file
        policy_file = None if path == NONE else ROOT / path
        return SealOptions(self.seal.mode == PROCESS, self.seal.interval_seconds, policy_file)

    @property
    def seal_folder(self) -> Path:
        """The folder of the signer's papers; where the web processes sign, that of the keys."""
        if self.seal.mode != PROCESS:
            return self.keys_folder
        if self.seal.folder != AUTO:
            return ROOT / self.seal.folder
        keys = self.keys_folder
        return keys.with_name(f"{keys.name.removesuffix('.keys')}.seal")

    @property
    def witness_folder(self) -> Path:
        """The folder of a witness's papers."""
        return ROOT / self.witness.folder

    def told(self) -> list[tuple[str, str, str]]:
        """List every setting with its value as text and where it was set; passwords are struck out."""
        return [
            (name, _CREDENTIALS.sub("://***@", _text(getattr(getattr(self, table), key))), source)
            for name, source in self.sources.items()
            for table, _, key in [name.partition(".")]
        ]


Table = TypeVar("Table")
Values = dict[str, tuple[Any, str]]
"""Setting, such as ``server.port``, to its value and where it was set."""


def load_settings() -> Settings:
    """Read the settings of this installation.

    Raises:
        SettingsInvalid: for a file that is not TOML, or any key or value that is not as expected.
    """
    values = _read(DEFAULTS, "config/default.toml")
    told = os.environ.get(CONFIG_VARIABLE, "")
    for over in (_read(Path(told), told) if told else {}, _from_environment(values)):
        for name, (value, source) in over.items():
            if name not in values:
                raise SettingsInvalid(f"{source}: there is no setting {name}; config/default.toml has all")
            values[name] = (value, source)
    for name, (default, _) in _read(DEFAULTS, "").items():
        _check(name, *values[name], expected=type(default))
    threads, connections = values["server.threads"][0], values["database.connections_max"][0]
    if threads > connections:
        raise SettingsInvalid(f"server.threads is at most database.connections_max, {connections}, found {threads}")
    return Settings(
        database=_table(DatabaseSettings, values, "database"),
        ledger=_table(LedgerSettings, values, "ledger"),
        documents=_table(DocumentSettings, values, "documents"),
        due=_table(DueSettings, values, "due"),
        server=_table(ServerSettings, values, "server"),
        door=_table(DoorOptions, values, "door"),
        tokens=_table(TokenOptions, values, "tokens"),
        brake=_table(BrakeOptions, values, "brake"),
        users=_table(UserOptions, values, "users"),
        seal=_table(SealSettings, values, "seal"),
        witness=_table(WitnessSettings, values, "witness"),
        sources={name: source for name, (_, source) in values.items()},
    )


def _read(path: Path, source: str) -> Values:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsInvalid(f"{path}: expected a TOML file, found {error}") from error
    values: Values = {}
    for table, keys in tables.items():
        if not isinstance(keys, dict):
            raise SettingsInvalid(f"{path}: expected tables only, found the key {table} outside of one")
        values |= {f"{table}.{key}": (value, source) for key, value in keys.items()}
    return values


def _from_environment(defaults: Values) -> Values:
    """Read overrides from the environment, each as the type of the value it overrides."""
    env = Env()
    known = _SHORT | {f"{_PREFIX}{name.replace('.', '_')}".upper(): name for name in defaults}
    for variable in sorted(os.environ):
        if variable.startswith(_PREFIX) and variable not in known and not variable.startswith(_NOT_SETTINGS):
            raise SettingsInvalid(f"environment: there is no setting {variable}; config/default.toml has all")
    found: Values = {}
    for variable, name in known.items():
        if variable in os.environ:
            kind = type(defaults[name][0])
            try:
                value = _READS[kind](env, variable)
                found[name] = (value, f"environment {variable}")
            except ValueError as error:
                raise SettingsInvalid(f"environment: {error}, found {os.environ[variable]!r}") from error
    return found


def _check(name: str, value: Any, source: str, expected: type) -> None:
    """Refuse a value of another type than the default's, an empty text, and a number below its least."""
    least = _LEAST.get(name, 0)
    if type(value) is not expected or value == "":
        raise SettingsInvalid(f"{source}: {name} is of kind {expected.__name__}, found {value!r}")
    if isinstance(value, int) and value < least:
        raise SettingsInvalid(f"{source}: {name} is {least} or more, found {value}")
    if isinstance(value, list) and not all(type(each) is int and 0 < each <= DAYS_MAX for each in value):
        raise SettingsInvalid(f"{source}: {name} are whole numbers from 1 to {DAYS_MAX}, found {value!r}")
    if name in _ONE_OF and value not in _ONE_OF[name]:
        raise SettingsInvalid(f"{source}: {name} is one of {', '.join(_ONE_OF[name])}, found {value!r}")


def _text(value: Any) -> str:
    """Write a value as the environment would tell it."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _table(shape: type[Table], values: Values, table: str) -> Table:
    """Make a table of settings; a relative SQLite file begins where every other relative path does."""
    own = {field.name: values[f"{table}.{field.name}"][0] for field in fields(shape)}  # type: ignore[arg-type]
    url = own.get("url", "")
    own |= {key: tuple(value) for key, value in own.items() if isinstance(value, list)}
    if url.startswith(_SQLITE):
        own["url"] = _SQLITE + str(ROOT / url.removeprefix(_SQLITE))
    return shape(**own)
