"""Replaying: how fast a journal is held to every rule, on one core, and how much memory that takes.

A journal of each size is made once (``bench.journals``) and kept under ``build/``; a replay of it is a process of its
own, which imports what an offline verifier would, so that its peak is its own. Told are entries for a second
of the processor's time, since other work on the machine counts less there, and the most it ever held in memory.

``python -m bench.replaying --size 100k`` measures, with rows in memory and with rows spilled into a file;
``--profile`` says where the time goes, function by function, and by kind of entry.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from bench.memory import peak_mib
from ledger.domain.control_accounts import control_findings
from ledger.domain.verification import Replay
from ledger.verifier.spilling import Folder

LENGTH_BYTES: Final = 2
FOLDER: Final = Path("build") / "bench-journals"
SIZES: Final = {"10k": (10_000, 100), "100k": (100_000, 500), "1m": (1_000_000, 2_000)}
"""About how many entries, of how many companies."""

WAYS: Final = ("memory", "spilled")
LINES: Final = 50
_USAGE: Final = "python -m bench.replaying [--profile] [--size 10k|100k|1m]"


def main(arguments: list[str]) -> None:
    """Measure, or profile, journals of some sizes; ``--one`` replays a file in this process."""
    if arguments[:1] == ["--one"]:
        print(replayed(Path(arguments[1]), spilled=arguments[2] == "spilled"))
        return
    profiled, told = "--profile" in arguments, [each for each in arguments if each != "--profile"]
    if told and (len(told) != 2 or told[0] != "--size" or told[1] not in SIZES):
        sys.exit(_USAGE)
    for size in told[1:] or SIZES:
        journal = journal_of(size)
        if profiled:
            print(profile(journal))
            continue
        for way in WAYS:
            command = [sys.executable, "-m", "bench.replaying", "--one", str(journal), way]
            print(
                f"{size}, {way}: {subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()}"
            )


def journal_of(size: str) -> Path:
    """Give the journal of a size, made now by a process of its own where there is none."""
    path = FOLDER / size
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        entries, companies = map(str, SIZES[size])
        subprocess.run([sys.executable, "-m", "bench.journals", str(part), entries, companies], check=True)
        part.rename(path)
    return path


def entries_of(path: Path) -> Iterator[bytes]:
    """Read a journal file entry by entry."""
    with path.open("rb") as file:
        while length := file.read(LENGTH_BYTES):
            yield file.read(int.from_bytes(length, "big"))


def replayed(journal: Path, *, spilled: bool) -> str:
    """Replay a journal, and tell how fast that was and what it took; a finding is an error."""
    gc.disable()
    with ExitStack() as stack:
        if spilled:
            folder = Folder(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="replay-"))))
            stack.callback(folder.close)
        replay = Replay(folder.shelf) if spilled else Replay()
        started = time.process_time()
        for data in entries_of(journal):
            replay.step(data)
        seconds = time.process_time() - started
        findings = [*replay.linking.unfinished(), *control_findings(replay.books)]
    if findings:
        raise SystemExit(f"the journal does not hold: {findings[0]}")
    position, here = replay.books.position, int(Path("/proc/self").resolve().name)
    return f"{position:,} entries, {position / seconds:,.0f} a second of processor time, {peak_mib(here):.0f} MiB"


def profile(journal: Path) -> str:
    """Replay a journal under the profiler; gives the costliest functions, and microseconds by kind of entry."""
    gc.disable()
    replay, taken = Replay(), defaultdict[str, list[float]](list)
    for data in entries_of(journal):
        started = time.process_time()
        entry, _ = replay.step(data)
        taken[entry.kind].append(time.process_time() - started)
    ranked = sorted(taken.items(), key=lambda item: -sum(item[1]))
    kinds = [f"{sum(used) / len(used) * 1e6:9.0f} us {len(used):9,}  {kind}" for kind, used in ranked]
    profiler, again = cProfile.Profile(), Replay()
    profiler.runcall(lambda: [again.step(data) and None for data in entries_of(journal)])
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(LINES)
    return "\n".join(["Each, and how many:", *kinds])


if __name__ == "__main__":
    main(sys.argv[1:])
