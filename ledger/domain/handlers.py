"""Handlers: which feature decides which command."""

from __future__ import annotations

from typing import Final

from ledger.domain import (
    accruals,
    allotments,
    claims,
    documents,
    due,
    organizations,
    programbook,
    redemptions,
    reversals,
    rulebook,
)
from ledger.domain import commands as c
from ledger.domain.handler import Handler

HANDLERS: Final[dict[type[c.Command], Handler]] = {
    c.PostAccrual: accruals.HANDLER,
    c.QuoteAccrual: accruals.QUOTE,
    c.ReverseAccrual: reversals.HANDLER,
    c.ClearAccrual: claims.CLEAR,
    c.ConfirmAccrual: claims.CONFIRM,
    c.VerifyAccrual: claims.VERIFY,
    c.ApproveAccrual: claims.APPROVE,
    c.ReturnAccrual: claims.RETURN,
    c.RejectAccrual: claims.REJECT,
    c.WithdrawAccrual: claims.WITHDRAW,
    c.ResubmitAccrual: claims.RESUBMIT,
    c.AddEvidence: documents.HANDLER,
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
