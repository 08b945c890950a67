"""Reports: what a university says about one activity, whichever way it came: as a command, a claim, or an award.

A report is identified by its fingerprint across rules of one kind and across universities, and its amounts add up over
its base where the rule is cumulative. Both are digests of what the report says and of nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from ledger.domain.books import rows
from ledger.domain.commands import PostAccrual
from ledger.domain.journal.codec import from_plain
from ledger.domain.journal.facts import Evidence, Share
from ledger.domain.rules.versions import RuleVersion

WHOLE: int = 10_000
"""All shares of an activity, in basis points."""


@dataclass(frozen=True, slots=True)
class Report:
    """One activity. ``source``, ``agreement_reference`` and ``subject`` are blind digests, "" where there is none."""

    university: str
    organization: str
    source: str
    activity: str
    occurred_on: str
    inputs: Mapping[str, int]
    agreement_reference: str = ""
    subject: str = ""
    started_on: str = ""
    evidence: tuple[Evidence, ...] = ()
    shares: tuple[Share, ...] = ()

    @property
    def holders(self) -> tuple[str, ...]:
        """Who earns: those who share it, or the organization alone."""
        return tuple(share.organization for share in self.shares) or (self.organization,)


def of_command(command: PostAccrual, university: str) -> Report:
    """Give the report that a command makes."""
    agreement, subject = command.agreement_reference, command.subject_reference
    return Report(
        university,
        command.organization_id,
        command.source_event_id.blind,
        command.activity,
        command.occurred_on,
        command.inputs,
        "" if agreement is None else agreement.blind,
        "" if subject is None else subject.blind,
        command.started_on,
        command.evidence,
        command.shares,
    )


def of_claim(row: rows.Accrual, claim: rows.Claim) -> Report:
    """Give the report that a claim keeps."""
    return Report(
        row.university,
        row.organization,
        row.source,
        row.rule,
        row.occurred_on,
        json.loads(claim.inputs),
        claim.agreement_reference,
        claim.subject,
        claim.started_on,
        tuple(from_plain(Evidence, plain) for plain in json.loads(claim.evidence)),
        tuple(from_plain(Share, plain) for plain in json.loads(claim.shares)),
    )


def base_key(rule: RuleVersion, report: Report) -> str:
    """Name what amounts add up over under a cumulative rule, "" under any other.

    An agreement is one rule, one university, one company and one reference (by its blind digest); a company's year is
    one rule, one company and the year of occurrence.
    """
    over = rule.terms.accumulates_over
    if over == "agreement" and report.agreement_reference:
        parts = ["agreement", rule.code, report.university, report.organization, report.agreement_reference]
    elif over == "organization_year":
        parts = ["organization_year", rule.code, report.organization, report.occurred_on[:4]]
    else:
        return ""
    return sha256("|".join(parts).encode()).hexdigest()


def fingerprint_of(rule: RuleVersion, report: Report) -> str:
    """Give what the same activity has in common wherever it is reported, "" where the rule or the report has too
    little to tell."""
    term = rule.terms.fingerprint
    if term is None:
        return ""
    traces = {
        "organization": report.organization,
        "occurred_on": report.occurred_on,
        "started_on": report.started_on,
        "subject_reference": report.subject,
        "agreement_reference": report.agreement_reference,
    }
    told = [traces[name] for name in term.of]
    return sha256("|".join(["fingerprint", term.kind, *told]).encode()).hexdigest() if all(told) else ""
