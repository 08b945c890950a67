"""Commands: what somebody asks the ledger to do, validated in shape and not yet decided.

A command is a plain serialisable value: it can cross a socket or a queue and be decided elsewhere. Texts that may not
enter the journal travel as ``Private``: the value for the vault, and its keyed digest for the journal.
"""

from __future__ import annotations

from ledger.domain.commands.certificates import IssueCertificate, RevokeCertificate
from ledger.domain.commands.corrections import (
    ProposeAdjustment,
    ProposeReinstatement,
    ProposeWriteOff,
)
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
from ledger.domain.commands.every import (
    COMMANDS,
    Command,
)
from ledger.domain.commands.grants import ProposeGrant
from ledger.domain.commands.log import ProposeLogKey
from ledger.domain.commands.objections import ProposeObjectionDecision, RaiseObjection, WithdrawObjection
from ledger.domain.commands.parties import (
    AddRegistration,
    GrantClient,
    NewClient,
    OpenLedger,
    ProfileOrganization,
    RegisterOrganization,
    RevokeClient,
)
from ledger.domain.commands.periods import (
    ProposeClosing,
)
from ledger.domain.commands.privacy import AnchorAccess, NoteAccess, ProposeErasure
from ledger.domain.commands.private import (
    Private,
)
from ledger.domain.commands.proposals import (
    ApproveProposal,
    ExpireProposal,
    ProposeBound,
    RejectProposal,
    WithdrawProposal,
)
from ledger.domain.commands.sanctions import (
    ApproveSanction,
    ProposeSanction,
    RejectSanction,
    WithdrawSanction,
)
from ledger.domain.commands.spending import (
    CancelRedemption,
    CaptureHold,
    Chosen,
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
from ledger.domain.commands.submission import (
    Answer,
    Mode,
    Outcome,
    Submission,
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
from ledger.domain.commands.users import InviteUser, NewUser, RenewUser
from ledger.domain.commands.warnings import WarnExpiry

__all__ = [
    "COMMANDS",
    "AddEvidence",
    "AddRegistration",
    "AnchorAccess",
    "Answer",
    "ApproveAccrual",
    "ApproveAllotment",
    "ApproveProgram",
    "ApproveProposal",
    "ApproveRule",
    "ApproveSanction",
    "CancelRedemption",
    "CaptureHold",
    "Chosen",
    "ClearAccrual",
    "CloseProgram",
    "Command",
    "ConfirmAccrual",
    "DeclineRedemption",
    "DraftProgram",
    "DraftRule",
    "ExpireProposal",
    "FulfilRedemption",
    "GrantClient",
    "InviteUser",
    "IssueCertificate",
    "Mode",
    "NewClient",
    "NewUser",
    "NoteAccess",
    "OpenLedger",
    "Outcome",
    "PlaceHold",
    "PostAccrual",
    "Private",
    "ProfileOrganization",
    "ProposeAdjustment",
    "ProposeAffiliation",
    "ProposeAllotment",
    "ProposeBound",
    "ProposeClosing",
    "ProposeClosure",
    "ProposeErasure",
    "ProposeGrant",
    "ProposeLogKey",
    "ProposeMerger",
    "ProposeObjectionDecision",
    "ProposeReinstatement",
    "ProposeSanction",
    "ProposeSuccession",
    "ProposeTiers",
    "ProposeWriteOff",
    "QuoteAccrual",
    "QuotePrograms",
    "QuoteUsage",
    "RaiseObjection",
    "RecordSimulation",
    "RegisterOrganization",
    "RejectAccrual",
    "RejectProposal",
    "RejectSanction",
    "ReleaseHold",
    "RenewUser",
    "ResubmitAccrual",
    "ReturnAccrual",
    "ReverseAccrual",
    "RevokeCertificate",
    "RevokeClient",
    "RevokeRedemption",
    "SelectRedemption",
    "SettleCall",
    "SettleDue",
    "Submission",
    "SubmitRedemption",
    "VerifyAccrual",
    "WarnExpiry",
    "WithdrawAccrual",
    "WithdrawObjection",
    "WithdrawProposal",
    "WithdrawSanction",
]
