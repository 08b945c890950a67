"""Drafting: what rule versions and program terms have in common on their way into force.

A version that comes into force is higher than every one before it, and its terms fit into an entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ledger.domain.books import rows
from ledger.domain.journal.canonical import JsonObject, NotCanonical, encode
from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid

TERMS_BYTES_MAX: Final = 48_000
"""Most bytes of terms in an entry of 60,000."""


def newest_of(in_force: Iterable[rows.Rule | rows.Program]) -> int:
    """Give the highest version in force, 0 where there is none."""
    return max((row.version for row in in_force), default=0)


def check_version(in_force: Iterable[rows.Rule | rows.Program], code: str, version: int) -> None:
    """See that a version is higher than those in force.

    Refusals: ``version_not_next``.
    """
    newest = newest_of(in_force)
    if version <= newest:
        raise Refused("version_not_next", "/version", published=code, newest=newest, found=version)


def check_length(code: str, terms: JsonObject) -> None:
    """See that terms, as deep as they stand in an entry, can be written and are not too long; raises
    ``TermsInvalid``."""
    try:
        length = len(encode({"entry": {"fact": {"terms": terms}}}))
    except NotCanonical as error:
        raise TermsInvalid(f"{code}{error.path.removeprefix('/entry/fact')}", "less", error.reason) from error
    if length > TERMS_BYTES_MAX:
        raise TermsInvalid(f"{code}.terms", f"at most {TERMS_BYTES_MAX} bytes", length)
