"""Socket folder: where a node's writer listens, a temporary folder (0700) of the one process that made it.

Its owner holds a lock in it, which ends with the owner, however that ends. So a folder whose lock is free was left
behind by a process that was killed, and the next one to come removes it.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from pathlib import Path
from typing import Final

PREFIX: Final = "ledger-"
LOCK: Final = "owner.lock"


class SocketFolder:
    """A folder from when it is made to ``remove``; making one clears away what others have left behind."""

    def __init__(self) -> None:
        _remove_abandoned()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        unseen = self.path / f"{LOCK}.new"
        self._lock = unseen.open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        unseen.rename(self.path / LOCK)  # nobody finds a lock that is not held yet

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def _remove_abandoned() -> None:
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        try:
            with lock.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:
            continue  # held by its owner, or not ours to open
