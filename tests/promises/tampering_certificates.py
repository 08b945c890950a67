"""Tampering with certificates: other figures, another day, another issuer, a code and an end used twice.

An act is a function of a copy; it gives the beginning of the first finding: where, and the code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from ledger.domain.journal.entries import Entry
from tests.promises.damaged import Copy


def _last(copy: Copy, kind: str = "certificate") -> tuple[Entry, Any]:
    entry = copy.entry(copy.last(kind))
    return entry, entry.fact


def _changed(copy: Copy, finding: str, kind: str = "certificate", **told: Any) -> str:
    entry, fact = _last(copy, kind)
    copy.rewrite(replace(entry, fact=replace(fact, **told)))
    return f"entry {entry.position} ({kind} {entry.id}): {finding}"


def _of_closing(copy: Copy) -> Entry:
    return next(
        one
        for one in map(copy.entry, range(copy.last("certificate"), 0, -1))
        if one.kind == "certificate" and getattr(one.fact, "period", "")
    )


def certificate_of_more_points(copy: Copy) -> str:
    _, fact = _last(copy)
    return _changed(copy, "certificate_differs", available=fact.available + 1)


def certificate_of_a_closing_with_more_points(copy: Copy) -> str:
    entry = _of_closing(copy)
    fact: Any = entry.fact
    copy.rewrite(replace(entry, fact=replace(fact, available=fact.available + 1)))
    return f"entry {entry.position} (certificate {entry.id}): certificate_differs"


def certificate_of_a_day_that_is_not_kept(copy: Copy) -> str:
    return _changed(copy, "certified_of_another_day", as_of="2026-12-01")


def certificate_by_another_company(copy: Copy) -> str:
    entry, _ = _last(copy)
    others = (one for one in map(copy.entry, range(1, entry.position)) if one.kind == "organization_registered")
    holder: Any = next(one.fact for one in others if getattr(one.fact, "kind", "") == "university")
    return _changed(copy, "certified_by_another", organization=holder.organization)


def certificate_with_a_code_of_another(copy: Copy) -> str:
    other: Any = _of_closing(copy).fact
    return _changed(copy, "id_used_twice", code=other.code)


def certificate_that_was_issued_before(copy: Copy) -> str:
    other: Any = _of_closing(copy).fact
    return _changed(copy, "id_used_twice", certificate=other.certificate)


def revoked_certificate_that_there_is_not(copy: Copy) -> str:
    return _changed(copy, "certificate_not_in_force", "certificate_revoked", certificate=f"cer_{'0' * 32}")


CERTIFICATES: Final[tuple[Callable[[Copy], str], ...]] = (
    certificate_of_more_points,
    certificate_of_a_closing_with_more_points,
    certificate_of_a_day_that_is_not_kept,
    certificate_by_another_company,
    certificate_with_a_code_of_another,
    certificate_that_was_issued_before,
    revoked_certificate_that_there_is_not,
)
"""Every way in which certificates may be tampered with."""
