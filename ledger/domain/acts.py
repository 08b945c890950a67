"""Acts: every kind of act that takes two persons, by its name."""

from __future__ import annotations

from typing import Final

from ledger.domain import (
    bounds,
    corrections,
    erasures,
    granting,
    log_keys,
    objection_decisions,
    periods,
    tierbook,
    transfer_acts,
)
from ledger.domain.act import Act

ACTS: Final[dict[str, Act]] = {
    act.name: act
    for act in (
        corrections.ADJUSTMENT,
        corrections.WRITE_OFF,
        corrections.REINSTATEMENT,
        bounds.ACT,
        tierbook.ACT,
        objection_decisions.ACT,
        transfer_acts.MERGER,
        transfer_acts.SUCCESSION,
        transfer_acts.CLOSURE,
        transfer_acts.AFFILIATION,
        granting.ACT,
        periods.ACT,
        log_keys.ACT,
        erasures.ACT,
    )
}
"""Every act; what a proposal names and is not here cannot be proposed."""
