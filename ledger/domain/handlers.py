"""Handlers: which feature decides which command."""

from __future__ import annotations

from typing import Final

from ledger.domain import accruals, allotments, due, organizations, programbook, redemptions, reversals, rulebook
from ledger.domain import commands as c
from ledger.domain.handler import Handler

HANDLERS: Final[dict[type[c.Command], Handler]] = {
    c.PostAccrual: accruals.HANDLER,
    c.ReverseAccrual: reversals.HANDLER,
    c.PlaceHold: redemptions.HOLD,
    c.CaptureHold: redemptions.CAPTURE,
    c.ReleaseHold: redemptions.RELEASE,
    c.CancelRedemption: redemptions.CANCEL,
    c.RegisterOrganization: organizations.REGISTER,
    c.GrantClient: organizations.GRANT,
    c.RevokeClient: organizations.REVOKE,
    c.DraftRule: rulebook.DRAFT,
    c.RecordSimulation: rulebook.SIMULATE,
    c.ApproveRule: rulebook.APPROVE,
    c.PublishProgram: programbook.PUBLISH,
    c.ProposeAllotment: allotments.PROPOSE,
    c.ApproveAllotment: allotments.APPROVE,
    c.OpenLedger: organizations.OPEN,
    c.SettleDue: due.HANDLER,
}
