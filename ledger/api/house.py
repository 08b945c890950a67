"""The house: every resource of the HTTP door, and the conventions that hold for all of them, in one application."""

from __future__ import annotations

from typing import Final

from flask import Flask

from ledger.api import (
    access,
    accounts,
    accruals,
    affording,
    allotments,
    applications,
    audit,
    authority,
    calls,
    certificate_page,
    certificates,
    claims,
    clients,
    corrections,
    docs,
    events,
    evidence,
    expiring,
    explanations,
    grants,
    imports,
    inbox,
    interchange,
    journals,
    log,
    objections,
    operations,
    organizations,
    periods,
    problems,
    program_usage,
    programs,
    proposals,
    provenance,
    redemptions,
    reports,
    rules,
    sanctions,
    sessions,
    statements,
    tiers,
    tokens,
    transactions,
    transfers,
    users,
)
from ledger.api.conventions.here import Door, put
from ledger.api.conventions.observing import observe
from ledger.api.conventions.openapi import describe
from ledger.api.conventions.problems import answer_with_problems
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.tracing import tell_trace_id

RESOURCES: Final[tuple[Resource, ...]] = (
    tokens.resource,
    organizations.resource,
    clients.resource,
    rules.resource,
    allotments.resource,
    programs.resource,
    program_usage.resource,
    applications.resource,
    calls.resource,
    accruals.resource,
    explanations.resource,
    claims.resource,
    evidence.resource,
    imports.resource,
    inbox.resource,
    affording.resource,
    redemptions.resource,
    sanctions.resource,
    objections.resource,
    proposals.resource,
    corrections.resource,
    transactions.resource,
    events.resource,
    expiring.resource,
    provenance.resource,
    accounts.resource,
    log.resource,
    problems.resource,
    operations.resource,
    tiers.resource,
    transfers.resource,
    users.resource,
    sessions.resource,
    grants.resource,
    authority.resource,
    periods.resource,
    statements.resource,
    interchange.resource,
    journals.resource,
    reports.resource,
    audit.resource,
    access.resource,
    certificates.resource,
)


def open_house(app: Flask, door: Door) -> None:
    """Stand every resource in the application."""
    put(app, door)
    app.extensions["ledger.measurements"] = observe(app)
    tell_trace_id(app)
    answer_with_problems(app)
    describe(app, RESOURCES)
    app.register_blueprint(docs.blueprint)
    app.register_blueprint(certificate_page.blueprint)
