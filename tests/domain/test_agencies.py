"""Agencies own the programs whose newest terms name their code; profiles say only what can be said."""

from __future__ import annotations

import pytest

from ledger.domain.agencies import owns_program
from ledger.domain.commands import ProfileOrganization
from tests.support.memory import MemoryLedger
from tests.support.world import program_terms


@pytest.fixture
def ledger() -> MemoryLedger:
    """Open a ledger with two agencies, a company, and a program of the Technopark."""
    ledger = MemoryLedger()
    ledger.open()
    for agency, owner in (("technopark", "busan-technopark"), ("fund", "busan-scholarship-fund")):
        organization = ledger.register(agency, "agency")
        ledger.accept("operator", ProfileOrganization(organization, owner=owner))
    ledger.register("haeundae", "company", "1000000001")
    ledger.publish_program("P-203", program_terms(2_000, owner="busan-technopark"))
    return ledger


def _owner(ledger: MemoryLedger, program: str) -> list[str]:
    """Give who owns a program, of all who take part."""
    parts = {who: organization for who, (_, organization) in ledger.clients.items() if organization}
    rows = {who: ledger.books.organizations.require(organization) for who, organization in parts.items()}
    return [who for who, row in rows.items() if owns_program(ledger.books, row, program)]


def test_a_program_is_owned_by_the_agency_that_its_terms_name(ledger: MemoryLedger) -> None:
    assert _owner(ledger, "P-203") == ["technopark"]
    assert _owner(ledger, "P-999") == []


def test_a_newer_version_passes_a_program_on(ledger: MemoryLedger) -> None:
    ledger.publish_program("P-203", program_terms(2_000, owner="busan-scholarship-fund"), 2)
    assert _owner(ledger, "P-203") == ["fund"]
    ledger.publish_program("P-203", program_terms(2_000, owner="busan-finance"), 3)
    assert _owner(ledger, "P-203") == []


def test_an_agency_without_a_code_owns_nothing(ledger: MemoryLedger) -> None:
    ledger.accept("operator", ProfileOrganization(ledger.clients["technopark"][1]))
    assert _owner(ledger, "P-203") == []


def test_the_last_profile_counts_whole(ledger: MemoryLedger) -> None:
    company = ledger.clients["haeundae"][1]
    ledger.accept("operator", ProfileOrganization(company, region="haeundae", size="small"))
    ledger.accept("operator", ProfileOrganization(company, size="medium"))
    row = ledger.books.organizations.require(company)
    assert (row.region, row.size, row.owner) == ("", "medium", "")


@pytest.mark.parametrize(
    ("who", "said", "code"),
    [
        ("haeundae", {"region": "Haeundae", "size": "tiny"}, "region_not_a_code"),
        ("haeundae", {"region": "haeundae", "size": "tiny", "owner": "x"}, "organization_size_unknown"),
        ("haeundae", {"owner": "no code"}, "owner_not_for_kind"),
        ("fund", {"owner": "no code"}, "owner_not_a_code"),
        ("fund", {"owner": "busan-technopark"}, "owner_taken"),
    ],
)
def test_what_cannot_be_said_is_refused_in_order_and_changes_nothing(
    ledger: MemoryLedger, who: str, said: dict[str, str], code: str
) -> None:
    before, organization = len(ledger.entries), ledger.clients[who][1]
    row = ledger.books.organizations.require(organization)
    assert ledger.do("operator", ProfileOrganization(organization, **said)).code == code
    assert (len(ledger.entries), ledger.books.organizations.require(organization)) == (before, row)
