"""Durable files: a small text that a power cut leaves as it was or as it is, and a folder that one process is at."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def keep(path: Path, text: str) -> None:
    """Write a text in the place of another so that a power cut leaves the old one or the new one."""
    fresh = path.with_suffix(f"{path.suffix}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    settle_folder(path.parent)


def append(path: Path, line: str) -> None:
    """Add a line to a file; it is on the disk when this returns."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())
    settle_folder(path.parent)


def settle_folder(folder: Path) -> None:
    """Bring the names of a folder's files to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process, and one thread of it, in at a time; the others wait."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
