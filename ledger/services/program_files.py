"""Program files: versions of programs' terms as TOML, in the shape of ``config/demo/programs.toml``.

One ``[[program]]`` is one version: code, version, and its terms under ``[program.terms]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.programbook import ProgramVersion, read_program_version
from ledger.domain.rules.fields import Fields, TermsInvalid
from ledger.services.term_files import read_versions


def read_programs(text: str) -> list[ProgramVersion]:
    """Read versions of programs from TOML, at least one.

    Raises:
        Refused: ``programs_file_invalid``, saying where and why.
    """
    return read_versions(text, "program", program_version_of, "programs_file_invalid")


def program_version_of(told: Any) -> ProgramVersion:
    """Read one ``[[program]]`` strictly; raises ``TermsInvalid``."""
    if not isinstance(told, Mapping):
        raise TermsInvalid("program", "a table", told)
    fields = Fields(told, "program")
    code, number = fields.code("code"), fields.whole("version", 1, 1_000_000)
    fields.table("terms")
    fields.done()
    return read_program_version(code, number, told["terms"])
