"""Signers: the keys that signed the log's checkpoints, and the cosignatures that witnesses put under them."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, insert, select

from ledger.domain.books import rows
from ledger.store.schema import Cosignatures, LogSigners
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit, WritingUnit


class Cosignature(NamedTuple):
    """A signature line of a witness under the checkpoint of a size, without its newline.

    ``key`` is by what the witness's key is known, its name and id: it stands in the column ``name``.
    """

    size: int
    key: str
    line: str
    cosigned_at: str


def signers(unit: ReadingUnit) -> dict[str, int]:
    """Give every key that signed, in hexadecimal, with the size of the first checkpoint that it signed."""
    found = unit.connection.execute(
        select(LogSigners.public_key, LogSigners.first_size).order_by(LogSigners.first_size)
    )
    return {row.public_key: row.first_size for row in found}


def keys_set(unit: ReadingUnit) -> dict[str, int]:
    """Give every key that an entry set, in hexadecimal, with that entry's position, the first first."""
    table = projection(rows.LogKey)
    return {row.public_key: row.position for row in unit.connection.execute(select(table).order_by(table.c.position))}


def save_signer(unit: WritingUnit, public_key: str, first_size: int) -> None:
    """Keep for ever from which checkpoint on a key signs."""
    unit.connection.execute(insert(LogSigners).values(public_key=public_key, first_size=first_size))


def cosignatures_of(unit: ReadingUnit, size: int) -> list[Cosignature]:
    """Give the cosignatures under the checkpoint of a size, in the order of what the witnesses' keys are known as."""
    chosen = select(*Cosignatures.__table__.columns).where(Cosignatures.size == size)
    return [Cosignature(*row) for row in unit.connection.execute(chosen.order_by(Cosignatures.name))]


def last_cosigned(unit: ReadingUnit, key: str) -> int:
    """Give the largest size that a witness cosigned, 0 where it cosigned none."""
    found = unit.connection.execute(select(func.max(Cosignatures.size)).where(Cosignatures.name == key))
    return found.scalar() or 0


def save_cosignature(unit: WritingUnit, cosignature: Cosignature) -> None:
    """Keep a cosignature for ever; there is one of each witness for each size."""
    size, key, line, cosigned_at = cosignature
    unit.connection.execute(insert(Cosignatures).values(size=size, name=key, line=line, cosigned_at=cosigned_at))
