"""First rows: which row of a file was the first to name an event, in a few bytes for each event.

A file of a hundred thousand rows needs two megabytes; a dictionary would need ten times as much. Events are known by
16 bytes of their digest, so that two of them are never taken for one.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

_DIGEST_BYTES: Final = 16
_RECORD_BYTES: Final = _DIGEST_BYTES + 4
_BUCKETS: Final = 4096


class FirstRows:
    """Remembers a row number for each event.

    >>> rows = FirstRows()
    >>> rows.remember("PKNU-1", 2); rows.remember("PKNU-1", 7)
    >>> rows.row_of("PKNU-1"), rows.row_of("PKNU-2")
    (2, None)
    """

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(_BUCKETS)]

    def row_of(self, event: str) -> int | None:
        """Give the row that was remembered for an event, ``None`` where there is none."""
        return self._find(_digest(event))

    def remember(self, event: str, row: int) -> None:
        """Remember a row for an event, unless there is one already."""
        digest = _digest(event)
        if self._find(digest) is None:
            self._bucket(digest).extend(digest + row.to_bytes(_RECORD_BYTES - _DIGEST_BYTES))

    def _find(self, digest: bytes) -> int | None:
        bucket = self._bucket(digest)
        place = bucket.find(digest)
        while place >= 0:
            if place % _RECORD_BYTES == 0:
                return int.from_bytes(bucket[place + _DIGEST_BYTES : place + _RECORD_BYTES])
            place = bucket.find(digest, place + 1)
        return None

    def _bucket(self, digest: bytes) -> bytearray:
        return self._buckets[int.from_bytes(digest[:2]) % _BUCKETS]


def _digest(event: str) -> bytes:
    return blake2b(event.encode(), digest_size=_DIGEST_BYTES).digest()
