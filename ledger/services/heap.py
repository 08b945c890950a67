"""Heap: when Python looks for garbage, and where.

What a process keeps for good is set apart once it is up, and a unit of work, which makes many values and hardly any
cycle of them, is not interrupted to be searched.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def keep_what_is_there() -> None:
    """Set apart everything that is alive now: it stays for as long as the process does."""
    gc.collect()
    gc.freeze()


@contextmanager
def collection_paused() -> Iterator[None]:
    """Leave garbage lying until the block ends."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
