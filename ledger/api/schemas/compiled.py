"""Compiled: the same shapes once more for a decoder in C, for what comes in by the thousand.

It gives what the marshmallow schema gives, or nothing; whatever it has a doubt about goes through the schema, which
says what was expected and what was found. A property test holds both to one verdict. Texts were read strictly before,
so their characters are not looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from ledger.domain.journal.facts import Evidence, Share
from ledger.domain.points import POINTS_MAX
from ledger.services.accruals import AccrualInput

_Whole = Annotated[int, Meta(ge=0, le=POINTS_MAX)]
_Day = Annotated[str, Meta(pattern=r"\A[12][0-9]{3}-[0-9]{2}-[0-9]{2}\Z")]


class _Evidence(Struct, forbid_unknown_fields=True):
    kind: Annotated[str, Meta(max_length=64, pattern=r"\A[a-z][a-z0-9_]*\Z")]
    sha256: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    media_type: Annotated[
        str, Meta(max_length=127, pattern=r"\A[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*\Z")
    ]
    bytes: Annotated[int, Meta(ge=1, le=POINTS_MAX)]


class _Share(Struct, forbid_unknown_fields=True):
    organization_id: Annotated[str, Meta(pattern=r"\Aorg_[0-9a-f]{32}\Z")]
    basis_points: Annotated[int, Meta(ge=1, le=10_000)]


class _Accrual(Struct, forbid_unknown_fields=True):
    source_event_id: Annotated[str, Meta(min_length=1, max_length=128)]
    activity: Annotated[str, Meta(max_length=64, pattern=r"\A[A-Za-z0-9][A-Za-z0-9-]*\Z")]
    organization_id: Annotated[str, Meta(pattern=r"\Aorg_[0-9a-f]{32}\Z")]
    occurred_on: _Day
    inputs: Annotated[dict[str, _Whole], Meta(max_length=32)]
    agreement_reference: Annotated[str, Meta(min_length=1, max_length=128)] | None = None
    evidence: Annotated[list[_Evidence], Meta(max_length=32)] = []
    started_on: _Day | None = None
    subject_reference: Annotated[str, Meta(min_length=1, max_length=128)] | None = None
    shares: Annotated[list[_Share], Meta(max_length=16)] = []


def quick_accrual(data: Mapping[str, Any]) -> AccrualInput | None:
    """Give the activity that a strictly read object is, or None where the schema should look at it."""
    try:
        read = msgspec.convert(data, _Accrual)
    except msgspec.ValidationError:
        return None
    if not (_is_day(read.occurred_on) and (read.started_on is None or _is_day(read.started_on))):
        return None
    return AccrualInput(
        read.source_event_id,
        read.activity,
        read.organization_id,
        read.occurred_on,
        read.inputs,
        read.agreement_reference,
        tuple([Evidence(each.kind, each.sha256, each.media_type, each.bytes) for each in read.evidence]),
        read.started_on,
        read.subject_reference,
        tuple([Share(each.organization_id, each.basis_points) for each in read.shares]),
    )


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
