"""The codec: what is written can be read, also where there is nothing to write."""

from __future__ import annotations

import pytest

from ledger.domain.journal.codec import CodecError, from_plain, to_plain
from ledger.domain.journal.facts import AccrualPosted, ClaimSubmitted, Evidence, Step

BRANCH = AccrualPosted(
    accrual="acr_1",
    university="org_1",
    organization="org_2",
    source="5e",
    rule="BRN",
    rule_version=1,
    inputs={},
    steps=(Step("flat", "200"),),
    points=200,
    active_on="2026-09-01",
    expires_on="2029-09-30",
)
CLAIM = ClaimSubmitted("acr_1", "org_1", "org_2", "5e", "BRN", 1, {}, (), "")


@pytest.mark.parametrize("fact", [BRANCH, CLAIM], ids=lambda fact: fact.KIND)
def test_an_activity_without_inputs_is_read_as_it_was_written(fact: AccrualPosted | ClaimSubmitted) -> None:
    plain = to_plain(fact)
    assert "inputs" not in plain, "what is empty needs no bytes"
    assert from_plain(type(fact), plain) == fact


@pytest.mark.parametrize("name", ["kind", "bytes"])
def test_a_field_that_is_never_empty_must_be_there(name: str) -> None:
    plain = to_plain(Evidence("report", "9f" * 32, "application/pdf", 4_711))
    del plain[name]
    with pytest.raises(CodecError, match=f"Evidence: .*'{name}'"):
        from_plain(Evidence, plain)
