"""Schema: every table of the ledger, for both engines.

Three kinds of tables, and a table is of one kind only. The journal and the log of who read what (``APPEND_ONLY``) are
never changed: triggers refuse it. The projections (one for each row class of the domain, the same names) follow from
the journal and can be rebuilt. What stands beside the journal is mutable and small: the head, the vault, client
secrets, what is known of files, and the invitations, passwords and sessions of users.

Days and instants are ISO text compared byte by byte, amounts are whole signed numbers, "" stands for "none", and
nothing is NULL. Every constraint has a name, because a migration must be able to speak of it.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.books import rows
from ledger.store.schema.activities import AccrualParts, Accruals, Agreements, Claims, RedemptionLots, Redemptions
from ledger.store.schema.allotments import AllotmentProposals, Allotments
from ledger.store.schema.base import Base
from ledger.store.schema.beside import ClientSecrets, HeadRow, Vault
from ledger.store.schema.certificates import Certificates
from ledger.store.schema.events import Events, ExpiryWarnings
from ledger.store.schema.files import Imports, UploadedDocuments
from ledger.store.schema.journal import Checkpoints, Entries, LogNodes, Postings, RememberedAnswers
from ledger.store.schema.log import Cosignatures, LogKeys, LogSigners
from ledger.store.schema.objections import Objections
from ledger.store.schema.periods import PeriodLines, Periods
from ledger.store.schema.points import Balances, LotBalances, Lots, Usage
from ledger.store.schema.privacy import AccessLog, Erasures
from ledger.store.schema.proposals import Bounds, Proposals
from ledger.store.schema.reference import (
    Clients,
    Organizations,
    ProgramDrafts,
    Programs,
    Registrations,
    RuleDrafts,
    Rules,
    TierVersions,
)
from ledger.store.schema.sanctions import Sanctions
from ledger.store.schema.users import Invitations, Sessions, UserPasswords

__all__ = [
    "APPEND_ONLY",
    "MUTABLE",
    "PROJECTIONS",
    "AccessLog",
    "AccrualParts",
    "Accruals",
    "Agreements",
    "AllotmentProposals",
    "Allotments",
    "Balances",
    "Base",
    "Bounds",
    "Certificates",
    "Checkpoints",
    "Claims",
    "ClientSecrets",
    "Clients",
    "Cosignatures",
    "Entries",
    "Erasures",
    "Events",
    "ExpiryWarnings",
    "HeadRow",
    "Imports",
    "Invitations",
    "LogKeys",
    "LogNodes",
    "LogSigners",
    "LotBalances",
    "Lots",
    "Objections",
    "Organizations",
    "PeriodLines",
    "Periods",
    "Postings",
    "ProgramDrafts",
    "Programs",
    "Proposals",
    "RedemptionLots",
    "Redemptions",
    "Registrations",
    "RememberedAnswers",
    "RuleDrafts",
    "Rules",
    "Sanctions",
    "Sessions",
    "TierVersions",
    "UploadedDocuments",
    "Usage",
    "UserPasswords",
    "Vault",
]

APPEND_ONLY: Final = (
    "entries",
    "postings",
    "log_nodes",
    "remembered",
    "checkpoints",
    "log_signers",
    "cosignatures",
    "access_log",
)
"""The tables that nobody may change: not the service, not its operator."""

MUTABLE: Final = (
    "head",
    "vault",
    "client_secrets",
    "documents",
    "imports",
    "invitations",
    "user_passwords",
    "sessions",
)
"""The tables that stand beside the journal and are not projections."""

PROJECTIONS: Final[dict[type, str]] = {
    rows.Organization: "organizations",
    rows.Client: "clients",
    rows.Rule: "rules",
    rows.RuleDraft: "rule_drafts",
    rows.Program: "programs",
    rows.ProgramDraft: "program_drafts",
    rows.Allotment: "allotments",
    rows.AllotmentProposal: "allotment_proposals",
    rows.Balance: "balances",
    rows.Lot: "lots",
    rows.LotBalance: "lot_balances",
    rows.Accrual: "accruals",
    rows.AccrualPart: "accrual_parts",
    rows.Claim: "claims",
    rows.Agreement: "agreements",
    rows.Usage: "usage",
    rows.Redemption: "redemptions",
    rows.RedemptionLot: "redemption_lots",
    rows.ExpiryWarning: "expiry_warnings",
    rows.Event: "events",
    rows.Sanction: "sanctions",
    rows.Proposal: "proposals",
    rows.Bound: "bounds",
    rows.TierVersion: "tier_versions",
    rows.Objection: "objections",
    rows.Registration: "registrations",
    rows.Period: "periods",
    rows.PeriodLine: "period_lines",
    rows.LogKey: "log_keys",
    rows.Erasure: "erasures",
    rows.Certificate: "certificates",
}
"""The table of each row class; their columns are its fields, in order."""
