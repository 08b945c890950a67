"""Vault: the texts behind the journal's commitments, as far as they have not been erased."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from ledger.domain.decided import VaultText
from ledger.store.schema import Erasures, Vault
from ledger.store.units import ReadingUnit

SUBJECTS_AT_ONCE = 500


def openings(unit: ReadingUnit, subjects: Collection[str]) -> list[VaultText]:
    """Give the texts of these subjects with the salts that open their commitments."""
    wanted, found = sorted(set(subjects)), []
    for start in range(0, len(wanted), SUBJECTS_AT_ONCE):
        chosen = select(*Vault.__table__.columns).where(Vault.subject.in_(wanted[start : start + SUBJECTS_AT_ONCE]))
        found += [
            VaultText(row.subject, row.field, bytes(row.salt), row.value) for row in unit.connection.execute(chosen)
        ]
    return found


def texts(unit: ReadingUnit, subjects: Collection[str]) -> dict[tuple[str, str], str]:
    """Give the texts of these subjects by (subject, field); what was erased is missing."""
    return {(text.subject, text.field): text.value for text in openings(unit, subjects)}


def erased_at(unit: ReadingUnit, subjects: Collection[str]) -> dict[str, str]:
    """Give when texts of these subjects were erased last, for those of which any were."""
    wanted, found = sorted(set(subjects)), dict[str, str]()
    for start in range(0, len(wanted), SUBJECTS_AT_ONCE):
        some = Erasures.subject.in_(wanted[start : start + SUBJECTS_AT_ONCE])
        chosen = select(Erasures.subject, Erasures.erased_at).where(some).order_by(Erasures.position)
        found.update((row.subject, row.erased_at) for row in unit.connection.execute(chosen))
    return found
