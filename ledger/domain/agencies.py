"""Agencies: bodies that run programs, and so see and decide what is applied for there.

A program belongs to the agency whose ``owner`` is the code that the newest version of its terms names. Invariant: where
that version names another, or nobody carries its code, no agency owns the program; older versions give no right.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.domain.books import rows
from ledger.domain.books.books import Books
from ledger.domain.profiles import AGENCY
from ledger.domain.published import program_terms


def owner_of(versions: Iterable[rows.Program]) -> str:
    """Give the code of the body that runs a program by its newest version, "" where there is no version."""
    newest = max(versions, key=lambda row: row.version, default=None)
    return "" if newest is None else program_terms(newest).owner


def owns(organization: rows.Organization, versions: Iterable[rows.Program]) -> bool:
    """Tell whether an organization is the agency that runs the program with these versions."""
    return organization.kind == AGENCY and bool(organization.owner) and owner_of(versions) == organization.owner


def owns_program(books: Books, organization_row: rows.Organization, program_code: str) -> bool:
    """Tell whether an organization is the agency that runs a program; all its versions must have been loaded."""
    return owns(organization_row, books.programs.find("code", program_code))
