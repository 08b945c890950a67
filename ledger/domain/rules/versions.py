"""Rule versions: terms with a number and the occurrence dates they are in force for.

Invariant: the date of the real event alone chooses the version, never the date of posting; so an old event
that is posted late is priced as it was then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid
from ledger.domain.rules.terms import RuleTerms


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of a rule and the occurrence dates it is in force for, both included."""

    code: str
    version: int
    valid_from: date
    valid_to: date | None
    terms: RuleTerms

    def __post_init__(self) -> None:
        if self.version < 1:
            raise TermsInvalid(f"{self.code}.version", "a whole number from 1", self.version)
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise TermsInvalid(f"{self.code}.valid_to", f"a day from {self.valid_from}", str(self.valid_to))

        last_day = self.terms.validity
        if isinstance(last_day, date) and last_day < self.valid_from:
            raise TermsInvalid(f"{self.code}.expires_on", f"a day from {self.valid_from}", str(last_day))

    def in_force_on(self, day: date) -> bool:
        """Tell whether an activity of ``day`` falls under this version."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def text(self) -> str:
        """Name the version and its dates, as in ``v1 2015-01-01..2021-12-31``."""
        return f"v{self.version} {self.valid_from}..{self.valid_to or ''}"


def choose(versions: Sequence[RuleVersion], occurred_on: date) -> RuleVersion:
    """Give the version, of all those of one rule, under which an activity of ``occurred_on`` is priced.

    Where several are in force on a day, the latest of them supersedes the others from its ``valid_from`` on.

    Raises:
        Refused: ``no_rule_in_force`` with ``activity``, ``occurred_on`` and ``in_force`` (the versions there
        are).
    """
    in_force = [version for version in versions if version.in_force_on(occurred_on)]
    if in_force:
        return max(in_force, key=lambda version: version.version)
    raise Refused(
        "no_rule_in_force",
        "/occurred_on",
        activity=versions[0].code if versions else "",
        occurred_on=occurred_on.isoformat(),
        in_force=", ".join(version.text() for version in versions),
    )
