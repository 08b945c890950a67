"""Every command there is, by its kind: what crosses a socket is read back by it."""

from __future__ import annotations

from typing import Final

from ledger.domain.commands.earning import (
    AddEvidence,
    ApproveAccrual,
    ClearAccrual,
    ConfirmAccrual,
    PostAccrual,
    QuoteAccrual,
    RejectAccrual,
    ResubmitAccrual,
    ReturnAccrual,
    ReverseAccrual,
    VerifyAccrual,
    WithdrawAccrual,
)
from ledger.domain.commands.parties import (
    GrantClient,
    OpenLedger,
    RegisterOrganization,
    RevokeClient,
)
from ledger.domain.commands.spending import (
    CancelRedemption,
    CaptureHold,
    PlaceHold,
    ReleaseHold,
    SettleDue,
)
from ledger.domain.commands.terms import (
    ApproveAllotment,
    ApproveRule,
    DraftRule,
    ProposeAllotment,
    PublishProgram,
    RecordSimulation,
)

Command = (
    PostAccrual
    | QuoteAccrual
    | ReverseAccrual
    | ClearAccrual
    | ConfirmAccrual
    | VerifyAccrual
    | ApproveAccrual
    | ReturnAccrual
    | RejectAccrual
    | WithdrawAccrual
    | ResubmitAccrual
    | AddEvidence
    | PlaceHold
    | CaptureHold
    | ReleaseHold
    | CancelRedemption
    | RegisterOrganization
    | GrantClient
    | RevokeClient
    | DraftRule
    | RecordSimulation
    | ApproveRule
    | PublishProgram
    | ProposeAllotment
    | ApproveAllotment
    | OpenLedger
    | SettleDue
)

COMMANDS: Final[dict[str, type[Command]]] = {
    cls.KIND: cls
    for cls in (
        PostAccrual,
        QuoteAccrual,
        ReverseAccrual,
        ClearAccrual,
        ConfirmAccrual,
        VerifyAccrual,
        ApproveAccrual,
        ReturnAccrual,
        RejectAccrual,
        WithdrawAccrual,
        ResubmitAccrual,
        AddEvidence,
        PlaceHold,
        CaptureHold,
        ReleaseHold,
        CancelRedemption,
        RegisterOrganization,
        GrantClient,
        RevokeClient,
        DraftRule,
        RecordSimulation,
        ApproveRule,
        PublishProgram,
        ProposeAllotment,
        ApproveAllotment,
        OpenLedger,
        SettleDue,
    )
}
