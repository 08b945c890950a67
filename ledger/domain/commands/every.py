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
    ProfileOrganization,
    RegisterOrganization,
    RevokeClient,
)
from ledger.domain.commands.sanctions import ApproveSanction, ProposeSanction, RejectSanction, WithdrawSanction
from ledger.domain.commands.spending import (
    CancelRedemption,
    CaptureHold,
    DeclineRedemption,
    FulfilRedemption,
    PlaceHold,
    QuotePrograms,
    QuoteUsage,
    ReleaseHold,
    RevokeRedemption,
    SelectRedemption,
    SettleCall,
    SettleDue,
    SubmitRedemption,
)
from ledger.domain.commands.terms import (
    ApproveAllotment,
    ApproveProgram,
    ApproveRule,
    CloseProgram,
    DraftProgram,
    DraftRule,
    ProposeAllotment,
    RecordSimulation,
)
from ledger.domain.commands.warnings import WarnExpiry

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
    | SubmitRedemption
    | SelectRedemption
    | DeclineRedemption
    | SettleCall
    | CaptureHold
    | ReleaseHold
    | FulfilRedemption
    | RevokeRedemption
    | CancelRedemption
    | QuotePrograms
    | QuoteUsage
    | RegisterOrganization
    | ProfileOrganization
    | GrantClient
    | RevokeClient
    | DraftRule
    | RecordSimulation
    | ApproveRule
    | DraftProgram
    | CloseProgram
    | ApproveProgram
    | ProposeAllotment
    | ApproveAllotment
    | ProposeSanction
    | ApproveSanction
    | RejectSanction
    | WithdrawSanction
    | OpenLedger
    | SettleDue
    | WarnExpiry
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
        SubmitRedemption,
        SelectRedemption,
        DeclineRedemption,
        SettleCall,
        CaptureHold,
        ReleaseHold,
        FulfilRedemption,
        RevokeRedemption,
        CancelRedemption,
        QuotePrograms,
        QuoteUsage,
        RegisterOrganization,
        ProfileOrganization,
        GrantClient,
        RevokeClient,
        DraftRule,
        RecordSimulation,
        ApproveRule,
        DraftProgram,
        CloseProgram,
        ApproveProgram,
        ProposeAllotment,
        ApproveAllotment,
        ProposeSanction,
        ApproveSanction,
        RejectSanction,
        WithdrawSanction,
        OpenLedger,
        SettleDue,
        WarnExpiry,
    )
}
