"""Rule files: what was written reads back as the same versions, and the demo's own file says what it says."""

from __future__ import annotations

import tomllib
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.refusals import Refused
from ledger.domain.rules.terms import RuleTerms
from ledger.domain.rules.versions import RuleVersion
from ledger.services.rule_files import read_rules, write_rules
from tests.domain.rule_data import DEMO, changed
from tests.support.world import following_terms, research_terms, rule_terms

CHARACTERS = st.characters(exclude_categories=("Cs",)) | st.sampled_from('"\\\n\r\t\x00\x1f\x7f{}=#')
TEXTS = st.text(CHARACTERS, min_size=1, max_size=60).map(lambda text: unicodedata.normalize("NFC", text))
LIMITS = st.lists(
    st.builds(
        lambda scope, points, edge, pool: {"scope": scope, "points_max": points, "edge": edge} | pool,
        st.sampled_from(["organization_year", "rule"]),
        st.integers(1, 2**53 - 1),
        st.sampled_from(["truncate", "reject"]),
        st.sampled_from([{}, {"pool": "internships"}]),
    ),
    max_size=2,
    unique_by=lambda limit: limit["scope"],
)
WORKFLOW = [{"step": "confirmed", "days": 14}, {"step": "approved", "days": 30, "above_points": 1_000}]
SUM = {
    "kind": "sum",
    "of": [
        {"kind": "scaled", "multiplier": "1/3", "of": {"kind": "per_unit", "input": "students", "points": 50}},
        {"kind": "per_amount", "amount": {"of": "allowance_krw", "less": ["subsidy_krw"]}, "krw_per_point": 10_000},
    ],
}
SHAPES = st.sampled_from(
    [
        rule_terms(),
        research_terms(),
        following_terms("INT-STD", "RES-JNT"),
        changed(workflow=WORKFLOW, evidence_days=30),
        changed(formula=SUM),
        changed(activation={"months_after_occurrence": 3}, fingerprint={"kind": "stay", "of": ["organization"]}),
    ]
)


@st.composite
def versions(draw: st.DrawFn) -> RuleVersion:
    """Draw a version with any texts, numbers and dates that terms may hold."""
    terms = dict(draw(SHAPES))
    for name in ("name", "description"):
        terms[name] = {"en": draw(TEXTS), "ko": draw(TEXTS)}
    if not terms.get("agreement"):
        terms["limits"] = draw(LIMITS)
    code = draw(st.from_regex("[A-Za-z0-9][A-Za-z0-9-]{0,9}", fullmatch=True))
    first = draw(st.dates(date(1000, 1, 1)))
    last = draw(st.none() | st.dates(first))
    return RuleVersion(code, draw(st.integers(1, 1_000_000)), first, last, RuleTerms.from_json(code, terms))


@settings(max_examples=150, deadline=None)
@given(st.lists(versions(), min_size=1, max_size=4))
def test_what_was_written_reads_back_as_the_same_versions(drawn: list[RuleVersion]) -> None:
    assert read_rules(write_rules(drawn)) == drawn


def test_the_demos_own_file_is_read_and_written_back() -> None:
    text = (DEMO / "rules.toml").read_text(encoding="utf-8")
    read = read_rules(text)
    assert read_rules(write_rules(read)) == read
    assert [version.code for version in read] == [rule["code"] for rule in tomllib.loads(text)["rule"]]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("version = 1\n", "version = 0\n", "rule.version"),
        ("valid_from = 2020-01-01", "valid_from = 2020-01-01T00:00:00", "X.valid_from"),
        ("points_max = 4_000", "points_max = 4_000.5", "points_max"),
        ("[rule.terms]", "note = 1\n\n[rule.terms]", "rule.note"),
        ("validity_months = 2", "validity_months = 2020-01-01", "validity_months"),
        ("[[rule]]", "a = 1\n[[rule]]", "found a"),
    ],
)
def test_what_is_no_rule_is_refused_by_its_place(old: str, new: str, reason: str) -> None:
    terms = RuleTerms.from_json("X", rule_terms())
    text = write_rules([RuleVersion("X", 1, date(2020, 1, 1), None, terms)])
    assert old in text
    with pytest.raises(Refused) as caught:
        read_rules(text.replace(old, new))
    assert caught.value.refusal.code == "rules_file_invalid"
    assert reason in str(caught.value.refusal.params["reason"])
