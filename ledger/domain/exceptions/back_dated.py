"""Back-dated: what happened, or takes effect, long before it was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from ledger.domain.dates import business_day_of
from ledger.domain.exceptions.listing import SETTLED_BY_CLOCK, Exceptional, Figures, Listing, Parameter, Read, place_of

_PARAMETERS: Final = (
    Parameter("occurred_days", 90, "days from the event to its record, and more"),
    Parameter("effective_days", 31, "days from the accounting day to the record, and more"),
)


def find(read: Read, parameters: Mapping[str, int]) -> Iterator[Exceptional]:
    """Find entries whose event, or whose accounting day, lies so many days before their record."""
    for entry in read(()):
        if entry.kind in SETTLED_BY_CLOCK:
            continue
        recorded_on = date.fromisoformat(business_day_of(entry.recorded_at))
        effective_on = entry.effective_on if entry.postings else ""
        for rule, day, name in (
            ("occurred_long_before", entry.occurred_on, "occurred_days"),
            ("effective_long_before", effective_on, "effective_days"),
        ):
            late = (recorded_on - date.fromisoformat(day)).days if day else 0
            if day and late >= parameters[name]:
                why: Figures = {"day": day, "recorded_on": recorded_on.isoformat(), "days": late}
                yield Exceptional(rule, why, (place_of(entry),))


LISTING: Final = Listing(
    "back-dated", "Give what happened, or takes effect, long before it was recorded.", _PARAMETERS, find
)
