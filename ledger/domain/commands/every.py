"""Every command there is, by its kind: what crosses a socket is read back by it."""

from __future__ import annotations

from typing import Final

from ledger.domain.commands.certificates import IssueCertificate, RevokeCertificate
from ledger.domain.commands.corrections import ProposeAdjustment, ProposeReinstatement, ProposeWriteOff
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
from ledger.domain.commands.grants import ProposeGrant
from ledger.domain.commands.log import ProposeLogKey
from ledger.domain.commands.objections import ProposeObjectionDecision, RaiseObjection, WithdrawObjection
from ledger.domain.commands.parties import (
    AddRegistration,
    GrantClient,
    OpenLedger,
    ProfileOrganization,
    RegisterOrganization,
    RevokeClient,
)
from ledger.domain.commands.periods import ProposeClosing
from ledger.domain.commands.privacy import AnchorAccess, NoteAccess, ProposeErasure
from ledger.domain.commands.proposals import (
    ApproveProposal,
    ExpireProposal,
    ProposeBound,
    RejectProposal,
    WithdrawProposal,
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
from ledger.domain.commands.tiers import ProposeTiers
from ledger.domain.commands.transfers import ProposeAffiliation, ProposeClosure, ProposeMerger, ProposeSuccession
from ledger.domain.commands.users import InviteUser, RenewUser
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
    | ProposeClosing
    | ProposeAdjustment
    | ProposeWriteOff
    | ProposeReinstatement
    | ApproveProposal
    | RejectProposal
    | WithdrawProposal
    | ExpireProposal
    | ProposeBound
    | ProposeTiers
    | RaiseObjection
    | WithdrawObjection
    | ProposeObjectionDecision
    | AddRegistration
    | ProposeMerger
    | ProposeSuccession
    | ProposeClosure
    | ProposeAffiliation
    | InviteUser
    | RenewUser
    | ProposeGrant
    | ProposeLogKey
    | NoteAccess
    | AnchorAccess
    | ProposeErasure
    | IssueCertificate
    | RevokeCertificate
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
        ProposeClosing,
        ProposeAdjustment,
        ProposeWriteOff,
        ProposeReinstatement,
        ApproveProposal,
        RejectProposal,
        WithdrawProposal,
        ExpireProposal,
        ProposeBound,
        ProposeTiers,
        RaiseObjection,
        WithdrawObjection,
        ProposeObjectionDecision,
        AddRegistration,
        ProposeMerger,
        ProposeSuccession,
        ProposeClosure,
        ProposeAffiliation,
        InviteUser,
        RenewUser,
        ProposeGrant,
        ProposeLogKey,
        NoteAccess,
        AnchorAccess,
        ProposeErasure,
        IssueCertificate,
        RevokeCertificate,
    )
}
