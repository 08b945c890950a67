"""Validity: points live for months, or until one last day that the rule names for all of them; never past it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.books.books import Books
from ledger.domain.commands import DraftRule, QuoteAccrual, SettleDue
from ledger.domain.dates import business_date
from ledger.domain.journal.canonical import decode, encode
from ledger.domain.journal.facts import AccrualPosted
from ledger.domain.rules.explaining import tell_validity
from ledger.domain.rules.fields import TermsInvalid
from ledger.domain.rules.terms import RuleTerms
from ledger.domain.rules.versions import RuleVersion
from ledger.domain.verification import NotVerified, Replay
from tests.support.memory import MemoryLedger, private
from tests.support.world import following_terms, rule_terms

HAEUNDAE = "haeundae-marine-tech"


def fixed_terms(last_day: object, **changes: Any) -> dict[str, Any]:
    """Give the terms of a rule whose points all lapse on one day."""
    terms = {name: value for name, value in rule_terms(limits=[]).items() if name != "validity_months"}
    return terms | {"expires_on": last_day} | changes


def opened(**rules: dict[str, Any]) -> MemoryLedger:
    """Open a ledger on 2026-09-01, with these rules in force."""
    ledger = MemoryLedger()
    ledger.open()
    ledger.register("pukyong", "university")
    ledger.register(HAEUNDAE, "company", "1000000001")
    for code, terms in rules.items():
        ledger.publish_rule(code, 1, "2020-01-01", terms)
    return ledger


def replayed(ledger: MemoryLedger) -> Books:
    """Replay the journal from nothing."""
    replay = Replay()
    for sealed in ledger.entries:
        replay.step(sealed.data)
    return replay.books


def available(ledger: MemoryLedger) -> int:
    row = ledger.books.balances.get(f"{ledger.clients[HAEUNDAE][1]}:available")
    return abs(row.balance) if row else 0


def test_a_rule_says_one_of_the_two_and_is_written_as_it_was_read() -> None:
    terms = RuleTerms.from_json("FIXED", fixed_terms("2027-12-31"))
    written = terms.to_json()
    assert written["expires_on"] == "2027-12-31"
    assert "validity_months" not in written
    assert "expires_on" not in RuleTerms.from_json("MONTHS", rule_terms()).to_json()
    assert RuleTerms.from_json("FIXED", decode(encode(terms.to_json()))) == terms
    assert RuleTerms.from_json("FIXED", fixed_terms(date(2027, 12, 31))) == terms
    assert terms.expires_on(date(2026, 1, 1)) == terms.expires_on(date(2027, 12, 31)) == date(2027, 12, 31)


@pytest.mark.parametrize(
    "terms",
    [
        {name: value for name, value in rule_terms().items() if name != "validity_months"},
        fixed_terms("2027-12-31", validity_months=36),
        fixed_terms("31.12.2027"),
        fixed_terms("2027-02-30"),
        fixed_terms(20271231),
    ],
    ids=["neither", "both", "not ISO", "no such day", "a number"],
)
def test_neither_and_both_and_what_is_no_day_are_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(TermsInvalid, match=r"FIXED\.(validity_months|expires_on): expected"):
        RuleTerms.from_json("FIXED", terms)


def test_a_version_cannot_be_in_force_only_after_its_points_lapse() -> None:
    terms = RuleTerms.from_json("FIXED", fixed_terms("2026-12-31"))
    RuleVersion("FIXED", 1, date(2026, 12, 31), None, terms)
    with pytest.raises(TermsInvalid, match=r"FIXED\.expires_on: expected a day from 2027-01-01, found '2026-12-31'"):
        RuleVersion("FIXED", 1, date(2027, 1, 1), None, terms)
    ledger = opened()
    outcome = ledger.do("operator", DraftRule("FIXED", 1, "2027-01-01", fixed_terms("2026-12-31")))
    assert outcome.code == "terms_invalid"


def test_points_are_earned_up_to_the_last_day_and_not_after_it() -> None:
    ledger = opened(FIXED=fixed_terms("2026-12-31"))
    ledger.go_to("2026-12-31")
    earned = ledger.accrue("pukyong", "E-1", "FIXED", HAEUNDAE, "2026-12-30", allowance_krw=1_000_000)
    assert (earned.result["active_on"], earned.result["expires_on"]) == ("2026-12-31", "2026-12-31")
    ledger.go_to("2027-01-01")
    before = ledger.books.position
    late = ledger.accrue("pukyong", "E-2", "FIXED", HAEUNDAE, "2026-12-30", allowance_krw=1_000_000)
    told = {"activity": "FIXED", "active_on": "2027-01-01", "expires_on": "2026-12-31"}
    assert (late.code, late.pointer, dict(late.params)) == ("activates_after_expiry", "/activity", told)
    assert ledger.books.position == before
    asked = private("source_event_id", "E-2"), "FIXED", ledger.clients[HAEUNDAE][1], "2026-12-30"
    quoted = ledger.do("pukyong", QuoteAccrual(*asked, {"allowance_krw": 1_000_000}))
    assert quoted.code == "activates_after_expiry"
    ledger.accept("system", SettleDue(ledger.clients[HAEUNDAE][1]))
    assert available(ledger) == 0
    assert replayed(ledger).position == ledger.books.position


def test_what_would_be_spendable_only_after_the_last_day_is_refused_when_it_is_posted() -> None:
    ledger = opened(HIRE=fixed_terms("2026-11-15", activation={"months_after_occurrence": 3}))
    early = ledger.accrue("pukyong", "E-1", "HIRE", HAEUNDAE, "2026-08-15", allowance_krw=1_000_000)
    assert (early.result["active_on"], early.result["status"]) == ("2026-11-15", "pending")
    late = ledger.accrue("pukyong", "E-2", "HIRE", HAEUNDAE, "2026-08-16", allowance_krw=1_000_000)
    assert late.code == "activates_after_expiry"
    replayed(ledger)


def test_what_follows_an_award_and_would_have_lapsed_follows_it_no_more() -> None:
    mirror = {name: value for name, value in following_terms("INT").items() if name != "validity_months"}
    ledger = opened(INT=rule_terms(limits=[]), MIRROR=mirror | {"expires_on": "2026-09-30"})
    earned = []
    for number, day in enumerate(("2026-09-30", "2026-10-01")):
        ledger.go_to(day)
        ledger.accrue("pukyong", f"E-{number}", "INT", HAEUNDAE, "2026-09-01", allowance_krw=1_000_000)
        fact = ledger.entries[-1].entry.fact
        assert isinstance(fact, AccrualPosted)
        earned.append([(part.rule, part.points, part.expires_on) for part in fact.parts])
    assert earned == [[("MIRROR", 10, "2026-09-30")], []]
    assert replayed(ledger).position == ledger.books.position


@settings(max_examples=40, deadline=None)
@given(
    lasts_days=st.integers(-20, 120),
    months=st.sampled_from((None, 1, 2)),
    posted_after_days=st.integers(0, 100),
    occurred_before_days=st.integers(0, 40),
    forged_days=st.integers(-40, 40).filter(bool),
)
def test_an_award_lasts_until_the_rules_own_day_or_is_refused_and_a_replay_computes_it_again(
    lasts_days: int, months: int | None, posted_after_days: int, occurred_before_days: int, forged_days: int
) -> None:
    begin = date(2026, 9, 1)
    last_day = begin + timedelta(days=lasts_days)
    activation = {"on": "posting"} if months is None else {"months_after_occurrence": months}
    ledger = opened(FIXED=fixed_terms(last_day.isoformat(), activation=activation))
    ledger.go_to((begin + timedelta(days=posted_after_days)).isoformat())
    today = business_date(ledger.now)
    occurred_on = today - timedelta(days=occurred_before_days)
    before = ledger.books.position
    outcome = ledger.accrue("pukyong", "E-1", "FIXED", HAEUNDAE, occurred_on.isoformat(), allowance_krw=1_000_000)
    rule = RuleTerms.from_json("FIXED", fixed_terms(last_day.isoformat(), activation=activation))
    active_on = rule.activation.active_on(occurred_on, today)
    if active_on > last_day:
        assert (outcome.code, ledger.books.position) == ("activates_after_expiry", before)
        return
    assert (outcome.result["active_on"], outcome.result["expires_on"]) == (active_on.isoformat(), last_day.isoformat())
    assert sorted(replayed(ledger).lots.rows()) == sorted(ledger.books.lots.rows())
    replay = Replay()
    for sealed in ledger.entries[:-1]:
        replay.step(sealed.data)
    plain = decode(ledger.entries[-1].data)
    plain["fact"]["expires_on"] = (last_day + timedelta(days=forged_days)).isoformat()  # type: ignore[index]
    with pytest.raises(NotVerified, match="award_recomputes_differently"):
        replay.step(encode(plain))


def test_how_long_an_award_lasts_is_told_with_its_reason() -> None:
    months, fixed = (RuleTerms.from_json("R", terms) for terms in (rule_terms(), fixed_terms("2027-12-31")))
    told = [tell_validity(months, "2026-09-01", "2026-11-30", language) for language in ("en", "ko")]
    assert told == [
        "Spendable from 2026-09-01 until 2026-11-30: for 2 months, then to the month's end.",
        "2026-09-01부터 2026-11-30까지 쓸 수 있습니다. 유효기간은 2개월이며 그 달의 말일까지입니다.",
    ]
    told = [tell_validity(fixed, "2026-09-01", "2027-12-31", language) for language in ("en", "ko")]
    assert told == [
        "Spendable from 2026-09-01 until 2027-12-31, the last day of all points of this rule.",
        "2026-09-01부터 2027-12-31까지 쓸 수 있습니다. 이 규정의 포인트는 모두 2027-12-31에 소멸합니다.",
    ]
