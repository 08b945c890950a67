"""Claims: activities that others look at before they become points.

A claim waits for its steps in order: cleared (where it looks like another), confirmed by the company, verified at the
university, approved by the operator; which of them is rule data. Whoever is due may return or reject it instead, and
the university may withdraw it. Nobody takes two of these parts: behind each stands another person. The last step posts
the award, priced then, in the same unit of work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from ledger.domain import commands as c
from ledger.domain.accruals import (
    assess,
    check,
    claim_shown,
    clashing,
    need_report,
    post_award,
    record_claim,
)
from ledger.domain.awards import need_award
from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.books.fold import FOLLOWER
from ledger.domain.books.successions import heir_of
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, need_wallet
from ledger.domain.journal.facts import ClaimStepped
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused
from ledger.domain.reports import Report, fingerprint_of, of_claim
from ledger.domain.steps import ACTS, CLEARED, act_by, due_steps, waiting_for

Step = (
    c.ClearAccrual
    | c.ConfirmAccrual
    | c.VerifyAccrual
    | c.ApproveAccrual
    | c.ReturnAccrual
    | c.RejectAccrual
    | c.WithdrawAccrual
    | c.ResubmitAccrual
)

RETURNED: Final = "returned"


def first(command: Step, submission: c.Submission, needs: Needs) -> None:
    """Need the claim."""
    needs.accruals.add(command.accrual_id)
    needs.claims.add(command.accrual_id)
    needs.rule_roles.add(FOLLOWER)


def second(command: Step, submission: c.Submission, books: Books, needs: Needs, today: str) -> None:
    """Need whose it is, and of a claim the report's rule and all who earn by it."""
    row, claim = books.accruals.get(command.accrual_id), books.claims.get(command.accrual_id)
    if row is not None:
        needs.organizations.add(row.organization)
    if row is not None and claim is not None:
        need_report(needs, of_claim(row, claim))
        need_wallet(needs, row.organization)
        if isinstance(command, c.ResubmitAccrual):
            needs.organizations.update(share.organization for share in command.shares)


def third(command: Step, books: Books, needs: Needs, today: str) -> None:
    """Need all that the award may touch."""
    row, claim = books.accruals.get(command.accrual_id), books.claims.get(command.accrual_id)
    if row is None or claim is None:
        return
    report = of_claim(row, claim)
    if isinstance(command, c.ResubmitAccrual):
        report = _put_right(command, row, claim)
    need_award(needs, books, report, today)


def _open_claim(desk: Desk, accrual: str) -> tuple[rows.Accrual, rows.Claim]:
    """Give a claim that the actor may know of and that is not over.

    Refusals, in this order: ``accrual_unknown``, ``claim_not_open``.
    """
    row, claim = desk.books.accruals.get(accrual), desk.books.claims.get(accrual)
    own = (row.university, heir_of(desk.books, row.organization)) if row else ()
    if row is None or not (desk.actor.organization in own or _is_operator(desk)):
        raise Refused("accrual_unknown", accrual_id=accrual)
    if claim is None or not (claim.waiting or row.status == RETURNED):
        raise Refused("claim_not_open", accrual_id=accrual, status=row.status)
    return row, claim


def _is_operator(desk: Desk) -> bool:
    organization = desk.books.organizations.get(desk.actor.organization)
    return organization is not None and organization.kind == "operator"


def _check_turn(desk: Desk, row: rows.Accrual, claim: rows.Claim, step: str) -> None:
    """See that a step is due, that it is the actor's, and that its person has no other part in the claim.

    Refusals, in this order: ``step_not_due``, ``same_person_approval``.
    """
    due = claim.waiting.split()[0] if claim.waiting else RETURNED
    whose = {
        "company": heir_of(desk.books, row.organization),
        "university": row.university,
        "operator": desk.actor.organization,
    }
    own = due in ACTS and whose[ACTS[due]] == desk.actor.organization
    if ACTS.get(due) == "operator" and not _is_operator(desk):
        own = False
    if step not in (due, "") or not own:
        raise Refused("step_not_due", accrual_id=row.accrual, due=due, who=ACTS.get(due, "university"))
    if desk.actor.person in (*claim.persons.split(), *claim.submitters.split()):
        raise Refused("same_person_approval", subject=row.accrual, person_id=desk.actor.person)


def _agree(step: str) -> Callable[[Desk, Any], Mapping[str, Any]]:
    def decide(desk: Desk, command: Any) -> Mapping[str, Any]:
        """Take a step of a claim; the last one posts its award.

        Refusals, in this order: those of ``_open_claim``, those of ``_check_turn``, then as for a new report.
        """
        row, claim = _open_claim(desk, command.accrual_id)
        _check_turn(desk, row, claim, step)
        report = of_claim(row, claim)
        rule = check(desk, report, claimed=True)
        award = assess(desk, rule, report)
        taken = {step, *claim.taken.split()}  # the rule may have another version by now, with other steps
        steps = [term.step for term in rule.terms.workflow if term.step not in taken]
        waiting = due_steps(rule, award.issued, steps)
        # From here on the step succeeds, but for documents that can no more come.
        fact = ClaimStepped(
            row.accrual,
            row.university,
            row.organization,
            step,
            waiting,
            act_by(rule, waiting[0], desk.today) if waiting else "",
        )
        private = {"reason": command.reason} if step == CLEARED else {}
        entry = desk.record(fact, occurred_on=row.occurred_on, private=private)
        return post_award(desk, report, award, row.accrual) if not waiting else claim_shown(desk, row.accrual, entry)

    return decide


def _end(step: str) -> Callable[[Desk, Any], Mapping[str, Any]]:
    def decide(desk: Desk, command: Any) -> Mapping[str, Any]:
        """Return, reject or withdraw a claim; no points move.

        Refusals, in this order: those of ``_open_claim``; for a withdrawal ``accrual_unknown``, for the others those
        of ``_check_turn``.
        """
        row, claim = _open_claim(desk, command.accrual_id)
        if step != "withdrawn":
            _check_turn(desk, row, claim, "")
        elif row.university != desk.actor.organization:
            raise Refused("accrual_unknown", accrual_id=row.accrual)
        # From here on it succeeds.
        fact = ClaimStepped(row.accrual, row.university, row.organization, step)
        entry = desk.record(fact, occurred_on=row.occurred_on, private={"reason": command.reason})
        return claim_shown(desk, row.accrual, entry)

    return decide


def _put_right(command: c.ResubmitAccrual, row: rows.Accrual, claim: rows.Claim) -> Report:
    return replace(
        of_claim(row, claim),
        occurred_on=command.occurred_on,
        started_on=command.started_on,
        inputs=command.inputs,
        evidence=command.evidence,
        shares=command.shares,
    )


def resubmit(desk: Desk, command: c.ResubmitAccrual) -> Mapping[str, Any]:
    """Put a returned claim right; it goes through all its steps again, or is posted where none is left.

    Refusals, in this order: those of ``_open_claim``, ``accrual_unknown``, ``claim_not_returned``, then as for a new
    report.
    """
    row, claim = _open_claim(desk, command.accrual_id)
    if row.university != desk.actor.organization:
        raise Refused("accrual_unknown", accrual_id=row.accrual)
    if row.status != RETURNED:
        raise Refused("claim_not_returned", accrual_id=row.accrual, status=row.status)
    report = _put_right(command, row, claim)
    rule = check(desk, report, claimed=True)
    award = assess(desk, rule, report)
    clash = clashing(desk.books, fingerprint_of(rule, report), row.accrual)
    if waiting := waiting_for(rule, award.issued, clash):
        return record_claim(desk, report, rule, row.accrual, waiting, clash, again=True)
    return post_award(desk, report, award, row.accrual)


def _handler(permission: str, decide: Callable[[Desk, Any], Mapping[str, Any]]) -> Handler:
    return Handler(permission, first, second, decide, third)


CLEAR = _handler("accruals.clear", _agree(CLEARED))
CONFIRM = _handler("accruals.confirm", _agree("confirmed"))
VERIFY = _handler("accruals.verify", _agree("verified"))
APPROVE = _handler("accruals.approve", _agree("approved"))
RETURN = _handler("accruals.return", _end(RETURNED))
REJECT = _handler("accruals.reject", _end("rejected"))
WITHDRAW = _handler("accruals.post", _end("withdrawn"))
RESUBMIT = _handler("accruals.post", resubmit)
