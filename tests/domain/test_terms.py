"""Rule terms: read strictly, written canonically, chosen by the date of the real event."""

import copy
from datetime import date
from typing import Any

import pytest

from ledger.domain.journal.canonical import decode, encode
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid
from ledger.domain.rules.pricing import NO_BASE, Base, price
from ledger.domain.rules.terms import Activation, RuleTerms
from ledger.domain.rules.versions import RuleVersion, choose
from tests.domain.rule_data import INT_STD, changed, demo_file, demo_version

NET = {"of": "allowance_krw", "less": ["subsidy_krw"]}
PER_AMOUNT = {"kind": "per_amount", "amount": NET, "krw_per_point": 10_000}
POWER = {
    "kind": "power",
    "amount": {"of": "allowance_krw"},
    "base_krw": 100_000_000,
    "exponent": "0.6",
    "scale": 1_000,
    "over": "agreement",
}
STUDENTS = INT_STD["inputs"][0]


@pytest.mark.parametrize("rule", demo_file("rules.toml")["rule"], ids=lambda rule: str(rule["code"]))
def test_every_rule_of_the_demo_is_sound_and_survives_its_canonical_bytes(rule: dict[str, Any]) -> None:
    terms = RuleTerms.from_json(rule["code"], rule["terms"])
    assert RuleTerms.from_json(rule["code"], decode(encode(terms.to_json()))) == terms
    RuleVersion(rule["code"], rule["version"], rule["valid_from"], rule.get("valid_to"), terms)


def test_the_demo_has_the_four_rules_with_their_dates() -> None:
    versions = [demo_version(code) for code in ("INT-HEAD", "INT-STD", "COOP-TERM", "RES-JNT")]
    assert [version.text() for version in versions] == [
        "v1 2015-01-01..2021-12-31",
        "v2 2022-01-01..",
        "v1 2022-01-01..",
        "v1 2022-01-01..",
    ]


@pytest.mark.parametrize(
    "terms",
    [
        changed(
            activation={"months_after_occurrence": 3},
            workflow=[{"step": "confirmed", "days": 14}, {"step": "approved", "days": 30, "above_points": 1000}],
        ),
        changed(formula={"kind": "flat", "points": 200}),
        changed(formula={"kind": "per_unit", "input": "students", "points": "2.5"}),
        changed(formula={"kind": "scaled", "of": PER_AMOUNT, "multiplier": "0.5"}),
        changed(formula={"kind": "scaled", "of": PER_AMOUNT, "multiplier": "1/3"}),
        changed(formula={"kind": "sum", "of": [PER_AMOUNT, {"kind": "flat", "points": 1}]}),
        changed(formula={"kind": "scaled", "of": POWER, "multiplier": "1.5"}, agreement=True, limits=[]),
        changed(
            limits=[
                {"scope": "event", "points_max": 1, "edge": "reject"},
                {"scope": "rule", "points_max": 9, "edge": "truncate", "pool": "campaign_2026"},
            ]
        ),
    ],
)
def test_terms_are_written_as_they_were_read(terms: dict[str, Any]) -> None:
    read = RuleTerms.from_json("TEST", terms)
    assert read.to_json() == terms
    assert RuleTerms.from_json("TEST", decode(encode(read.to_json()))) == read


def test_what_is_left_out_has_the_plain_meaning() -> None:
    terms = copy.deepcopy(INT_STD)
    for key in ("limits", "agreement", "evidence", "workflow"):
        del terms[key]
    read = RuleTerms.from_json("INT-STD", terms)
    assert (read.limits, read.agreement, read.evidence, read.workflow) == ((), False, (), ())


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        ({"colour": "blue"}, "INT-STD.colour", "only the keys"),
        ({"name": "Internship"}, "INT-STD.name", "an object"),
        ({"name": {"en": "Internship", "ko": "\u1109\u1175"}}, "INT-STD.name.ko", "NFC"),
        ({"name": {"en": "", "ko": "실습"}}, "INT-STD.name.en", "a text of 1 to 2000 characters"),
        ({"rounding": "up"}, "INT-STD.rounding", "one of floor"),
        ({"validity_months": 36.0}, "INT-STD.validity_months", "a whole number from 1 to 1200"),
        ({"validity_months": True}, "INT-STD.validity_months", "a whole number"),
        ({"expires_on": "2027-12-31"}, "INT-STD.validity_months", "either validity_months or expires_on"),
        ({"agreement": 1}, "INT-STD.agreement", "true or false"),
        ({"activation": {"on": "approval"}}, "INT-STD.activation.on", "one of posting"),
        ({"evidence": ["x", "x"]}, "INT-STD.evidence[1]", "a lower-case name, once"),
        ({"evidence": "x"}, "INT-STD.evidence", "a list"),
        (
            {"workflow": [{"step": "approved", "days": 9}, {"step": "confirmed", "days": 9}]},
            "INT-STD.workflow",
            "in this order",
        ),
        (
            {"workflow": [{"step": "confirmed", "days": 9, "above_points": 5}]},
            "INT-STD.workflow[0].above_points",
            "a threshold",
        ),
        ({"evidence_days": -1}, "INT-STD.evidence_days", "a whole number from 0"),
        ({"fingerprint": {"kind": "internship", "of": ["colour"]}}, "INT-STD.fingerprint.of", "some of"),
        ({"fingerprint": {"kind": "internship", "of": ["agreement_reference"]}}, "INT-STD.fingerprint", "no agreement"),
        ({"follows": {"rules": ["INT-STD"], "earns": "university"}}, "INT-STD.follows", "of_award"),
        ({"inputs": [{**STUDENTS, "minimum": 9, "maximum": 8}]}, "INT-STD.inputs[0].maximum", "from 9"),
        ({"inputs": [{**STUDENTS, "name": "학생"}]}, "INT-STD.inputs[0].name", "a lower-case name"),
        ({"inputs": [{**STUDENTS, "default": 0}]}, "INT-STD.inputs[0].default", "from 1 to 500"),
        ({"inputs": [{**STUDENTS, "default": 1, "optional": True}]}, "INT-STD.inputs[0].optional", "either"),
        ({"inputs": [*INT_STD["inputs"], STUDENTS]}, "INT-STD.inputs", "different names"),
        ({"inputs": [STUDENTS]}, "INT-STD.formula", "an input allowance_krw"),
        ({"formula": {"kind": "per_unit", "input": "weeks", "points": 1}}, "INT-STD.formula", "required or"),
        ({"formula": {"kind": "per_unit", "input": "students", "points": 2.5}}, ".formula.points", "a text"),
        (
            {"formula": {"kind": "per_unit", "input": "students", "points": "1/0"}},
            ".formula.points",
            "a text",
        ),
        (
            {"formula": {"kind": "per_unit", "input": "students", "points": "0"}},
            ".formula.points",
            "positive",
        ),
        ({"formula": {"kind": "per_day", "points": 1}}, "INT-STD.formula.kind", "one of per_unit"),
        ({"formula": {**PER_AMOUNT, "amount": {"of": "students"}}}, "INT-STD.formula", "an amount in krw"),
        ({"formula": {**PER_AMOUNT, "krw_per_point": 0}}, "INT-STD.formula.krw_per_point", "from 1"),
        ({"formula": {"kind": "sum", "of": [PER_AMOUNT]}}, "INT-STD.formula.of", "2 to 16"),
        ({"formula": {"kind": "sum", "of": [PER_AMOUNT, POWER]}}, "INT-STD.formula.of", "no power inside"),
        ({"formula": {**POWER, "exponent": "1.1"}}, "INT-STD.formula.exponent", 'up to "1"'),
        ({"formula": {**POWER, "exponent": "0.6001"}}, "INT-STD.formula.exponent", "three decimals"),
        ({"formula": {**POWER, "over": "month"}}, "INT-STD.formula.over", "one of agreement"),
        ({"formula": POWER}, "INT-STD.agreement", "true together with a power"),
        ({"agreement": True}, "INT-STD.agreement", "true together with a power"),
        (
            {"formula": {**PER_AMOUNT, "amount": {"of": "allowance_krw", "less": ["allowance_krw"]}}},
            "INT-STD.formula",
            "allowance_krw either earning or deducted",
        ),
        (
            {"formula": {"kind": "per_unit", "input": "students", "points": 2**53 - 1}},
            "INT-STD.formula",
            "a price of at most",
        ),
        (
            {"limits": [{"scope": "agreement", "points_max": 1, "edge": "reject"}]},
            "INT-STD.limits",
            "no limit per agreement",
        ),
        (
            {"limits": [{"scope": "rule", "points_max": 1, "edge": "reject"}] * 2},
            "INT-STD.limits",
            "at most one limit for each scope",
        ),
        (
            {"limits": [{"scope": "event", "points_max": 1, "edge": "reject", "pool": "all"}]},
            "INT-STD.limits[0].pool",
            "no pool",
        ),
    ],
)
def test_unsound_terms_are_refused_where_they_are_wrong(change: dict[str, Any], path: str, expected: str) -> None:
    with pytest.raises(TermsInvalid) as caught:
        RuleTerms.from_json("INT-STD", changed(**change))
    assert caught.value.path.endswith(path)
    assert expected in caught.value.expected
    assert ", found " in str(caught.value)


def test_formulas_nest_only_so_deep() -> None:
    formula: dict[str, Any] = PER_AMOUNT
    for _ in range(8):
        formula = {"kind": "scaled", "of": formula, "multiplier": "0.5"}
    with pytest.raises(TermsInvalid, match="at most 8 levels"):
        RuleTerms.from_json("INT-STD", changed(formula=formula))


def test_v11_an_event_of_2021_posted_in_2022_falls_under_the_old_rule() -> None:
    heads = [demo_version("INT-HEAD")]
    assert choose(heads, date(2021, 12, 20)).version == 1
    assert choose(heads, date(2021, 12, 31)).version == 1


def test_a_day_without_a_rule_is_refused_with_the_versions_there_are() -> None:
    with pytest.raises(Refused) as caught:
        choose([demo_version("INT-HEAD")], date(2022, 1, 1))
    refusal = caught.value.refusal
    assert (refusal.code, refusal.pointer) == ("no_rule_in_force", "/occurred_on")
    assert refusal.params == {
        "activity": "INT-HEAD",
        "occurred_on": "2022-01-01",
        "in_force": "v1 2015-01-01..2021-12-31",
    }


def test_a_later_version_supersedes_an_open_one_from_its_first_day_on() -> None:
    second = demo_version("INT-STD")
    third = RuleVersion("INT-STD", 3, date(2027, 1, 1), None, second.terms)
    for versions in ([second, third], [third, second]):
        assert choose(versions, date(2026, 12, 31)) is second
        assert choose(versions, date(2027, 1, 1)) is third


@pytest.mark.parametrize(("version", "valid_to", "path"), [(0, None, "version"), (1, date(2021, 12, 31), "valid_to")])
def test_a_version_that_could_never_hold_cannot_be_made(version: int, valid_to: date | None, path: str) -> None:
    terms = RuleTerms.from_json("INT-STD", INT_STD)
    with pytest.raises(TermsInvalid) as caught:
        RuleVersion("INT-STD", version, date(2022, 1, 1), valid_to, terms)
    assert caught.value.path == f"INT-STD.{path}"


def test_points_live_36_months_from_activation_to_the_months_end() -> None:
    terms = demo_version("INT-STD").terms
    active_on = terms.activation.active_on(date(2026, 8, 31), date(2026, 9, 1))
    assert active_on == date(2026, 9, 1)
    assert terms.expires_on(active_on) == date(2029, 9, 30)


def test_points_that_wait_are_never_active_before_they_are_posted() -> None:
    waiting = Activation(3)
    assert waiting.active_on(date(2025, 11, 30), date(2025, 12, 1)) == date(2026, 2, 28)
    assert waiting.active_on(date(2025, 11, 30), date(2026, 5, 4)) == date(2026, 5, 4)


@pytest.mark.parametrize("activity", demo_file("activities.toml")["activity"], ids=lambda it: str(it["rule"]))
def test_whatever_the_demo_draws_can_be_priced(activity: dict[str, Any]) -> None:
    terms = demo_version(activity["rule"]).terms
    assert set(activity["inputs"]) <= {term.name for term in terms.inputs}
    for end in ("from", "to"):
        inputs: dict[str, int] = {}
        for name, draw in activity["inputs"].items():
            inputs[name] = draw[end]
            for factor in draw.get("times", []):
                inputs[name] *= inputs[factor]
        base = Base(0, 0) if terms.accumulates_over else NO_BASE
        assert price(terms, inputs, base).points > 0


def test_the_demo_draws_every_activity_that_can_be_reported() -> None:
    drawn = {activity["rule"] for activity in demo_file("activities.toml")["activity"]}
    rules = {rule["code"]: demo_version(rule["code"]).terms for rule in demo_file("rules.toml")["rule"]}
    assert drawn == {code for code, terms in rules.items() if terms.follows is None}


def test_the_demos_shares_add_up() -> None:
    activities, organizations = demo_file("activities.toml"), demo_file("organizations.toml")
    for alternatives in (activities["activity"], activities["redemption"], organizations["university"][:12]):
        assert sum(one["share_permille"] for one in alternatives) == 1_000
    assert (
        sum(
            activities["redemption_outcomes"][key]
            for key in (
                "captured_permille",
                "captured_in_part_permille",
                "released_permille",
                "timed_out_permille",
                "still_held_permille",
            )
        )
        == 1_000
    )
    assert {len(activity["months"]) for activity in activities["activity"]} == {12}


def test_the_demo_has_twenty_universities_the_four_strategies_and_words_for_its_companies() -> None:
    organizations = demo_file("organizations.toml")
    assert len({university["code"] for university in organizations["university"]}) == 20
    strategies = [(one["code"], one["tasks"], one["projects"]) for one in organizations["strategy"]]
    assert strategies == [("S1", 6, 28), ("S2", 4, 25), ("S3", 5, 24), ("S4", 5, 20)]
    words = organizations["company_words"]
    names = {place["en"] + trade["en"] for place in words["places"] for trade in words["trades"]}
    assert len(names) >= 4 * demo_file("sizes.toml")["small"]["companies"]
