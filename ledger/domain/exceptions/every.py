"""Every list of exceptions, by the name under which all doors offer it."""

from __future__ import annotations

from typing import Final

from ledger.domain.exceptions import (
    back_dated,
    evidence_twice,
    out_of_hours,
    reposted,
    round_sums,
    self_dealing,
    under_threshold,
    velocity,
)
from ledger.domain.exceptions.listing import Listing

LISTINGS: Final[dict[str, Listing]] = {
    module.LISTING.name: module.LISTING
    for module in (
        self_dealing,
        back_dated,
        under_threshold,
        round_sums,
        out_of_hours,
        reposted,
        evidence_twice,
        velocity,
    )
}
