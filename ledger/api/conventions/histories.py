"""Histories: the answer of a list whose content is what was recorded by a position, whole or page by page.

Every page of a walk, and every stream, says where the journal stood and the root of its log there: asked again with
that position, the same bytes come for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from flask import Response

from ledger.api.conventions.lists import page_response, pinned, place_asked_for, position_behind, position_of
from ledger.api.conventions.negotiation import JSON, negotiated
from ledger.api.conventions.streaming import EXTENSIONS, read_at, streamed

Pages = Iterator[list[dict[str, Any]]]


class Standing(Protocol):
    """Items as they stood at a position of the journal, whose log had a root."""

    @property
    def position(self) -> int:
        """Where the journal stood."""

    @property
    def root(self) -> str:
        """The root of the log there, hexadecimal."""

    def page(self, after: int | None, limit: int) -> list[dict[str, Any]]:
        """Give up to so many items behind the one at a position."""

    def pages(self, after: int | None = None) -> Pages:
        """Walk all items behind the one at a position."""


def history_response(
    query: Mapping[str, Any],
    found: Standing,
    forms: Mapping[str, Callable[[Pages], Iterator[bytes]]],
    offered: Sequence[str],
    name: str,
) -> Response:
    """Make the answer, in the representation that the caller wishes.

    Args:
        forms: how pages are written, by the extension of a file.
        name: of the file in which a stream is offered.
    """
    media_type = negotiated(offered)
    if media_type == JSON:
        return page_response(
            query,
            lambda place, limit: found.page(position_behind(place), limit),
            lambda item: pinned(position_of(item), found.position),
            {"position": found.position, "root": found.root},
        )
    chunks = forms[EXTENSIONS[media_type]](found.pages(position_behind(place_asked_for(query))))
    response = streamed(chunks, media_type, name)
    response.headers.update(read_at(found.position, found.root))
    return response
