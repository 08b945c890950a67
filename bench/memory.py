"""Memory: the most that a process ever held in memory at once, as Linux counts it.

It is the high-water mark of the resident set, shared pages and all, in MiB; 0 where there is no ``/proc``. Source:
proc(5), /proc/pid/status, VmHWM.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Final

from bench import cpu

_LOOK_SECONDS: Final = 0.05
_KIB_PER_MIB: Final = 1024


def peak_mib(pid: int) -> float:
    """Give a process's peak so far; 0 for one that has ended."""
    try:
        status = Path("/proc", str(pid), "status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return next((int(words[1]) / _KIB_PER_MIB for words in lines), 0)


def peak_mib_of_tree(root: int, without: int | None = None) -> float:
    """Give the greatest peak among the processes of a tree, a branch of it left out."""
    return max(peak_mib(pid) for pid in cpu.tree_of(root, without))


def peak_mib_until_end(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process to end, and give its peak; what it did within the last twentieth of a second may be missed."""
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, peak_mib(process.pid))
        time.sleep(_LOOK_SECONDS)
    return peak
