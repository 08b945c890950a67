"""Commands: what somebody asks the ledger to do, validated in shape and not yet decided.

A command is a plain serialisable value: it can cross a socket or a queue and be decided elsewhere. Texts that may not
enter the journal travel as ``Private``: the value for the vault, and its keyed digest for the journal.
"""

from __future__ import annotations

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
from ledger.domain.commands.parties import (
    GrantClient,
    NewClient,
    OpenLedger,
    ProfileOrganization,
    RegisterOrganization,
    RevokeClient,
)
from ledger.domain.commands.private import (
    Private,
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
from ledger.domain.commands.warnings import WarnExpiry

__all__ = [
    "COMMANDS",
    "AddEvidence",
    "Answer",
    "ApproveAccrual",
    "ApproveAllotment",
    "ApproveProgram",
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
    "FulfilRedemption",
    "GrantClient",
    "Mode",
    "NewClient",
    "OpenLedger",
    "Outcome",
    "PlaceHold",
    "PostAccrual",
    "Private",
    "ProfileOrganization",
    "ProposeAllotment",
    "ProposeSanction",
    "QuoteAccrual",
    "QuotePrograms",
    "QuoteUsage",
    "RecordSimulation",
    "RegisterOrganization",
    "RejectAccrual",
    "RejectSanction",
    "ReleaseHold",
    "ResubmitAccrual",
    "ReturnAccrual",
    "ReverseAccrual",
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
    "WithdrawSanction",
]
