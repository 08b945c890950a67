"""Tiers for tests."""

from __future__ import annotations

from typing import Any


def tier_terms(months: int, grace_months: int, *points_min: int) -> dict[str, Any]:
    """Give the terms of tiers T1, T2, … that are reached by so many points."""
    tiers = [
        {"code": f"T{place}", "name": {"en": f"Tier {place}", "ko": f"{place}등급"}, "points_min": points}
        for place, points in enumerate(points_min, start=1)
    ]
    return {"months": months, "grace_months": grace_months, "tiers": tiers}
