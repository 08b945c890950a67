"""Acts about the scheme: rules, programs, allotments, sanctions, and the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from ledger.domain.commands import (
    ApproveAllotment,
    ApproveProgram,
    ApproveRule,
    ApproveSanction,
    CloseProgram,
    DraftProgram,
    DraftRule,
    ProposeAllotment,
    ProposeSanction,
    RecordSimulation,
    RejectSanction,
    SettleDue,
    WarnExpiry,
    WithdrawSanction,
)
from tests.promises.walking.walk import REASON, Act, Asked, Walk
from tests.support.world import (
    documents,
    earning_rules,
    following_terms,
    program_terms,
    research_terms,
    rule_terms,
    spending_programs,
)

DRAFTERS: Final = ("operator", "operator", "operator", "clerk")
APPROVERS: Final = ("approver", "approver", "approver", "operator-approves")


def _drafts_of_programs(walk: Walk) -> tuple[str, Mapping[str, Any]]:
    """Give a program's terms, changed a little; a call becomes the next one."""
    numbers = walk.rng.randint(2, 4), walk.rng.randint(20, 60)
    grace = {"until_days_after_capture": 200, "expired_lots": "grace", "grace_days": 20}
    bases = {
        "VOUCHER": program_terms(walk.pick((30, 50, 70)), quota_quantity=numbers[1] * 4),
        "SEAT": program_terms(walk.pick((300, 600)), cancel=grace, quota_quantity=8, quota_points=numbers[1] * 100),
        **spending_programs(),
    }
    code = walk.pick(bases)
    terms = dict(bases[code])
    if code == "CALL":
        terms |= {"call": f"2026-{walk.rng.randint(1, 40)}", "quota_applications": numbers[0], "budget_krw": 12_000}
        if walk.chance(0.3):
            terms |= {"pool": {"organizations_min": 2, "organizations_max": 3}}
    elif code == "RIGHT":
        terms |= {"quota_applications": numbers[0] * 2}
    elif code == "GRANT":
        terms |= {
            "budget_krw": 3_000 * numbers[0],
            "eligibility": {"documents": ["plan"], **walk.pick(({}, {}, {"regions": ["haeundae"]}))},
        }
    terms |= {"hold_ttl_seconds": walk.rng.randint(5, 40) * 86_400}
    if walk.chance(0.04):
        terms |= {"window": {"opens_on": (walk.today + timedelta(days=20)).isoformat()}}
    if walk.chance(0.05):
        terms |= {"owner": walk.pick(("PARK", "CENTRE"))}
    return code, {**terms, "seats": 4} if walk.chance(0.04) else terms


def draft_a_program(walk: Walk) -> Asked:
    """Draft the next version of a program; sometimes one that is no next version, or no sound one."""
    code, terms = _drafts_of_programs(walk)
    return walk.pick(DRAFTERS), (DraftProgram(code, _next(walk, "programs", code), terms, walk.chance(0.1)),)


def _next(walk: Walk, shelf: str, code: str) -> int:
    newest = max((row.version for row in getattr(walk.ledger.books, shelf).find("code", code)), default=0)
    return max(1, newest + (walk.rng.randint(-1, 2) if walk.chance(0.08) else 1))


def close_a_program(walk: Walk) -> Asked:
    """Draft that a program closes soon."""
    code = walk.pick(("VOUCHER", "SEAT", "CALL", "GRANT", "NOWHERE"))
    return "operator", (CloseProgram(code, (walk.today + timedelta(days=walk.rng.randint(0, 9))).isoformat()),)


def approve_a_program(walk: Walk) -> Asked | None:
    """Bring a drafted program into force; sometimes what is in force, or was never drafted."""
    drafts = list(walk.ledger.books.program_drafts.rows())
    found = walk.recent([row for row in drafts if row.status == "draft"] or (drafts if walk.chance(0.1) else []), 3)
    if found is None:
        return None
    version = found.version + (3 if walk.chance(0.03) else 0)
    return walk.pick(APPROVERS), (ApproveProgram(found.code, version),)


def draft_a_rule(walk: Walk) -> Asked:
    """Draft the next version of a rule, valid from today on or from the beginning."""
    caps = [{"scope": "organization_year", "points_max": walk.pick((2_000, 5_000)), "edge": "truncate"}]
    bases = {
        "INT": rule_terms(limits=caps, validity_months=walk.rng.randint(1, 14)),
        "HIRE": rule_terms(activation={"months_after_occurrence": walk.rng.randint(1, 2)}, limits=[]),
        "RES": research_terms(),
        "ADV": rule_terms(limits=[{**caps[0], "edge": "reject"}], validity_months=1),
        **earning_rules(),
    }
    code = walk.pick(bases)
    terms = bases[code]
    if walk.chance(0.07):
        terms = walk.pick(
            ({**terms, "rounding": "up"}, following_terms("NOWHERE"), following_terms("MIRROR"), following_terms("DOC"))
        )
    valid_from = walk.today.isoformat() if walk.chance(0.7) else "2020-01-01"
    return walk.pick(DRAFTERS), (DraftRule(code, _next(walk, "rules", code), valid_from, terms, "", walk.chance(0.1)),)


def simulate_a_rule(walk: Walk) -> Asked | None:
    """Put a simulation of a draft on record."""
    drafts = list(walk.ledger.books.rule_drafts.rows())
    row = walk.recent([row for row in drafts if row.status == "draft"] or (drafts if walk.chance(0.1) else []), 3)
    if row is None:
        return None
    begins, ends = ("2000-01-02", "2000-01-01") if walk.chance(0.03) else ("2000-01-01", "2000-01-01")
    at = row.position - (1 if walk.chance(0.03) else 0)
    told = (row.code, row.version, at, begins, ends, walk.ledger.books.position, 0, 0, 0, 0, "00" * 32)
    return "operator", (RecordSimulation(*told),)


def approve_a_rule(walk: Walk) -> Asked | None:
    """Bring a simulated rule into force; sometimes one that was not simulated."""
    drafts = list(walk.ledger.books.rule_drafts.rows())
    simulated = [row for row in drafts if row.status == "simulated"]
    row = walk.recent(drafts if walk.chance(0.08) else simulated, 4)
    if row is None:
        return None
    version = row.version + (3 if walk.chance(0.03) else 0)
    return walk.pick(APPROVERS), (ApproveRule(row.code, version),)


def propose_an_allotment(walk: Walk) -> Asked:
    """Propose what a university may issue this year."""
    university = walk.ledger.clients[walk.university()][1]
    if walk.chance(0.05):
        university = walk.pick((walk.company(), "org_0"))
    used = walk.ledger.books.usage.get(f"allotment:{university}:{walk.today.year}")
    more = walk.pick((1_000, 9_000, 20_000, 40_000)) + (used.used if used else 0)
    return walk.pick(DRAFTERS), (ProposeAllotment(university, walk.today.year, more),)


def approve_an_allotment(walk: Walk) -> Asked | None:
    """Set a proposed allotment; rarely a second time, or one that nobody proposed."""
    rows = list(walk.ledger.books.allotment_proposals.rows())
    row = walk.recent([row for row in rows if row.status == "proposed"] or (rows if walk.chance(0.1) else []), 3)
    if row is None:
        return None
    return walk.pick(APPROVERS), (ApproveAllotment("alp_0" if walk.chance(0.03) else row.proposal),)


def propose_a_sanction(walk: Walk) -> Asked:
    """Propose that a company forfeits points, all or some."""
    company = walk.company() if walk.chance(0.95) else walk.pick(("org_0", walk.ledger.clients["pukyong"][1]))
    points = walk.pick(
        (None, walk.rng.randint(1, max(1, walk.balance(company, "available"))), walk.rng.randint(1, 900))
    )
    cause = walk.pick(("sanction", "closure"))
    return walk.pick(DRAFTERS), (ProposeSanction(company, cause, REASON, documents("decision")[0], points),)


def decide_a_sanction(walk: Walk) -> Asked | None:
    """Impose a proposed sanction, or let it come to nothing."""
    rows = list(walk.ledger.books.sanctions.rows())
    row = walk.recent([row for row in rows if row.status == "proposed"] or (rows if walk.chance(0.1) else []), 5)
    if row is None:
        return propose_a_sanction(walk) if rows else None
    sanction = "san_0" if walk.chance(0.03) else row.sanction
    if ApproveSanction in walk.carried_out and walk.rarely(0.25, WithdrawSanction):
        return "operator", (WithdrawSanction(sanction, REASON),)
    if ApproveSanction in walk.carried_out and walk.rarely(0.25, RejectSanction):
        return walk.pick(APPROVERS), (RejectSanction(sanction, REASON),)
    return walk.pick((*APPROVERS, "deputy", "deputy")), (ApproveSanction(sanction),)


def settle(walk: Walk) -> Asked:
    """Settle what is due for everybody."""
    return "system", tuple(SettleDue(row.organization) for row in walk.holders())


def warn(walk: Walk) -> Asked:
    """Warn everybody of what is about to lapse."""
    return "system", tuple(WarnExpiry(row.organization, (30, 7)) for row in walk.organizations("company"))


ACTS: Final[dict[Act, int]] = {
    draft_a_program: 4,
    close_a_program: 1,
    approve_a_program: 6,
    draft_a_rule: 3,
    simulate_a_rule: 4,
    approve_a_rule: 4,
    propose_an_allotment: 2,
    approve_an_allotment: 3,
    propose_a_sanction: 3,
    decide_a_sanction: 5,
    settle: 2,
    warn: 2,
}
