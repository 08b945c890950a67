"""The journal over HTTP: every entry as it was written, page by page or streamed, for whoever reads all histories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from ledger.api.conventions.here import node
from ledger.api.conventions.histories import history_response
from ledger.api.conventions.lists import filters_of, place_asked_for, stood_at
from ledger.api.conventions.negotiation import LISTED
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.journals import EntrySchema, JournalPageSchema, JournalQuery
from ledger.auth.bearer import caller
from ledger.services import journals
from ledger.services.history_filters import TransactionFilter

_ALL: Final = ("histories.read_all",)

resource = Resource("journal", "Every entry as it was written: grants, rules, closings and all that moved points.")


@resource.reading("/journal", JournalPageSchema, query=JournalQuery, permissions=_ALL, offered=LISTED)
def list_entries(query: Mapping[str, Any]) -> Response:
    """List entries, oldest or newest first, with their canonical bytes; as a file, all from the cursor on."""
    wanted = TransactionFilter(**filters_of(query))
    found = journals.journal_of(node(), caller(), wanted, stood_at(place_asked_for(query)))
    return history_response(query, found, journals.FORMS, LISTED, "journal")


@resource.reading("/journal/<position>", EntrySchema, permissions=_ALL)
def get_entry(_: Any, position: str) -> Mapping[str, Any]:
    """Give the entry at a position."""
    return journals.entry_at(node(), caller(), position)
