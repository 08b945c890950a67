"""Socket folders: what a killed server leaves behind, the next one clears away, and nothing else."""

import fcntl
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.cli.socket_folder import LOCK, PREFIX, SocketFolder
from tests.cli.installation import STOP_SECONDS_MAX, Installation
from tests.cli.test_server import wait_until


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder for temporary files of this process and those it starts; its path is short, as sockets need."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield Path(folder)


def test_the_folder_of_a_killed_server_is_removed_by_the_next_one(
    own_sqlite_demo: Installation, temporary: Path
) -> None:
    with own_sqlite_demo.serving() as service:
        (left,) = temporary.glob(f"{PREFIX}*")
        writers = service.writers()
        service.process.send_signal(signal.SIGKILL)
        service.process.wait(STOP_SECONDS_MAX)
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in writers), "the writer ended")
    assert left.is_dir()
    wait_until(lambda: not _is_locked(left), "the web processes ended")
    with own_sqlite_demo.serving() as service:
        (own,) = temporary.glob(f"{PREFIX}*")
        assert own != left
        assert service.stop() == 0
    assert list(temporary.glob(f"{PREFIX}*")) == []


def test_folders_in_use_and_folders_of_others_are_left_alone(temporary: Path) -> None:
    strangers = temporary / f"{PREFIX}backup"
    strangers.mkdir()
    first, second = SocketFolder(), SocketFolder()
    assert sorted(temporary.iterdir()) == sorted([strangers, first.path, second.path])
    first.remove()
    second.remove()
    assert list(temporary.iterdir()) == [strangers]


def _is_locked(folder: Path) -> bool:
    with (folder / LOCK).open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
