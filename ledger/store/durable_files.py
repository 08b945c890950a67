"""Durable files: a small text that a power cut leaves as it was or as it is, and a folder that one process is at."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

_TAIL_BYTES: Final = 4_096


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
    """Add a line to a file; it is on the disk when this returns.

    What a full disk or a power cut left of an earlier line, without its end, is no line and makes room for this one.
    """
    with path.open("a+b") as file:
        file.truncate(_end_of_lines(file))
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    settle_folder(path.parent)


def _end_of_lines(file: BinaryIO) -> int:
    """Give where the last line with an end ends, bytes."""
    end = file.seek(0, os.SEEK_END)
    while end:
        begin = max(end - _TAIL_BYTES, 0)
        file.seek(begin)
        if at := file.read(end - begin).rfind(b"\n") + 1:
            return begin + at
        end = begin
    return 0


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
