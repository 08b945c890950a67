"""Row of the keys that sign the log's checkpoints."""

from __future__ import annotations

from typing import NamedTuple


class LogKey(NamedTuple):
    """A key that an entry set; the log's first key is none of these, it is known by its first checkpoint."""

    public_key: str
    """32 bytes in hexadecimal."""
    position: int
