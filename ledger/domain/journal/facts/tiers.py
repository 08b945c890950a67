"""Facts about tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class TiersSet:
    """A version of the tiers, from this entry on: a proposal was approved."""

    KIND: ClassVar = "tiers_set"
    version: int
    terms: Mapping[str, Any]
    proposal: str = ""
