"""The compiled decoder and the marshmallow schema: one verdict on whatever can be read."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from ledger.api.conventions.parsing import read_json
from ledger.api.schemas.accruals import AccrualBody
from ledger.api.schemas.compiled import quick_accrual
from ledger.domain.points import POINTS_MAX
from ledger.domain.refusals import Refused
from ledger.domain.rules.terms import RuleTerms
from ledger.services.accruals import AccrualInput
from tests.domain.rule_data import demo_file

COMPANY = "org_" + "0" * 32
ACTIVITY: dict[str, Any] = {
    "source_event_id": "PKNU-2026-000123",
    "activity": "INT-STD",
    "organization_id": COMPANY,
    "occurred_on": "2026-08-31",
    "inputs": {"students": 3, "months": 4},
    "agreement_reference": None,
    "evidence": [{"kind": "attendance", "sha256": "9f" * 32, "media_type": "application/pdf", "bytes": 48_211}],
    "started_on": "2026-03-02",
    "subject_reference": "pseudonym-7",
    "shares": [{"organization_id": "org_" + "0" * 32, "basis_points": 10_000}],
}

RULES = {rule["code"]: RuleTerms.from_json(rule["code"], rule["terms"]) for rule in demo_file("rules.toml")["rule"]}

TEXTS = st.one_of(
    st.text(max_size=140),
    st.sampled_from(
        ["", "INT-STD", "INT STD", COMPANY, COMPANY.upper(), "2026-02-29", "2024-02-29", "2026-8-1", "학교"]
    ),
    st.sampled_from(["\n", "a\n", "2026-08-31\n", "application/pdf", "Application/PDF", "9f" * 32, "9F" * 32, "null"]),
)
NUMBERS = st.one_of(
    st.integers(-2, 3),
    st.sampled_from([POINTS_MAX, POINTS_MAX + 1, -POINTS_MAX, 2**64, 1.0, 0.5, 1e300]),
)
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
NAMES = st.one_of(st.sampled_from([*ACTIVITY, "unknown", "Activity"]), TEXTS)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Give a document for evidence with one thing about it changed, or nothing."""
    document = dict(ACTIVITY["evidence"][0])
    if draw(st.booleans()):
        document[draw(st.sampled_from([*document, "name"]))] = draw(SCALARS)
    if draw(st.integers(0, 4)) == 0:
        del document[draw(st.sampled_from(sorted(document)))]
    return document


@st.composite
def activities(draw: st.DrawFn) -> Any:
    """Give an activity that was changed in up to three places, so that most are nearly sound."""
    activity = dict(ACTIVITY)
    many = {f"input_{number}": number for number in range(33)}
    for _ in range(draw(st.integers(0, 3))):
        change = draw(st.sampled_from(["value", "absent", "inputs", "evidence", "text", "shares"]))
        if change == "value":
            activity[draw(NAMES)] = draw(VALUES)
        elif change == "absent":
            activity.pop(draw(st.sampled_from(sorted(ACTIVITY))), None)
        elif change == "inputs":
            activity["inputs"] = draw(st.sampled_from([draw(st.dictionaries(TEXTS, NUMBERS, max_size=3)), many]))
        elif change == "evidence":
            activity["evidence"] = draw(st.lists(documents(), max_size=3)) * draw(st.sampled_from([1, 1, 11]))
        elif change == "shares":
            share = {"organization_id": "org_" + "1" * 32, "basis_points": draw(NUMBERS)}
            activity["shares"] = [share] * draw(st.sampled_from([0, 1, 2, 17]))
        else:
            activity[draw(st.sampled_from(["source_event_id", "agreement_reference", "activity"]))] = draw(TEXTS)
    return activity


@st.composite
def activities_of(draw: st.DrawFn, code: str) -> dict[str, Any]:
    """Give an activity as a rule asks for it: its inputs within bounds or just outside, its documents, its parties."""
    terms = RULES[code]
    inputs: dict[str, int] = {}
    for term in terms.inputs:
        if (term.optional or term.default is not None) and draw(st.booleans()):
            continue
        edges = st.sampled_from([0, term.minimum, max(0, term.minimum - 1), term.maximum, term.maximum + 1])
        inputs[term.name] = draw(st.one_of(st.integers(term.minimum, term.maximum), edges))
    if terms.follows is not None:
        inputs["award"] = draw(st.integers(0, 10_000))
    day = st.dates(date(2015, 1, 1), date(2027, 12, 31)).map(date.isoformat)
    activity: dict[str, Any] = {
        "source_event_id": draw(st.sampled_from(["PKNU-2026-000123", "행사-1", "x" * 128])),
        "activity": code,
        "organization_id": COMPANY,
        "occurred_on": draw(day),
        "inputs": inputs,
        "evidence": [
            {
                "kind": kind,
                "sha256": draw(st.sampled_from(["9f", "00", "ab"])) * 32,
                "media_type": draw(st.sampled_from(["application/pdf", "image/png", "text/csv"])),
                "bytes": draw(st.sampled_from([1, 48_211, POINTS_MAX])),
            }
            for kind in terms.evidence
            if draw(st.integers(0, 9))
        ],
    }
    if terms.agreement:
        activity["agreement_reference"] = draw(st.sampled_from(["PKNU-2026-R001", "협약 7"]))
    if terms.fingerprint is not None:
        activity["started_on"] = draw(st.one_of(st.none(), day))
        activity["subject_reference"] = draw(st.sampled_from([None, "pseudonym-7", "가명-7"]))
    cuts = sorted(draw(st.sets(st.integers(1, 9_999), max_size=3)))
    if cuts:
        parts = [end - start for start, end in zip([0, *cuts], [*cuts, 10_000], strict=True)]
        activity["shares"] = [
            {"organization_id": f"org_{place:032x}", "basis_points": part} for place, part in enumerate(parts)
        ]
    return activity


def slowly(value: dict[str, Any]) -> AccrualInput | None:
    """Give what the schema makes of an activity, None where it refuses it."""
    try:
        item: AccrualInput = AccrualBody().load(value)
    except ValidationError:
        return None
    return item


def read(activity: Any) -> dict[str, Any] | None:
    """Read an activity as the door reads a body; None where it is refused before any schema looks at it."""
    try:
        value, complaints = read_json(json.dumps(activity).encode())
    except Refused:
        return None
    return None if complaints or not isinstance(value, dict) else value


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=300)
@given(activity=activities())
@example(activity=ACTIVITY)
@example(activity={**ACTIVITY, "occurred_on": "2026-02-30"})
@example(activity={**ACTIVITY, "source_event_id": "행사-1"})
@example(activity={**ACTIVITY, "inputs": {"students": True}})
@example(activity={**ACTIVITY, "evidence": None})
@example(activity={**ACTIVITY, "started_on": "2026-02-30"})
@example(activity={**ACTIVITY, "started_on": None, "subject_reference": None, "shares": []})
def test_what_the_compiled_decoder_gives_the_schema_gives_too(activity: Any) -> None:
    value = read(activity)
    if value is None:
        return
    quick = quick_accrual(value)
    try:
        slow = AccrualBody().load(value)
    except Exception:
        slow = None
    assert quick == slow


@pytest.mark.parametrize("code", sorted(RULES))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(data=st.data())
def test_an_activity_of_any_rule_is_the_same_to_both_and_never_needs_the_schema(code: str, data: st.DataObject) -> None:
    value = read(data.draw(activities_of(code)))
    assert value is not None
    quick = quick_accrual(value)
    assert quick is not None
    assert quick == slowly(value)


@pytest.mark.parametrize("code", sorted(RULES))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(data=st.data())
def test_an_activity_of_any_rule_with_one_thing_wrong_has_one_verdict(code: str, data: st.DataObject) -> None:
    activity = data.draw(activities_of(code))
    place = data.draw(st.sampled_from([*activity, *activity["inputs"], "subject_reference", "shares", "unknown"]))
    target = activity["inputs"] if place in activity["inputs"] else activity
    if data.draw(st.booleans()):
        target[place] = data.draw(VALUES)
    else:
        target.pop(place, None)
    value = read(activity)
    if value is not None:
        assert quick_accrual(value) == slowly(value)


def test_a_sound_activity_never_needs_the_schema() -> None:
    assert quick_accrual(ACTIVITY) is not None
    assert quick_accrual({**ACTIVITY, "source_event_id": "행사-1", "agreement_reference": "협약 7"}) is not None
