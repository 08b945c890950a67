"""Acts about certificates: companies and the operator certify what somebody holds, and think better of it."""

from __future__ import annotations

from typing import Final

from ledger.domain.certificate_codes import digest
from ledger.domain.commands import IssueCertificate, RevokeCertificate
from tests.promises.walking.walk import REASON, Act, Asked, Walk


def certify_a_balance(walk: Walk) -> Asked | None:
    """Certify somebody's points: mostly its own, today or at the end of a closed month; rarely another's or a day that
    nobody keeps."""
    books, number = walk.ledger.books, walk.number()
    holder = walk.pick(walk.active_companies())
    months = [row.last_day for row in books.periods.rows() if len(row.period) == len("2026-08")]
    as_of = walk.pick(months) if months and walk.chance(0.4) else ""
    if walk.chance(0.04):
        as_of = "2026-01-30"
    who = "operator" if walk.chance(0.2) else walk.named(walk.company() if walk.chance(0.04) else holder)
    nonce = f"{number:032x}"
    return who, (IssueCertificate(holder, as_of, walk.pick(("ko", "en")), nonce, digest(bytes.fromhex(nonce))),)


def take_a_certificate_back(walk: Walk) -> Asked | None:
    """Revoke a certificate; rarely one that counts no more."""
    rows = [row for row in walk.ledger.books.certificates.rows() if not row.revoked_at or walk.chance(0.1)]
    row = walk.recent(rows)
    if row is None:
        return None
    who = "operator" if walk.chance(0.3) else walk.named(row.organization)
    return who, (RevokeCertificate(row.certificate, REASON),)


ACTS: Final[dict[Act, int]] = {certify_a_balance: 4, take_a_certificate_back: 1}
