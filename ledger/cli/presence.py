"""Presence: whether somebody serves this ledger from this machine, as a lock on a file beside its keys.

Servers of a PostgreSQL ledger share it, the one server of a SQLite ledger has it alone, and so has whoever throws a
ledger away. The lock ends with the last process that holds it, however that process ends.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ledger.cli.runtime import CannotRun

NAME: Final = "serving.lock"


@contextmanager
def present(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold the lock of the ledger whose keys lie in this folder, shared or ``alone``.

    Raises:
        CannotRun: a server holds it in a way that does not allow this.
    """
    with (folder / NAME).open("a") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRun(
                f"expected nobody to serve this ledger ({folder / NAME}), found a server: stop it"
            ) from error
        yield
