"""Packing: the verifier as one file, ``ledger-verify.pyz``, which runs wherever Python 3.11 or newer does.

Two packings of the same sources are the same bytes: sorted, stored, without dates (``archives``). So whoever has the
sources can make it again and compare.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Final

from ledger.verifier.archives import ArchiveWriter

ROOMS: Final = ("domain", "verifier")
SHEBANG: Final = b"#!/usr/bin/env python3\n"
START: Final = b"""\
import sys

if sys.version_info < (3, 11):
    sys.exit("ledger-verify: expected Python 3.11 or newer, found %d.%d" % sys.version_info[:2])

from ledger.verifier.main import main

sys.exit(main())
"""


def pack_verifier(file: BinaryIO) -> None:
    """Write the verifier: a line that names the interpreter, and an archive of the sources it needs."""
    package = Path(__file__).resolve().parent.parent
    rooms = [path for room in ROOMS for path in (package / room).rglob("*.py")]
    sources = {f"ledger/{path.relative_to(package).as_posix()}": path for path in [package / "__init__.py", *rooms]}
    file.write(SHEBANG)
    archive = ArchiveWriter(file)
    archive.add("__main__.py", [START])
    for name in sorted(sources):
        archive.add(name, [sources[name].read_bytes()])
    archive.close()
