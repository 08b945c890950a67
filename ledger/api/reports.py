"""Reports over HTTP: figures for those who read every history, each as of a point, each leading to its postings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from ledger.api.conventions.here import node
from ledger.api.conventions.negotiation import LISTED
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.tables import page_schema, table_response
from ledger.api.schemas.reports import query_of
from ledger.auth.bearer import caller
from ledger.services.reports.every import REPORTS
from ledger.services.reports.table import Report, table
from ledger.services.visibility import READ_ALL

resource = Resource("reports", "Figures for the council and the auditor, each as of a point.")


def stand_report(stood: Resource, rule: str, report: Report, noun: str) -> None:
    """Stand the door of a report in a resource; ``noun`` is the first word of its view's name."""

    def view(query: Mapping[str, Any]) -> Response:
        wanted = {option.name: str(query.get(option.name, "")) for option in report.options}
        as_of = query["recorded_as_of"], query["effective_as_of"]
        return table_response(
            query, request.path, lambda place: table(node(), caller(), report, wanted, *as_of, place=place)
        )

    view.__name__ = f"{noun}_{report.name.replace('-', '_')}"
    view.__doc__ = report.title
    stand = stood.reading(rule, page_schema(report), query=query_of(report), permissions=(READ_ALL,), offered=LISTED)
    stand(view)


for _report in REPORTS.values():
    stand_report(resource, f"/reports/{_report.name}", _report, "report")
