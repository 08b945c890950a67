"""The ledger's spine: the journal, what stands beside it, and the projections.

Revision: 0001, the first
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
EMPTY_FRONTIER = bytes(8)
"""The edge of a log without leaves: its size, 0, in eight bytes."""


def upgrade() -> None:
    """Bring the schema forward."""
    _journal()
    _beside()
    _reference()
    _points()
    _activities()


def words(*names: str) -> list[sa.Column[Any]]:
    """Text, compared byte by byte on both engines."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def whole(*names: str) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]


def octets(*names: str) -> list[sa.Column[Any]]:
    """Bytes."""
    return [sa.Column(name, sa.LargeBinary(), nullable=False) for name in names]


def where(condition: str) -> dict[str, Any]:
    """Which rows a partial index holds."""
    return {"postgresql_where": sa.text(condition), "sqlite_where": sa.text(condition)}


def _journal() -> None:
    """Create the journal: append-only."""
    op.create_table(
        "entries",
        *whole("position"),
        *words("id", "kind"),
        *whole("format"),
        *words(
            "recorded_at",
            "occurred_on",
            "effective_on",
            "actor_client",
            "actor_person",
            "actor_organization",
            "university",
            "subject",
            "reference",
            "reverses",
            "request",
        ),
        *whole("lines"),
        *octets("bytes", "leaf_hash"),
        sa.PrimaryKeyConstraint("position", name="pk_entries"),
        sa.UniqueConstraint("id", name="uq_entries_id"),
        sa.CheckConstraint("position >= 1", name=op.f("ck_entries_position")),
        sa.CheckConstraint("lines = 0 OR lines >= 2", name=op.f("ck_entries_lines")),
        sa.CheckConstraint("length(leaf_hash) = 32", name=op.f("ck_entries_leaf_hash")),
        sa.CheckConstraint("length(bytes) BETWEEN 1 AND 60000", name=op.f("ck_entries_bytes")),
        **STRICT,
    )
    op.create_index("ix_entries_effective_on_position", "entries", ["effective_on", "position"])
    op.create_index("ix_entries_kind_position", "entries", ["kind", "position"])
    op.create_index("ix_entries_recorded_at_position", "entries", ["recorded_at", "position"])
    op.create_index("ix_entries_reference", "entries", ["reference", "position"], **where("reference <> ''"))
    op.create_index("ix_entries_subject", "entries", ["subject", "position"], **where("subject <> ''"))
    op.create_index(
        "ix_entries_university_position", "entries", ["university", "position"], **where("university <> ''")
    )
    op.create_table(
        "postings",
        *whole("position", "line"),
        *words("account", "lot"),
        *whole("amount", "account_version", "balance_after"),
        *words("holder", "effective_on"),
        sa.PrimaryKeyConstraint("position", "line", name="pk_postings"),
        sa.ForeignKeyConstraint(
            ["position"], ["entries.position"], name="fk_postings_position", deferrable=True, initially="DEFERRED"
        ),
        sa.UniqueConstraint("account", "account_version", name="uq_postings_account_account_version"),
        sa.CheckConstraint("line >= 1", name=op.f("ck_postings_line")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_postings_amount")),
        sa.CheckConstraint("lot <> ''", name=op.f("ck_postings_lot")),
        sa.CheckConstraint("account_version >= 1", name=op.f("ck_postings_account_version")),
        **CLUSTERED,
    )
    op.create_index("ix_postings_account_effective_on", "postings", ["account", "effective_on", "position"])
    op.create_index("ix_postings_account_position", "postings", ["account", "position", "account_version"])
    op.create_index("ix_postings_holder_position", "postings", ["holder", "position"], **where("holder <> ''"))
    op.create_table(
        "log_nodes",
        *whole("level", "idx"),
        *octets("hash"),
        sa.PrimaryKeyConstraint("level", "idx", name="pk_log_nodes"),
        sa.CheckConstraint("level > 0 AND level % 8 = 0 AND idx >= 0", name=op.f("ck_log_nodes_place")),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_log_nodes_hash")),
        **CLUSTERED,
    )
    op.create_table(
        "remembered",
        *words("request", "fingerprint", "answer", "trace_id"),
        *whole("position"),
        sa.PrimaryKeyConstraint("request", name="pk_remembered"),
        sa.CheckConstraint("request <> ''", name=op.f("ck_remembered_request")),
        **STRICT,
    )
    op.create_table(
        "checkpoints",
        *whole("size"),
        *octets("root"),
        *words("note", "signed_at"),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoints"),
        sa.CheckConstraint("size >= 0 AND length(root) = 32", name=op.f("ck_checkpoints_root")),
        **STRICT,
    )


def _beside() -> None:
    """Create what stands beside the journal, and the head of an empty ledger."""
    op.create_table(
        "head",
        *whole("id", "position"),
        *words("recorded_at"),
        *octets("frontier"),
        sa.PrimaryKeyConstraint("id", name="pk_head"),
        sa.CheckConstraint("id = 1 AND position >= 0", name=op.f("ck_head_one")),
        **STRICT,
    )
    op.create_table(
        "vault",
        *words("subject", "field"),
        *octets("salt"),
        *words("value"),
        sa.PrimaryKeyConstraint("subject", "field", name="pk_vault"),
        **CLUSTERED,
    )
    op.create_table(
        "client_secrets",
        *words("client", "created_at", "secret_hash", "revoked_at"),
        sa.PrimaryKeyConstraint("client", "created_at", name="pk_client_secrets"),
        **CLUSTERED,
    )
    head = sa.table("head", *[sa.column(name) for name in ("id", "position", "recorded_at", "frontier")])
    op.execute(head.insert().values(id=1, position=0, recorded_at="", frontier=EMPTY_FRONTIER))


def _reference() -> None:
    """Create the projections of who there is and by which rules."""
    op.create_table(
        "organizations",
        *words("organization", "kind", "registration"),
        *whole("position"),
        sa.PrimaryKeyConstraint("organization", name="pk_organizations"),
        **STRICT,
    )
    op.create_index("ix_organizations_position", "organizations", ["position"])
    op.create_index(
        "uq_organizations_registration", "organizations", ["registration"], unique=True, **where("registration <> ''")
    )
    op.create_table(
        "clients",
        *words("client", "organization", "person", "role", "permissions", "revoked_at"),
        *whole("position"),
        sa.PrimaryKeyConstraint("client", name="pk_clients"),
        **STRICT,
    )
    op.create_index("ix_clients_organization", "clients", ["organization"])
    op.create_table(
        "rules",
        *words("code"),
        *whole("version"),
        *words("valid_from", "valid_to", "terms"),
        *whole("position"),
        sa.PrimaryKeyConstraint("code", "version", name="pk_rules"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_rules_version")),
        **STRICT,
    )
    op.create_table(
        "programs",
        *words("code"),
        *whole("version"),
        *words("terms"),
        *whole("position"),
        sa.PrimaryKeyConstraint("code", "version", name="pk_programs"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_programs_version")),
        **STRICT,
    )


def _points() -> None:
    """Create the projections of points."""
    op.create_table(
        "balances",
        *words("account", "holder", "kind"),
        *whole("balance", "version"),
        sa.PrimaryKeyConstraint("account", name="pk_balances"),
        sa.CheckConstraint(
            "kind NOT IN ('available', 'disputed', 'expired', 'forfeited', 'held', 'pending', 'redeemed')"
            " OR balance <= 0",
            name=op.f("ck_balances_credit_normal"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('arrears', 'issued', 'written-off') OR balance >= 0", name=op.f("ck_balances_debit_normal")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_balances_version")),
        **STRICT,
    )
    op.create_index("ix_balances_holder", "balances", ["holder", "kind"], **where("holder <> ''"))
    op.create_table(
        "lots",
        *words("lot", "holder", "accrual", "rule"),
        *whole("points"),
        *words("active_on", "expires_on"),
        *whole("position"),
        sa.PrimaryKeyConstraint("lot", name="pk_lots"),
        sa.CheckConstraint("points > 0", name=op.f("ck_lots_points")),
        sa.CheckConstraint("active_on <= expires_on", name=op.f("ck_lots_dates")),
        **STRICT,
    )
    op.create_table(
        "lot_balances",
        *words("account", "lot", "holder", "kind"),
        *whole("amount"),
        *words("due_on"),
        *whole("lot_position"),
        sa.PrimaryKeyConstraint("account", "lot", name="pk_lot_balances"),
        sa.CheckConstraint("amount <= 0 OR kind = 'arrears'", name=op.f("ck_lot_balances_amount_credit")),
        **STRICT,
    )
    op.create_index("ix_lot_balances_due_on", "lot_balances", ["due_on"], **where("amount <> 0 AND due_on <> ''"))
    op.create_index("ix_lot_balances_lot", "lot_balances", ["lot"])
    op.create_index(
        "ix_lot_balances_wallet", "lot_balances", ["holder", "kind", "due_on", "lot_position"], **where("amount <> 0")
    )
    op.create_table(
        "usage",
        *words("meter"),
        *whole("used"),
        sa.PrimaryKeyConstraint("meter", name="pk_usage"),
        sa.CheckConstraint("used >= 0", name=op.f("ck_usage_used")),
        **STRICT,
    )


def _activities() -> None:
    """Create the projections of accruals and redemptions."""
    op.create_table(
        "accruals",
        *words("accrual", "university", "organization", "source", "rule"),
        *whole("rule_version"),
        *words("occurred_on", "agreement"),
        *whole("paid_krw", "points", "reversed_points"),
        *words("status", "lot", "active_on", "expires_on", "entry"),
        *whole("position"),
        sa.PrimaryKeyConstraint("accrual", name="pk_accruals"),
        sa.UniqueConstraint("university", "source", name="uq_accruals_university_source"),
        sa.CheckConstraint("points >= 0 AND paid_krw >= 0", name=op.f("ck_accruals_points")),
        sa.CheckConstraint(
            "reversed_points BETWEEN 0 AND points",
            name=op.f("ck_accruals_reversed_points"),
        ),
        sa.CheckConstraint("(points > 0) = (lot <> '')", name=op.f("ck_accruals_lot")),
        **STRICT,
    )
    op.create_index("ix_accruals_agreement", "accruals", ["agreement"], **where("agreement <> ''"))
    op.create_index("ix_accruals_organization_position", "accruals", ["organization", "position"])
    op.create_index("ix_accruals_position", "accruals", ["position"])
    op.create_index("ix_accruals_status_position", "accruals", ["status", "position"])
    op.create_index("ix_accruals_university_position", "accruals", ["university", "position"])
    op.create_table(
        "agreements",
        *words("agreement"),
        *whole("paid_krw", "points"),
        sa.PrimaryKeyConstraint("agreement", name="pk_agreements"),
        sa.CheckConstraint("paid_krw >= 0 AND points >= 0", name=op.f("ck_agreements_base")),
        **STRICT,
    )
    op.create_table(
        "redemptions",
        *words("redemption", "organization", "program"),
        *whole("program_version"),
        *words("reference"),
        *whole("quantity", "points", "held", "captured", "returned", "revoked"),
        *words("status", "held_at", "hold_expires_at", "settled_at", "entry"),
        *whole("position"),
        sa.PrimaryKeyConstraint("redemption", name="pk_redemptions"),
        sa.UniqueConstraint("organization", "reference", name="uq_redemptions_organization_reference"),
        sa.CheckConstraint(
            "held >= 0 AND captured >= 0 AND returned >= 0 AND revoked >= 0", name=op.f("ck_redemptions_parts")
        ),
        sa.CheckConstraint("held + captured + returned + revoked = points", name=op.f("ck_redemptions_points")),
        **STRICT,
    )
    op.create_index("ix_redemptions_open", "redemptions", ["hold_expires_at"], **where("status = 'held'"))
    op.create_index(
        "ix_redemptions_organization_open",
        "redemptions",
        ["organization", "hold_expires_at"],
        **where("status = 'held'"),
    )
    op.create_index("ix_redemptions_organization_position", "redemptions", ["organization", "position"])
    op.create_index("ix_redemptions_position", "redemptions", ["position"])
    op.create_index("ix_redemptions_status_position", "redemptions", ["status", "position"])
    op.create_table(
        "redemption_lots",
        *words("redemption", "lot"),
        *whole("held", "captured"),
        sa.PrimaryKeyConstraint("redemption", "lot", name="pk_redemption_lots"),
        sa.CheckConstraint("held >= 0 AND captured >= 0", name=op.f("ck_redemption_lots_parts")),
        **CLUSTERED,
    )
    op.create_index("ix_redemption_lots_held", "redemption_lots", ["lot"], **where("held > 0"))
