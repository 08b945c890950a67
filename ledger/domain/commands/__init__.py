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
    RegisterOrganization,
    RevokeClient,
)
from ledger.domain.commands.private import (
    Private,
)
from ledger.domain.commands.spending import (
    CancelRedemption,
    CaptureHold,
    PlaceHold,
    ReleaseHold,
    SettleDue,
)
from ledger.domain.commands.submission import (
    Answer,
    Mode,
    Outcome,
    Submission,
)
from ledger.domain.commands.terms import (
    ApproveAllotment,
    ApproveRule,
    DraftRule,
    ProposeAllotment,
    PublishProgram,
    RecordSimulation,
)

__all__ = [
    "COMMANDS",
    "AddEvidence",
    "Answer",
    "ApproveAccrual",
    "ApproveAllotment",
    "ApproveRule",
    "CancelRedemption",
    "CaptureHold",
    "ClearAccrual",
    "Command",
    "ConfirmAccrual",
    "DraftRule",
    "GrantClient",
    "Mode",
    "NewClient",
    "OpenLedger",
    "Outcome",
    "PlaceHold",
    "PostAccrual",
    "Private",
    "ProposeAllotment",
    "PublishProgram",
    "QuoteAccrual",
    "RecordSimulation",
    "RegisterOrganization",
    "RejectAccrual",
    "ReleaseHold",
    "ResubmitAccrual",
    "ReturnAccrual",
    "ReverseAccrual",
    "RevokeClient",
    "SettleDue",
    "Submission",
    "VerifyAccrual",
    "WithdrawAccrual",
]
