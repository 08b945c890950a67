"""Rule terms the tests price with: the demo's own files, and rules written out as data."""

import copy
import tomllib
from pathlib import Path
from typing import Any

from ledger.domain.rules.terms import RuleTerms
from ledger.domain.rules.versions import RuleVersion

DEMO = Path(__file__).parents[2] / "config" / "demo"

INT_STD: dict[str, Any] = {
    "name": {"en": "Standard internship semester", "ko": "표준 현장실습학기제"},
    "description": {"en": "1 point per KRW 10,000, net of subsidy.", "ko": "1만 원당 1점."},
    "inputs": [
        {"name": "students", "unit": "students", "minimum": 1, "maximum": 500},
        {
            "name": "weeks",
            "unit": "weeks",
            "minimum": 4,
            "maximum": 53,
            "optional": True,
            "eligibility": True,
        },
        {"name": "allowance_krw", "unit": "krw", "minimum": 0, "maximum": 10**11},
        {"name": "subsidy_krw", "unit": "krw", "minimum": 0, "maximum": 10**11, "default": 0},
    ],
    "formula": {
        "kind": "per_amount",
        "amount": {"of": "allowance_krw", "less": ["subsidy_krw"]},
        "krw_per_point": 10_000,
    },
    "rounding": "floor",
    "limits": [{"scope": "organization_year", "points_max": 6_000, "edge": "truncate"}],
    "validity_months": 36,
    "activation": {"on": "posting"},
    "agreement": False,
    "evidence": ["three_party_agreement"],
    "workflow": [],
}


def demo_file(name: str) -> dict[str, Any]:
    """Read one file of ``config/demo``."""
    with (DEMO / name).open("rb") as file:
        return tomllib.load(file)


def demo_version(code: str) -> RuleVersion:
    """Give the demo's version of a rule."""
    (found,) = (rule for rule in demo_file("rules.toml")["rule"] if rule["code"] == code)
    terms = RuleTerms.from_json(code, found["terms"])
    return RuleVersion(code, found["version"], found["valid_from"], found.get("valid_to"), terms)


def changed(**changes: Any) -> dict[str, Any]:
    """Give INT-STD's terms with some fields replaced."""
    return {**copy.deepcopy(INT_STD), **changes}


def counted(unit: str, formula: dict[str, Any], **changes: Any) -> RuleTerms:
    """Give terms with one input, counted in ``unit`` and of the same name."""
    inputs = [{"name": unit, "unit": unit, "minimum": 1, "maximum": 1_000}]
    return RuleTerms.from_json("TEST", changed(inputs=inputs, formula=formula, **changes))


def concave(base_krw: int, exponent: str, over: str, points_max: int, multiplier: str = "1") -> RuleTerms:
    """Give terms priced by a power of what was paid, limited over what they accumulate."""
    power = {
        "kind": "power",
        "amount": {"of": "paid_krw"},
        "base_krw": base_krw,
        "exponent": exponent,
        "scale": 1_000,
        "over": over,
    }
    return RuleTerms.from_json(
        "TEST",
        changed(
            inputs=[{"name": "paid_krw", "unit": "krw", "minimum": 1, "maximum": 10**12}],
            formula=power if multiplier == "1" else {"kind": "scaled", "of": power, "multiplier": multiplier},
            limits=[{"scope": over, "points_max": points_max, "edge": "truncate"}],
            agreement=over == "agreement",
        ),
    )
