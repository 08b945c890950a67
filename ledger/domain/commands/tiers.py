"""Commands of tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.domain.commands.private import Private


@dataclass(frozen=True, slots=True)
class ProposeTiers:
    """The operator proposes tiers, in the place of those in force."""

    KIND: ClassVar = "tiers.propose"
    terms: Mapping[str, Any]
    reason: Private
