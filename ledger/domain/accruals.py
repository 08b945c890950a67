"""Accruals: a university reports an activity of a company, and it becomes points, or a claim that others look at first.

The university's own event id is unique for ever. The rule in force when the activity occurred says who must agree;
where nobody must, or an activity looks like no other, the award is posted at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain import reports
from ledger.domain.active import check_active
from ledger.domain.allotments import check_allotment
from ledger.domain.awards import Award, award_of, check_documents, followers, need_award, record_award
from ledger.domain.books.books import Books
from ledger.domain.books.fold import FOLLOWER
from ledger.domain.books.successions import heir_of
from ledger.domain.commands import PostAccrual, Private, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, balance_shown
from ledger.domain.journal.codec import to_plain
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import ClaimResubmitted, ClaimSubmitted
from ledger.domain.needs import Needs
from ledger.domain.published import rule_in_force
from ledger.domain.refusals import Refused
from ledger.domain.reports import Report, base_key, fingerprint_of
from ledger.domain.rules.versions import RuleVersion
from ledger.domain.settlement import pay_arrears, settle
from ledger.domain.steps import GIVEN_UP, act_by, next_shown, waiting_for


def need_report(needs: Needs, report: Report) -> None:
    """Need what a report names: who earns, the rule, and the rules that follow others."""
    needs.organizations.update({report.organization, *report.holders})
    needs.rule_codes.add(report.activity)
    needs.rule_roles.add(FOLLOWER)


def first(command: PostAccrual, submission: Submission, needs: Needs) -> None:
    """Need what the report names, and whether the event is known."""
    need_report(needs, reports.of_command(command, submission.organization))
    needs.sources.add((submission.organization, command.source_event_id.blind))


def second(command: PostAccrual, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need all that the award may touch."""
    if books.organizations.get(command.organization_id) is not None:
        need_award(needs, books, reports.of_command(command, submission.organization), today)


def decide(desk: Desk, command: PostAccrual) -> Mapping[str, Any]:
    """Post an activity, or put it on record for those who must agree.

    Refusals, in this order: those of ``weigh``, ``evidence_missing``.
    """
    report = reports.of_command(command, desk.actor.organization)
    accrual = desk.new_id("accrual")
    rule, award, clash = weigh(desk, report)
    private = {"source_event_id": command.source_event_id}
    if command.agreement_reference is not None:
        private["agreement_reference"] = command.agreement_reference
    if command.subject_reference is not None:
        private["subject_reference"] = command.subject_reference
    if waiting := waiting_for(rule, award.issued, clash):
        return record_claim(desk, report, rule, accrual, waiting, clash, private)
    return post_award(desk, report, award, accrual, private)


def weigh(desk: Desk, report: Report) -> tuple[RuleVersion, Award, str]:
    """Give the rule of a new report, what it is worth, and the accrual that it looks like ("" for none).

    Refusals, in this order: ``source_event_already_posted``, those of ``check``, those of ``assess``.
    """
    for known in desk.books.accruals.find("source", (report.university, report.source)):
        raise Refused("source_event_already_posted", "/source_event_id", accrual_id=known.accrual)
    rule = check(desk, report)
    award = assess(desk, rule, report)
    return rule, award, clashing(desk.books, fingerprint_of(rule, report), "")


def check(desk: Desk, report: Report, *, claimed: bool = False) -> RuleVersion:
    """Give the rule that a report falls under, if the report is one that it can price.

    What was ``claimed`` before its company was merged goes to the successor; a new report names that itself.

    Refusals, in this order: ``organization_unknown``, ``organization_is_not_a_company``, ``organization_merged``,
    ``organization_closed``, ``share_holders_unsound``, ``shares_do_not_add_up``, ``occurred_in_the_future``,
    ``started_after_it_occurred``, ``activity_unknown``, ``no_rule_in_force``, ``activity_follows_others``,
    ``agreement_reference_missing``, ``agreement_reference_not_used``.
    """
    _check_company(desk.books, report.organization, "/organization_id", claimed=claimed)
    _check_shares(desk.books, report, claimed=claimed)
    if report.occurred_on > desk.today:
        raise Refused("occurred_in_the_future", "/occurred_on", occurred_on=report.occurred_on, today=desk.today)
    if report.started_on > report.occurred_on:
        raise Refused(
            "started_after_it_occurred", "/started_on", started_on=report.started_on, occurred_on=report.occurred_on
        )
    rule = rule_in_force(desk.books.rules.find("code", report.activity), report.activity, report.occurred_on)
    if rule.terms.follows is not None:
        raise Refused(
            "activity_follows_others", "/activity", activity=rule.code, follows=", ".join(rule.terms.follows.rules)
        )
    if rule.terms.agreement and not report.agreement_reference:
        raise Refused("agreement_reference_missing", "/agreement_reference", activity=rule.code)
    if report.agreement_reference and not rule.terms.agreement:
        raise Refused("agreement_reference_not_used", "/agreement_reference", activity=rule.code)
    return rule


def _check_company(books: Books, organization: str, pointer: str, *, claimed: bool) -> None:
    company = books.organizations.get(organization)
    if company is None:
        raise Refused("organization_unknown", pointer, organization_id=organization)
    if company.kind != "company":
        raise Refused("organization_is_not_a_company", pointer, organization_id=organization, kind=company.kind)
    if not (claimed and company.successor):
        check_active(company, pointer)


def _check_shares(books: Books, report: Report, *, claimed: bool) -> None:
    if not report.shares:
        return
    for index, share in enumerate(report.shares):
        _check_company(books, share.organization, f"/shares/{index}/organization_id", claimed=claimed)
    if len(set(report.holders)) != len(report.holders) or report.organization not in report.holders:
        raise Refused("share_holders_unsound", "/shares", organization_id=report.organization)
    total = sum(share.basis_points for share in report.shares)
    if total != reports.WHOLE:
        raise Refused("shares_do_not_add_up", "/shares", expected=reports.WHOLE, found=total)


def assess(desk: Desk, rule: RuleVersion, report: Report) -> Award:
    """Settle all who may earn, and then price the report: points that are dropped for want of documents free caps.

    Refusals, in this order: those of the price and of the limits, ``allotment_exceeded``.
    """
    for holder in report.holders:
        settle(desk, heir_of(desk.books, holder))
    if any(_is_mirror(rule) for rule in followers(desk.books, report)):
        settle(desk, report.university)
    award = award_of(desk.books, rule, report, base_key(rule, report), desk.today)
    check_allotment(desk.books, report.university, desk.today, award.issued)
    return award


def clashing(books: Books, fingerprint: str, accrual: str) -> str:
    """Give another accrual that looks like the same activity, "" where there is none."""
    alike = books.accruals.find("fingerprint", fingerprint) if fingerprint else []
    standing = [known for known in alike if known.accrual != accrual and known.status not in GIVEN_UP]
    return min(standing, key=lambda known: known.position).accrual if standing else ""


def record_claim(
    desk: Desk,
    report: Report,
    rule: RuleVersion,
    accrual: str,
    waiting: tuple[str, ...],
    clash: str,
    private: Mapping[str, Private] | None = None,
    *,
    again: bool = False,
) -> Mapping[str, Any]:
    """Put a report on record that waits for others; ``again`` where it was returned and put right."""
    fact = (ClaimResubmitted if again else ClaimSubmitted)(
        accrual=accrual,
        university=report.university,
        organization=report.organization,
        source=report.source,
        rule=rule.code,
        rule_version=rule.version,
        inputs=dict(report.inputs),
        waiting=waiting,
        act_by=act_by(rule, waiting[0], desk.today),
        agreement_reference=report.agreement_reference,
        subject=report.subject,
        started_on=report.started_on,
        evidence=report.evidence,
        shares=report.shares,
        fingerprint=fingerprint_of(rule, report),
        clash=clash,
    )
    entry = desk.record(fact, occurred_on=report.occurred_on, private=private, subject=accrual)
    return claim_shown(desk, accrual, entry)


def post_award(
    desk: Desk, report: Report, award: Award, accrual: str, private: Mapping[str, Private] | None = None
) -> Mapping[str, Any]:
    """Post an award for all who earn by it, and pay what they owe."""
    entry = record_award(desk, report, award, accrual, private)
    earned = [*award.held, *(held for following in award.followed for held in following.held)]
    for holder in dict.fromkeys(holder for holder, _ in earned) if award.active_on <= desk.today else ():
        pay_arrears(desk, holder if holder == report.university else heir_of(desk.books, holder))
    row = desk.books.accruals.require(accrual)
    return {
        "id": accrual,
        "status": row.status,
        "points": award.points,
        "rule": {"code": award.rule.code, "version": award.rule.version},
        "transaction_id": entry.id,
        "position": entry.position,
        "active_on": award.active_on,
        "expires_on": award.expires_on,
        "balance": balance_shown(desk, report.organization),
        **next_shown(row, None),
    }


def _is_mirror(rule: RuleVersion) -> bool:
    return rule.terms.follows is not None and rule.terms.follows.earns == "university"


def claim_shown(desk: Desk, accrual: str, entry: Entry) -> Mapping[str, Any]:
    """Show a claim as an answer: no points yet."""
    row = desk.books.accruals.require(accrual)
    return {
        "id": accrual,
        "status": row.status,
        "points": 0,
        "rule": {"code": row.rule, "version": row.rule_version},
        "transaction_id": entry.id,
        "position": entry.position,
        "active_on": None,
        "expires_on": None,
        "balance": balance_shown(desk, row.organization),
        **next_shown(row, desk.books.claims.require(accrual)),
    }


def quote(desk: Desk, command: PostAccrual) -> Mapping[str, Any]:
    """Tell what an activity would earn now, with the arithmetic and what it would wait for; it records no award.

    Refusals: as ``decide``.
    """
    position, report = desk.books.position, reports.of_command(command, desk.actor.organization)
    rule, award, clash = weigh(desk, report)
    check_documents(award, report, desk.today)
    held = [("share" if at else "award", award.rule, *held) for at, held in enumerate(award.held)]
    held += [(each.role, each.rule, *held) for each in award.followed for held in each.held]
    return {
        "points": award.points,
        "rule": {"code": rule.code, "version": rule.version},
        "steps": to_plain(award.steps),
        "active_on": award.active_on,
        "expires_on": award.expires_on,
        "earned": [
            {
                "role": role,
                "organization_id": holder,
                "rule": {"code": earning.code, "version": earning.version},
                "points": points,
            }
            for role, earning, holder, points in held
        ],
        "waiting": list(waiting_for(rule, award.issued, clash)),
        "missing": list(award.missing(report)),
        "position": position,
    }


HANDLER = Handler("accruals.post", first, second, decide)
QUOTE = Handler("accruals.post", first, second, quote)
