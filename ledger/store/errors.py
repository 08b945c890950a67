"""What can go wrong with the store itself, apart from any command: it cannot answer now, or it may not be used."""

from __future__ import annotations

from collections.abc import Sequence


class StoreUnavailable(Exception):
    """The database did not answer in time, or the connection to it was lost.

    Attributes:
        outcome_unknown: it happened during COMMIT, so the unit of work may have taken effect. Whoever asks again with
            the same idempotency key learns which.
    """

    def __init__(self, message: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(message)
        self.outcome_unknown = outcome_unknown


class HeadUnreadable(Exception):
    """The head's row is missing or holds no frontier of a log: somebody changed it behind the ledger's back."""


class StoreUnfit(Exception):
    """The database does not keep the ledger's promises, so the service does not start on it."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("the database is not fit to hold the ledger:\n" + "\n".join(f"- {item}" for item in findings))
        self.findings = tuple(findings)
