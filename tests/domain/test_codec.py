"""Plain values: what is left out of them because it is empty comes back, and nothing else may be left out."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import pytest

from ledger.domain.journal.codec import CodecError, from_plain, maker, to_plain
from ledger.domain.journal.facts import FACTS, AccrualPosted, ClaimSubmitted, ClientGranted

BRANCH = ClaimSubmitted(
    "acr_1", "org_pukyong", "org_haeundae", "5e", "BRN", 1, inputs={}, waiting=("confirmed",), act_by="2026-09-15"
)
AWARD = AccrualPosted(
    "acr_1", "org_pukyong", "org_haeundae", "5e", "BRN", 1, {}, (), 200, "2026-09-01", "2029-09-30", lot="lot_1"
)
GRANT = ClientGranted("cli_1", "org_haeundae", "per_1", "company", ())


@pytest.mark.parametrize("fact", [BRANCH, AWARD, GRANT], ids=lambda fact: fact.KIND)
def test_what_is_empty_is_read_as_it_was_written(fact: object) -> None:
    plain = to_plain(fact)
    assert not {"inputs", "permissions"} & plain.keys()
    assert from_plain(type(fact), plain) == fact
    assert to_plain(from_plain(type(fact), plain)) == plain


@pytest.mark.parametrize("fact", [BRANCH, AWARD, GRANT], ids=lambda fact: fact.KIND)
def test_what_was_read_is_of_its_class_and_frozen_like_any_other(fact: object) -> None:
    read = from_plain(type(fact), to_plain(fact))
    assert type(read) is type(fact)
    assert copy.copy(read) == pickle.loads(pickle.dumps(read)) == fact
    assert repr(read) == repr(fact)
    with pytest.raises(FrozenInstanceError):
        setattr(read, "organization", "org_gijang")  # noqa: B010  # the type checker would refuse the statement
    assert read == fact


def test_every_fact_is_made_by_its_twin_but_those_that_stand_on_another() -> None:
    alone = [fact for fact in FACTS.values() if fact.__bases__ == (object,)]
    assert len(alone) > 50
    assert [fact.KIND for fact in alone if maker(fact) is fact] == []


def test_two_readings_share_nothing_that_can_be_changed() -> None:
    plain = to_plain(AWARD)
    assert from_plain(AccrualPosted, plain).inputs is not from_plain(AccrualPosted, plain).inputs


@pytest.mark.parametrize("name", ["accrual", "rule_version", "act_by"])
def test_what_cannot_be_empty_is_missed(name: str) -> None:
    plain = to_plain(BRANCH)
    del plain[name]
    with pytest.raises(CodecError, match=name):
        from_plain(ClaimSubmitted, plain)
