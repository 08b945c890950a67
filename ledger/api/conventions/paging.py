"""Paging: keyset cursors that belong to one list with one set of filters.

A cursor is opaque: the place after which the next page begins, and a keyed digest over that place, the path and the
filters. A cursor of another list, of other filters, or made up, is refused; so a page can never silently skip or repeat
what the filters ask for. No page tells a count: there is none that would still be true.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from flask import request

from ledger.domain.refusals import Refused

_TAG_BYTES: Final = 16


def cursor_after(place: str, key: bytes, path: str, filters: Mapping[str, Any]) -> str:
    """Make the cursor of what follows ``place`` in a list."""
    encoded = place.encode()
    return base64.urlsafe_b64encode(_tag(encoded, key, path, filters) + encoded).decode().rstrip("=")


def place_of(cursor: str, key: bytes, path: str, filters: Mapping[str, Any]) -> str:
    """Read the place from a cursor of the same list with the same filters. Raises ``Refused``: cursor_invalid."""
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        tag, place = data[:_TAG_BYTES], data[_TAG_BYTES:]
        if hmac.compare_digest(tag, _tag(place, key, path, filters)):
            return place.decode()
    except ValueError:
        pass
    raise Refused("cursor_invalid")


def next_link(cursor: str) -> str:
    """Write the Link header that leads to the next page of the current request (RFC 8288)."""
    return f'<{request.path}?{urlencode({**request.args.to_dict(), "cursor": cursor})}>; rel="next"'


def _tag(place: bytes, key: bytes, path: str, filters: Mapping[str, Any]) -> bytes:
    bound = msgspec.json.encode([path, sorted(filters.items())])
    return hmac.digest(key, b"cursor\x00" + bound + b"\x00" + place, hashlib.sha256)[:_TAG_BYTES]
