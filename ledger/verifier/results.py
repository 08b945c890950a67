"""Results: what became of each check: proven, failed with its findings, or not checked and why.

A check says one thing about a bundle. What no check can say is listed in ``words.UNPROVABLE``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ledger.domain.finding import Finding


class Check(StrEnum):
    """The checks, in the order in which they are told."""

    FILES = "files"
    SIGNATURE = "signature"
    WITNESSES = "witnesses"
    TILES = "tiles"
    ROOT = "root"
    EARLIER = "earlier"
    KEPT = "kept"
    ENTRIES = "entries"
    REPLAY = "replay"
    CONTROL_ACCOUNTS = "control_accounts"
    MANIFEST = "manifest"
    EXPORTS = "exports"
    DISCLOSURES = "disclosures"
    CERTIFICATES = "certificates"


class Outcome(StrEnum):
    """What became of a check."""

    PROVEN = "proven"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"
    NOT_ASKED = "not_asked"


ABOUT_SIGNERS: Final = (Check.SIGNATURE, Check.WITNESSES)
"""Checks without which a bundle may be in order and yet come from anybody."""

BY_REPLAY: Final = (
    Check.ENTRIES, Check.REPLAY, Check.CONTROL_ACCOUNTS, Check.MANIFEST, Check.EXPORTS, Check.DISCLOSURES,
    Check.CERTIFICATES,
)  # fmt: skip
"""Checks that a quick verification leaves out."""

PROVEN_ALL, USAGE, FOUND, UNSIGNED, UNREADABLE = range(5)
"""Exit codes; ``words`` says what each means."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a check; ``reason`` is a word of ``words.REASONS``, ``told`` the figures that go with it."""

    check: Check
    outcome: Outcome
    reason: str = ""
    told: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Results:
    """The results so far; a check that nothing was said of has not been made.

    Attributes:
        origin: name of the log that the bundle says it is.
        size: how many entries its checkpoint covers; ``root`` is that checkpoint's root.
    """

    origin: str = ""
    size: int = 0
    root: str = ""
    by_check: dict[Check, Result] = field(default_factory=dict)

    def proven(self, check: Check, reason: str = "", *told: object) -> None:
        """Say that a check was made and found nothing wrong."""
        self.by_check[check] = Result(check, Outcome.PROVEN, reason, tuple(map(str, told)))

    def failed(self, check: Check, *findings: Finding) -> None:
        """Say that something is wrong; further findings of a check go behind the first."""
        before = self.by_check.get(check)
        kept = before.findings if before is not None else ()
        self.by_check[check] = Result(check, Outcome.FAILED, "", (), (*kept, *findings))

    def not_checked(self, check: Check, reason: str, *told: object) -> None:
        """Say that a check could not be made, and why."""
        self.by_check[check] = Result(check, Outcome.NOT_CHECKED, reason, tuple(map(str, told)))

    def not_asked(self, check: Check, reason: str, *told: object) -> None:
        """Say that there was nothing to check, or that nobody asked for it."""
        self.by_check[check] = Result(check, Outcome.NOT_ASKED, reason, tuple(map(str, told)))

    def is_proven(self, *checks: Check) -> bool:
        """Tell whether all these checks found nothing wrong."""
        return all(check in self.by_check and self.by_check[check].outcome is Outcome.PROVEN for check in checks)

    def in_order(self) -> list[Result]:
        """Give every result."""
        return [self.by_check[check] for check in Check if check in self.by_check]

    def findings(self) -> list[tuple[Check, Finding]]:
        """Give every finding with its check, in order."""
        return [(result.check, finding) for result in self.in_order() for finding in result.findings]

    def exit_code(self) -> int:
        """Give the exit code: what failed counts more than what was not checked."""
        if any(result.outcome is Outcome.FAILED for result in self.by_check.values()):
            return FOUND
        unsigned = any(self.by_check[check].outcome is Outcome.NOT_CHECKED for check in ABOUT_SIGNERS)
        return UNSIGNED if unsigned else PROVEN_ALL
