"""Certificates on paper: what an organization held on a day, with the code by which anyone checks it, as PDF."""

from __future__ import annotations

from typing import Final

from ledger.domain import dates
from ledger.domain.books import rows
from ledger.services.certificates import CHECK_PATH, code_of, names_of, visible_certificate
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.papers.sheet import ALARM, QUIET, WIDTH_MM, Column, Sheet
from ledger.services.papers.words import points, words_of

STATES: Final = ("available", "pending", "held", "disputed", "arrears")


def certificate_paper(node: Node, caller: Caller, certificate_id: str, language: str, address: str) -> bytes:
    """Print a certificate.

    Args:
        language: "ko" or "en", "" for the one it was issued in.
        address: of this service, such as ``https://ledger.example``; "" where it is not known.

    Raises:
        Refused: ``permission_missing``, ``certificate_unknown``.
    """
    row = visible_certificate(node, caller, certificate_id)
    spoken = language or row.language
    name = names_of(node, row.organization).get(spoken, "")
    return printed(row, name, code_of(node, row), spoken, address)


def printed(row: rows.Certificate, name: str, code: str, language: str, address: str) -> bytes:
    """Print a certificate as it stands; one that was revoked says so."""
    words = words_of(language)
    foot = [f"{words['certificate_id']} {row.certificate}", f"{words['position']} {row.position} · {row.entry}"]
    at = dates.parse_instant(row.revoked_at or row.issued_at)
    sheet = Sheet(words["certificate"], words["issuer"], foot, language, at)
    sheet.heading(words["certificate"], f"{words['as_of']} {row.as_of} · {words['points']}")
    if row.revoked_at:
        sheet.text_block(f"{words['check_revoked']} · {row.revoked_at}", 14, ALARM, bold=True)
    sheet.facts(
        {
            words["organization"]: name or row.organization,
            words["organization_id"]: row.organization,
            words["as_of"]: row.as_of,
            words["certificate_id"]: row.certificate,
            words["issued_at"]: row.issued_at,
        },
        size=10,
    )
    sheet.section(words["holding"], words["basis_closing" if row.period else "basis_books"])
    columns = [Column(words["account"], WIDTH_MM - 50), Column(words["points_held"], 50, right=True)]
    sheet.lines(columns, [[words[f"state.{state}"], points(int(getattr(row, state)))] for state in STATES])
    sheet.section(words["certified"])
    sheet.text_block(words["certified_note"], 9.5)
    sheet.section(words["code"])
    sheet.text_block(code or words["code_not_here"], 15 if code else 9, bold=bool(code))
    sheet.text_block(words["code_note"].format(address=f"{address}{CHECK_PATH}"), 8.5, QUIET)
    return sheet.finished()
