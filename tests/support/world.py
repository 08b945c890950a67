"""A small world for tests: universities, companies, rules and programs that reach every edge soon.

Validity is two months, holds last three days, caps and quotas are small, so that random commands meet them all.
"""

from __future__ import annotations

from typing import Any

from ledger.domain.commands import ProfileOrganization
from ledger.domain.journal.facts import Evidence
from tests.support.memory import MemoryLedger

UNIVERSITIES = ("pukyong", "dong-a")
COMPANIES = {"haeundae-marine-tech": "1000000001", "gijang-robotics": "1000000002", "saha-footwear": "1000000003"}


def _name(text: str) -> dict[str, str]:
    return {"en": text, "ko": text}


def rule_terms(**changes: Any) -> dict[str, Any]:
    """Give the terms of a rule that earns a point per KRW 10,000, changed as told."""
    terms: dict[str, Any] = {
        "name": _name("Internship"),
        "description": _name("1 point per KRW 10,000"),
        "inputs": [{"name": "allowance_krw", "unit": "krw", "minimum": 0, "maximum": 1_000_000_000}],
        "formula": {"kind": "per_amount", "krw_per_point": 10_000, "amount": {"of": "allowance_krw", "less": []}},
        "rounding": "floor",
        "limits": [{"scope": "organization_year", "points_max": 4_000, "edge": "truncate"}],
        "validity_months": 2,
        "activation": {"on": "posting"},
        "agreement": False,
        "evidence": [],
        "workflow": [],
    }
    return terms | changes


def research_terms() -> dict[str, Any]:
    """Give the terms of joint research: concave over the cumulative amount of an agreement."""
    return rule_terms(
        inputs=[{"name": "paid_krw", "unit": "krw", "minimum": 1, "maximum": 10_000_000_000}],
        formula={
            "kind": "power",
            "amount": {"of": "paid_krw", "less": []},
            "base_krw": 100_000_000,
            "exponent": "0.6",
            "scale": 1_000,
            "over": "agreement",
        },
        limits=[{"scope": "agreement", "points_max": 3_000, "edge": "truncate"}],
        agreement=True,
    )


def earning_rules() -> dict[str, dict[str, Any]]:
    """Give rules for everything that can happen to an award: steps, documents, doubles, campaigns, mirrors."""
    claimed = [
        {"step": "confirmed", "days": 14},
        {"step": "verified", "days": 7},
        {"step": "approved", "days": 30, "above_points": 300},
    ]
    double = {"kind": "internship", "of": ["organization", "subject_reference", "started_on"]}
    return {
        "EDU": rule_terms(workflow=claimed, limits=[]),
        "DOC": rule_terms(evidence=["report", "receipt"], evidence_days=20, limits=[], fingerprint=double),
        "COOP": rule_terms(workflow=claimed[:1], fingerprint=double),
        "CAMPAIGN": following_terms("EDU", "DOC", factor="0.5", earns="organization", limits=_cut("rule", 900)),
        "MIRROR": following_terms("DOC", "COOP", "RES", factor="0.1", limits=_cut("organization_year", 200)),
    }


def documents(*kinds: str) -> tuple[Evidence, ...]:
    """Give documents by their kinds."""
    return tuple(Evidence(kind, "9f" * 32, "application/pdf", 4_711) for kind in kinds)


def _cut(scope: str, points_max: int) -> list[dict[str, Any]]:
    return [{"scope": scope, "points_max": points_max, "edge": "truncate"}]


def following_terms(*rules: str, factor: str = "1/10", earns: str = "university", **changes: Any) -> dict[str, Any]:
    """Give the terms of a rule that is priced from what others award: the university's mirror of a tenth."""
    return rule_terms(
        inputs=[],
        formula={"kind": "of_award", "factor": factor},
        follows={"rules": list(rules), "earns": earns},
        **({"limits": []} | changes),
    )


def program_terms(points: int, **changes: Any) -> dict[str, Any]:
    """Give the terms of a program with a price per unit, changed as told."""
    terms: dict[str, Any] = {
        "name": _name("Voucher"),
        "owner": "CENTRE",
        "strategy": "S2",
        "task": "T2-1",
        "project": "P2-1",
        "price": {"kind": "per_unit", "points": points},
        "unit": "voucher",
        "quota_quantity": 40,
        "points_max_per_organization_year": 5_000,
        "hold_ttl_seconds": 3 * 86_400,
        "cancel": {"until_days_after_capture": 90, "expired_lots": "keep_original"},
    }
    return terms | changes


def spending_programs() -> dict[str, dict[str, Any]]:
    """Give programs for everything that can happen to an application: pools, documents, amounts, budgets, grace."""
    grace = {"expired_lots": "grace", "grace_days": 10}
    call = program_terms(
        100,
        price={"kind": "bid", "points": 100},
        owner="PARK",
        call="2026-1",
        support={"krw_min": 1_000, "krw_max": 5_000},
        budget_krw=9_000,
        quota_applications=3,
        pool={"organizations_min": 1, "organizations_max": 2},
        eligibility={"documents": ["plan"]},
        hold_ttl_seconds=25 * 86_400,
        release=grace,
    )
    right = program_terms(
        1,
        price={"kind": "status", "months": 2},
        owner="PARK",
        quota_applications=2,
        eligibility={"balance_min": 100, "no_arrears": True},
    )
    grant = program_terms(
        150,
        price={"kind": "fixed", "points": 150},
        owner="PARK",
        support={"krw_per_unit": 1_000},
        budget_krw=6_000,
        eligibility={"sizes": ["micro", "small"], "documents": ["plan"]},
        release=grace,
    )
    return {"CALL": call, "RIGHT": right, "GRANT": grant}


def furnish(ledger: MemoryLedger) -> MemoryLedger:
    """Open a ledger and fill it with the world."""
    ledger.open()
    for university in UNIVERSITIES:
        ledger.register(university, "university")
    for company, number in COMPANIES.items():
        ledger.register(company, "company", number)
    ledger.publish_rule("INT", 1, "2020-01-01", rule_terms())
    pending = rule_terms(activation={"months_after_occurrence": 1}, limits=[])
    ledger.publish_rule("HIRE", 1, "2020-01-01", pending)
    ledger.publish_rule("RES", 1, "2020-01-01", research_terms())
    reject = [{"scope": "organization_year", "points_max": 500, "edge": "reject"}]
    ledger.publish_rule("ADV", 1, "2020-01-01", rule_terms(limits=reject, validity_months=1))
    for code, terms in earning_rules().items():
        ledger.publish_rule(code, 1, "2020-01-01", terms)
    for university in UNIVERSITIES:
        ledger.grant(f"{university}-verifier", university, "university_verifier")
    ledger.set_allotment("dong-a", 2026, 9_000)
    ledger.publish_program("VOUCHER", program_terms(50))
    grace = {"until_days_after_capture": 200, "expired_lots": "grace", "grace_days": 20}
    ledger.publish_program("SEAT", program_terms(600, cancel=grace, quota_quantity=8))
    for code, terms in spending_programs().items():
        ledger.publish_program(code, terms)
    park = ledger.register("technopark", "agency")
    ledger.accept("operator", ProfileOrganization(park, owner="PARK"))
    for company, size in zip(COMPANIES, ("small", "micro", "large"), strict=True):
        ledger.accept("operator", ProfileOrganization(ledger.clients[company][1], region="haeundae", size=size))
    return ledger
