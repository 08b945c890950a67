"""Filtering: what the operator asks a loaded ledger's whole history for: a page by each filter, and general ledgers.

What is asked for is taken from the fifty transactions before the middle of the journal, so that every answer is as long
in a ledger of any size and lies as deep in it. Requests are asked in turn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from bench.conversations import Reading, Tokens, render
from bench.keeping import LoadedLedger
from bench.load import connected
from bench.loading import ACCRUALS
from bench.sizes import PAGE_ITEMS
from bench.world import PROGRAM, RULE

HISTORY: Final = "/api/v1/transactions"
GENERAL_LEDGER: Final = "/api/v1/reports/general-ledger"

Asked = Mapping[str, Any]
"""Parameters of a query."""

Middle = Mapping[str, Any]
"""A transaction in the middle, with what else it can be found by."""

_PAGES: Final[dict[str, tuple[str, Callable[[Middle], Asked]]]] = {
    "page, no filter": (HISTORY, lambda one: {}),
    "page, newest first": (HISTORY, lambda one: {"order": "newest"}),
    "page as of a position": (HISTORY, lambda one: {"order": "newest", "recorded_as_of": one["position"]}),
    "page as of a day": (HISTORY, lambda one: {"order": "newest", "effective_as_of": one["effective_on"]}),
    "page by organization": (HISTORY, lambda one: {"organization_id": one["holder"]}),
    "page by university": (HISTORY, lambda one: {"university_id": one["university"]}),
    "page by account": (HISTORY, lambda one: {"account": one["account"]}),
    "page by an account of the system": (HISTORY, lambda one: {"account": f"issued:{RULE}"}),
    "page by lot": (HISTORY, lambda one: {"lot": one["lot"]}),
    "page by kind": (HISTORY, lambda one: {"kind": "capture"}),
    "page by program": (HISTORY, lambda one: {"program": PROGRAM}),
    "page by activity": (HISTORY, lambda one: {"activity": RULE}),
    "page by person": (HISTORY, lambda one: {"person_id": one["person"]}),
    "page by client": (HISTORY, lambda one: {"client_id": one["client"]}),
    "page by subject": (HISTORY, lambda one: {"subject": one["subject"]}),
    "page by reference": (HISTORY, lambda one: {"reference": one["reference"]}),
    "page by what was pasted": (HISTORY, lambda one: {"q": one["reference"]}),
    "page recorded from": (HISTORY, lambda one: {"from": one["recorded_at"]}),
    "page recorded until": (HISTORY, lambda one: {"to": one["recorded_at"], "order": "newest"}),
    "page effective from": (HISTORY, lambda one: {"effective_from": one["effective_on"]}),
    "page effective until": (HISTORY, lambda one: {"effective_to": one["effective_on"], "order": "newest"}),
    "page occurred from": (HISTORY, lambda one: {"occurred_from": one["effective_on"]}),
    "page occurred until": (HISTORY, lambda one: {"occurred_to": one["effective_on"], "order": "newest"}),
    "page by account and kind": (HISTORY, lambda one: {"account": one["account"], "kind": "accrual"}),
    "page by university and days": (
        HISTORY, lambda one: {"university_id": one["university"], "effective_from": one["effective_on"]}
    ),
    "general ledger, first page": (GENERAL_LEDGER, lambda one: {}),
    "general ledger of a wallet": (GENERAL_LEDGER, lambda one: {"account": one["account"]}),
    "general ledger of an account of the system": (GENERAL_LEDGER, lambda one: {"account": f"issued:{RULE}"}),
    "general ledger of a kind": (GENERAL_LEDGER, lambda one: {"kind": "held"}),
}  # fmt: skip
PAGES: Final = tuple(_PAGES)
"""What is asked for, by its name."""


def asked_by_operator(name: str, ledger: LoadedLedger, port: int, tokens: Tokens) -> Reading:
    """Let the operator ask for the pages of a name in ``PAGES``."""
    [token] = tokens.of([ledger.world.operator])
    path, asked = _PAGES[name]
    questions = [_path(path, limit=PAGE_ITEMS, **{**asked(one)}) for one in _middle(ledger, port, token)]
    return Reading([render("GET", question, token) for question in dict.fromkeys(questions)])


def _middle(ledger: LoadedLedger, port: int, token: str) -> Iterable[Middle]:
    """Find transactions in the middle that are an accrual each of a measured company's size of history or another's."""
    path = _path(HISTORY, limit=PAGE_ITEMS, kind="accrual", order="newest", recorded_as_of=ledger.position // 2)
    with connected(port) as connection:
        page = json.loads(connection.ask(render("GET", path, token)))
    first = ledger.loading.work // 2 // ACCRUALS * ACCRUALS
    for number, one in enumerate(page["items"], first):
        [wallet] = [leg for leg in one["postings"] if leg["account"].startswith("org_")]
        yield {
            **one,
            "account": wallet["account"],
            "holder": wallet["account"].partition(":")[0],
            "lot": wallet["lot"],
            "university": one["actor"]["organization_id"],
            "person": one["actor"]["person_id"],
            "client": one["actor"]["client_id"],
            "reference": f"PKNU-2026-{number:012d}",
        }


def _path(path: str, **asked: Any) -> str:
    return f"{path}?{urlencode(asked)}"
