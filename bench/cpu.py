"""CPU: the processor's time of a process and all that came of it, as Linux counts it.

A tree's time is that of its living processes and of those they have already reaped, so it never goes back. Where
there is no ``/proc`` nothing is told. Source: proc(5), /proc/pid/stat and /proc/stat.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TICKS_PER_SECOND: Final = os.sysconf("SC_CLK_TCK")
_PARENT, _OWN_AND_REAPED = 1, slice(11, 15)
_IDLE, _IO_WAIT, _STEAL = 3, 4, 7

CLIENT: Final = "client"
MACHINE: Final = "machine"
"""All processes of the machine together."""

Times = dict[str, float]
"""Who, to seconds of processor time so far."""


def times(trees: Mapping[str, int]) -> Times:
    """Give the time of this process with the children it reaped (``CLIENT``), of trees by their root's process id, and
    of the whole machine; a tree within a tree counts for itself alone."""
    if not (_PROC / "stat").exists():
        return {}
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdecimal() and (fields := _fields(folder)):
            parents[int(folder.name)] = int(fields[_PARENT])
            ticks[int(folder.name)] = sum(map(int, fields[_OWN_AND_REAPED]))
    roots = frozenset(trees.values())
    found = {name: _tree_ticks(root, roots, parents, ticks) for name, root in trees.items()}
    found[CLIENT] = ticks[os.getpid()]
    found[MACHINE] = _machine_ticks()
    return {name: count / _TICKS_PER_SECOND for name, count in found.items()}


def difference(before: Times, after: Times) -> Times:
    """Give the time that passed between two looks, for whoever was there at both."""
    return {name: after[name] - before[name] for name in before if name in after}


def parent_of(pid: int, program: str) -> int | None:
    """Give a process's parent, if it is a process of this machine and runs this program."""
    try:
        if (_PROC / str(pid) / "comm").read_text(encoding="ascii").strip() != program:
            return None
    except OSError:
        return None
    fields = _fields(_PROC / str(pid))
    return int(fields[_PARENT]) if fields else None


def child_of(root: int, word: str) -> int | None:
    """Give a process's child that was started with this word on its command line."""
    for folder in _PROC.iterdir():
        if folder.name.isdecimal() and (fields := _fields(folder)) and int(fields[_PARENT]) == root:
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if word.encode() in words:
                return int(folder.name)
    return None


def tree_of(root: int, without: int | None = None) -> list[int]:
    """Give the living processes of a tree, its root first, a branch of it left out."""
    if not (_PROC / "stat").exists():
        return [root]
    parents = {
        int(folder.name): int(fields[_PARENT])
        for folder in _PROC.iterdir()
        if folder.name.isdecimal() and (fields := _fields(folder))
    }
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid and child != without]
    return found


def _fields(folder: Path) -> list[str]:
    """Give what follows a process's name; nothing for one that has just ended."""
    try:
        return (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _tree_ticks(root: int, roots: Set[int], parents: Mapping[int, int], ticks: Mapping[int, int]) -> int:
    children: dict[int, list[int]] = {}
    for pid, parent in parents.items():
        if pid not in roots:
            children.setdefault(parent, []).append(pid)
    total, open_ones = 0, [root]
    while open_ones:
        pid = open_ones.pop()
        total += ticks.get(pid, 0)
        open_ones += children.get(pid, ())
    return total


def _machine_ticks() -> int:
    words = (_PROC / "stat").read_text(encoding="ascii").partition("\n")[0].split()[1:]
    counts = [int(word) for word in words[: _STEAL + 1]]
    return sum(counts) - counts[_IDLE] - counts[_IO_WAIT]
