"""Certificates: what an organization held on a day, stated in the journal so that anyone may check it.

A certificate is of today, all that is due being settled first, or of the last day of a closed month, whose closing
keeps what each account held: days of which the books can say it again for ever. It moves nothing, is never changed, and
counts until it is revoked. An organization certifies itself, and the operator anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ledger.domain.active import check_active
from ledger.domain.books import rows
from ledger.domain.books.accounts import HOLDER_STATES, of_holder
from ledger.domain.books.books import Books
from ledger.domain.commands import IssueCertificate, RevokeCertificate, Submission
from ledger.domain.desk import Desk
from ledger.domain.handler import Handler, need_wallet
from ledger.domain.journal.facts import CertificateIssued, CertificateRevoked
from ledger.domain.needs import Needs
from ledger.domain.refusals import Refused
from ledger.domain.settlement import settle

MONTH_LETTERS: Final = len("2026-08")
OPERATOR: Final = "operator"


def month_closed_on(books: Books, day: str) -> str:
    """Give the closed month whose last day a day is, "" where it is of none."""
    row = books.periods.get(day[:MONTH_LETTERS])
    return row.period if row is not None and row.last_day == day else ""


def held_in_books(books: Books, holder: str) -> dict[str, int]:
    """Give what stands on a holder's accounts, in points, by state."""
    return {state: books.points_in(of_holder(holder, state)) for state in HOLDER_STATES}


def held_at_closing(books: Books, period: str, holder: str) -> dict[str, int]:
    """Give what stood on a holder's accounts when a month was closed, in points, by state."""
    told = {}
    for state in HOLDER_STATES:
        line = next(iter(books.period_lines.find("line", (period, of_holder(holder, state)))), None)
        told[state] = abs(line.closing) if line else 0
    return told


def is_of(books: Books, organization: str, actor: str) -> bool:
    """Tell whether an organization may certify another's points: its own, or the operator anybody's."""
    if organization == actor:
        return True
    row = books.organizations.get(actor)
    return row is not None and row.kind == OPERATOR


def first_issue(command: IssueCertificate, submission: Submission, needs: Needs) -> None:
    """Need the organization, and the closing that the day may be the last of."""
    needs.organizations.update((command.organization_id, submission.organization))
    if not command.as_of:
        return
    period = command.as_of[:MONTH_LETTERS]
    needs.periods.add(period)
    needs.closing_lines.update((period, of_holder(command.organization_id, state)) for state in HOLDER_STATES)


def second_issue(command: IssueCertificate, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need the wallet."""
    need_wallet(needs, command.organization_id)


def decide_issue(desk: Desk, command: IssueCertificate) -> Mapping[str, Any]:
    """Certify what an organization held.

    Refusals, in this order: ``organization_unknown``, ``organization_merged``, ``organization_closed``,
    ``certificate_day_not_kept``.
    """
    holder, actor = command.organization_id, desk.actor.organization
    organization = desk.books.organizations.get(holder)
    if organization is None or not is_of(desk.books, holder, actor):
        raise Refused("organization_unknown", "/organization_id", organization_id=holder)
    check_active(organization, "/organization_id")
    as_of = command.as_of or desk.today
    period = month_closed_on(desk.books, as_of) if command.as_of else ""
    if not period and as_of != desk.today:
        raise Refused("certificate_day_not_kept", "/as_of", as_of=as_of, today=desk.today)
    # From here on the certificate is issued.
    if not period:
        settle(desk, holder)
    held = held_at_closing(desk.books, period, holder) if period else held_in_books(desk.books, holder)
    certificate = desk.new_id("certificate")
    fact = CertificateIssued(
        certificate=certificate,
        organization=holder,
        as_of=as_of,
        period=period,
        **held,
        language=command.language,
        nonce=command.nonce,
        code=command.code,
    )
    desk.record(fact, subject=certificate)
    return {**certificate_shown(desk.books.certificates.require(certificate)), "nonce": command.nonce}


def first_revoke(command: RevokeCertificate, submission: Submission, needs: Needs) -> None:
    """Need the certificate, and who takes it back."""
    needs.certificates.add(command.certificate_id)
    needs.organizations.add(submission.organization)


def second_revoke(command: RevokeCertificate, submission: Submission, books: Books, needs: Needs, today: str) -> None:
    """Need no second look."""


def decide_revoke(desk: Desk, command: RevokeCertificate) -> Mapping[str, Any]:
    """Let a certificate not count any more.

    Refusals, in this order: ``certificate_unknown``, ``certificate_already_revoked``.
    """
    row = desk.books.certificates.get(command.certificate_id)
    if row is None or not is_of(desk.books, row.organization, desk.actor.organization):
        raise Refused("certificate_unknown", certificate_id=command.certificate_id)
    if row.revoked_at:
        raise Refused("certificate_already_revoked", certificate_id=row.certificate, revoked_at=row.revoked_at)
    # From here on the certificate is revoked.
    fact = CertificateRevoked(row.certificate, row.organization)
    desk.record(fact, private={"revoked_because": command.reason}, subject=row.certificate)
    return certificate_shown(desk.books.certificates.require(row.certificate))


def certificate_shown(row: rows.Certificate) -> dict[str, Any]:
    """Show a certificate in the words of the wire."""
    return {
        "id": row.certificate,
        "organization_id": row.organization,
        "as_of": row.as_of,
        "period": row.period or None,
        "status": "revoked" if row.revoked_at else "valid",
        "posted": row.available,
        "spendable": row.available,
        "pending": row.pending,
        "held": row.held,
        "disputed": row.disputed,
        "arrears": row.arrears,
        "language": row.language,
        "issued_at": row.issued_at,
        "revoked_at": row.revoked_at or None,
        "transaction_id": row.entry,
        "position": row.position,
    }


class Difference(NamedTuple):
    """What a certificate shows that is not what it states."""

    name: str
    stated: Any
    shown: Any


def first_difference(shown: Any, row: rows.Certificate) -> Difference | None:
    """Hold what is shown as a certificate to what it states; names and reasons are no part of that.

    Returns:
        The first member that says something else, of another type too, or is not there; ``None`` where all agree.
    """
    found = shown if isinstance(shown, Mapping) else {}
    for name, stated in certificate_shown(row).items():
        if name not in found or found[name] != stated or type(found[name]) is not type(stated):
            return Difference(name, stated, found.get(name))
    return None


ISSUE = Handler("certificates.issue", first_issue, second_issue, decide_issue)
REVOKE = Handler("certificates.revoke", first_revoke, second_revoke, decide_revoke)
