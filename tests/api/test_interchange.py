"""Plain-text journals over HTTP: for those who read all, and for nobody else."""

from __future__ import annotations

import pytest

from tests.api.house import House

JOURNAL = "/api/v1/exports/journal"


@pytest.mark.parametrize(
    ("form", "opening"),
    [("hledger", "commodity 1000. MP"), ("ledger", "commodity MP"), ("beancount", 'option "title"')],
)
def test_an_auditor_is_given_the_whole_journal(house: House, form: str, opening: str) -> None:
    posted = house.earn()
    told = house.get("council", f"{JOURNAL}.{form}")
    assert told.status_code == 200
    assert told.headers["Content-Disposition"].startswith(f'attachment; filename="journal.{form}"')
    assert opening in told.text.splitlines()[0] + told.text.splitlines()[1]
    assert posted["transaction_id"] in told.text


def test_a_company_is_not_given_the_whole_journal(house: House) -> None:
    refused = house.get("gijang", f"{JOURNAL}.hledger")
    assert (refused.status_code, refused.json["code"]) == (403, "permission_missing")


def test_there_is_no_journal_in_another_form(house: House) -> None:
    assert house.get("council", f"{JOURNAL}.gnucash").status_code == 404
