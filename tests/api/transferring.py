"""What becomes of companies, through the door: what tests of it have in common."""

from __future__ import annotations

from typing import Any

from tests.api.house import House
from tests.api.sanctioning import DECISION

GROUNDS = {"reason": "the court registered it", "document": DECISION}


def transfer(house: House, kind: str, source: str, target: str, **changes: Any) -> dict[str, Any]:
    """Write a merger or a succession, changed as told."""
    code = "absorption" if kind == "merger" else "business_transfer"
    parties = {"source_id": house.of(source), "target_id": house.of(target)}
    return {"kind": kind, **parties, "reason_code": code, **GROUNDS, **changes}


def closure() -> dict[str, Any]:
    """Write why a company is closed."""
    return {"reason_code": "dissolution", **GROUNDS}


def affiliation(house: House, *names: str, together: bool = True) -> dict[str, Any]:
    """Write who counts as one, or each alone again."""
    code = "control_acquired" if together else "control_ended"
    ids = [house.of(name) for name in names]
    return {"organization_ids": ids, "together": together, "reason_code": code, **GROUNDS}
