"""Agencies: which programs a caller runs, and so whose applications it may see and nobody's else."""

from __future__ import annotations

from itertools import groupby

from ledger.domain.agencies import owns
from ledger.domain.books import rows
from ledger.services.context import Caller
from ledger.services.visibility import READ_PROGRAM
from ledger.store.reads import journal, organizations, redemptions
from ledger.store.units import ReadingUnit


def reads_programs(caller: Caller) -> bool:
    """Tell whether a caller reads what is applied for in the programs of its organization."""
    return READ_PROGRAM in caller.permissions


def owned_programs(unit: ReadingUnit, caller: Caller) -> tuple[str, ...]:
    """Give the codes of the programs that the caller's organization runs now, none for whoever may not read them."""
    organization = organizations.organization(unit, caller.organization_id) if reads_programs(caller) else None
    if organization is None or not organization.owner:
        return ()
    every = groupby(journal.rows(unit, rows.Program), key=lambda row: row.code)
    return tuple(code for code, versions in every if owns(organization, versions))


def runs_program_of(unit: ReadingUnit, caller: Caller, redemption_id: str) -> bool:
    """Tell whether something is a redemption of a program that the caller's organization runs now."""
    row = redemptions.redemption(unit, redemption_id) if redemption_id and reads_programs(caller) else None
    return row is not None and row.program in owned_programs(unit, caller)
