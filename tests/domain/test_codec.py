"""The codec: what has no default survives its way through JSON, empty or not; what is empty by default is left out."""

from ledger.domain.commands import PostAccrual, Private
from ledger.domain.journal.codec import from_plain, to_plain
from ledger.domain.journal.facts import ClaimSubmitted

BRANCH = ClaimSubmitted(
    accrual="acc_1",
    university="org_pukyong",
    organization="org_haeundae",
    source="5c" * 32,
    rule="BRN",
    rule_version=1,
    inputs={},
    waiting=("confirmed", "verified", "approved"),
    act_by="2026-01-05",
)


def test_an_activity_that_states_no_numbers_can_be_read_again() -> None:
    plain = to_plain(BRANCH)
    assert plain["inputs"] == {}
    assert from_plain(ClaimSubmitted, plain) == BRANCH


def test_a_command_without_numbers_can_be_read_again() -> None:
    command = PostAccrual(Private("PKNU-2026-B001", "8d" * 32), "BRN", "org_haeundae", "2025-12-19", {})
    assert from_plain(PostAccrual, to_plain(command)) == command


def test_what_is_empty_by_default_is_left_out() -> None:
    assert {"evidence", "shares"} & set(to_plain(BRANCH)) == set()
