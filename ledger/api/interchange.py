"""Interchange over HTTP: the whole journal in the words of other people's tools, streamed to readers of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from ledger.api.conventions.files import file_response
from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.auth.bearer import caller
from ledger.services.interchange import journal_lines
from ledger.services.visibility import READ_ALL

_TEXT: Final = "text/plain"
_READERS: Final = (READ_ALL,)

resource = Resource("exports", "The whole journal for other people's tools.")


@resource.reading("/exports/journal.hledger", None, permissions=_READERS, offered=None, media_type=_TEXT)
def export_for_hledger(_: Mapping[str, Any]) -> Response:
    """Give the journal for hledger: every posting with its account's balance, and all balances at each month's end."""
    return _sent("hledger")


@resource.reading("/exports/journal.ledger", None, permissions=_READERS, offered=None, media_type=_TEXT)
def export_for_ledger(_: Mapping[str, Any]) -> Response:
    """Give the journal for ledger: every posting with its account's balance, and all balances at each month's end."""
    return _sent("ledger")


@resource.reading("/exports/journal.beancount", None, permissions=_READERS, offered=None, media_type=_TEXT)
def export_for_beancount(_: Mapping[str, Any]) -> Response:
    """Give the journal for beancount, with the balances of all accounts at each month's end."""
    return _sent("beancount")


def _sent(form: str) -> Response:
    return file_response(journal_lines(node(), caller(), form), f"{_TEXT}; charset=utf-8", f"journal.{form}")
