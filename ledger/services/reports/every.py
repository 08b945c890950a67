"""Every report, by the name under which all doors offer it."""

from __future__ import annotations

from typing import Final

from ledger.services.reports import bands, budgets, control, general_ledger, movements, postings
from ledger.services.reports.table import Report

REPORTS: Final[dict[str, Report]] = {
    report.name: report
    for report in (
        general_ledger.REPORT,
        control.REPORT,
        bands.AGEING,
        bands.FORECAST,
        movements.REPORT,
        budgets.REPORT,
        bands.ARREARS_AGEING,
        postings.REPORT,
    )
}
