"""Demo scheme: its rules, its programs and what each university may issue, made before the first day.

What one person of the operator drafts or proposes, another approves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ledger.domain import dates
from ledger.domain.commands import Answer
from ledger.domain.programs.terms import ProgramTerms
from ledger.services.allotments import approve_allotment, propose_allotment
from ledger.services.context import Request
from ledger.services.demo_actions import DemoFailed
from ledger.services.demo_joining import Joined
from ledger.services.node import Node
from ledger.services.program_files import program_version_of
from ledger.services.programbook import put_program_in_force
from ledger.services.rule_files import rule_version_of
from ledger.services.rulebook import put_in_force


def publish(
    node: Node, joined: Joined, rules: Sequence[Mapping[str, Any]], programs: Sequence[Mapping[str, Any]]
) -> dict[str, ProgramTerms]:
    """Put rules and programs in force; gives the programs' terms by their codes.

    Raises:
        DemoFailed: the ledger refused one.
    """
    operator, approver = joined.operator.caller, joined.approver.caller
    today = dates.business_date(node.clock()).isoformat()
    for rule in rules:
        answer = put_in_force(node, operator, approver, rule_version_of(rule), today)
        _require(answer, f"rule {rule['code']}")
    published = {}
    for program in programs:
        version = program_version_of(program)
        _require(put_program_in_force(node, operator, approver, version), f"program {version.code}")
        published[version.code] = version.terms
    return published


def allot(node: Node, joined: Joined, points_max: Mapping[str, int], years: Iterable[int]) -> None:
    """Set what each university may issue in each year, by the university's code.

    Raises:
        DemoFailed: the ledger refused one.
    """
    proposing = Request(joined.operator.caller, "allotments.propose")
    approving = Request(joined.approver.caller, "allotments.approve")
    for year in years:
        for code, points in points_max.items():
            university = joined.universities[code].caller.organization_id
            what = f"allotment of {code} in {year}"
            proposed = propose_allotment(node, proposing, university, year, points)
            _require(proposed, what)
            _require(approve_allotment(node, approving, proposed.outcomes[0].result["id"]), what)


def _require(answer: Answer, what: str) -> None:
    if refusal := answer.outcomes[0].code:
        raise DemoFailed(f"{what} was refused: {refusal}")
