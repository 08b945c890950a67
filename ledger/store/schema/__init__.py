"""Schema: every table of the ledger, for both engines.

Three kinds of tables, and a table is of one kind only. The journal (``APPEND_ONLY``) is never changed: triggers refuse
it. The projections (one for each row class of the domain, the same names) follow from the journal and can be rebuilt.
What stands beside the journal is mutable and small: the head, the vault, client secrets, and what is known of files.

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
from ledger.store.schema.events import Events, ExpiryWarnings
from ledger.store.schema.files import Imports, UploadedDocuments
from ledger.store.schema.journal import Checkpoints, Entries, LogNodes, Postings, RememberedAnswers
from ledger.store.schema.points import Balances, LotBalances, Lots, Usage
from ledger.store.schema.reference import Clients, Organizations, ProgramDrafts, Programs, RuleDrafts, Rules
from ledger.store.schema.sanctions import Sanctions

__all__ = [
    "APPEND_ONLY",
    "MUTABLE",
    "PROJECTIONS",
    "AccrualParts",
    "Accruals",
    "Agreements",
    "AllotmentProposals",
    "Allotments",
    "Balances",
    "Base",
    "Checkpoints",
    "Claims",
    "ClientSecrets",
    "Clients",
    "Entries",
    "Events",
    "ExpiryWarnings",
    "HeadRow",
    "Imports",
    "LogNodes",
    "LotBalances",
    "Lots",
    "Organizations",
    "Postings",
    "ProgramDrafts",
    "Programs",
    "RedemptionLots",
    "Redemptions",
    "RememberedAnswers",
    "RuleDrafts",
    "Rules",
    "Sanctions",
    "UploadedDocuments",
    "Usage",
    "Vault",
]

APPEND_ONLY: Final = ("entries", "postings", "log_nodes", "remembered", "checkpoints")
"""The tables that nobody may change: not the service, not its operator."""

MUTABLE: Final = ("head", "vault", "client_secrets", "documents", "imports")
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
}
"""The table of each row class; their columns are its fields, in order."""
