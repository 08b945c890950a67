"""Out of hours: what people did at night or at the weekend, by the clock of Asia/Seoul."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.domain.dates import SEOUL, parse_instant
from ledger.domain.exceptions.listing import SETTLED_BY_CLOCK, Exceptional, Figures, Listing, Parameter, Read, place_of

_PARAMETERS: Final = (
    Parameter("hour_from", 9, "first hour of business in Asia/Seoul"),
    Parameter("hour_to", 18, "hour at which business ends"),
    Parameter("weekdays", 5, "days of business from Monday on"),
)


def find(read: Read, parameters: Mapping[str, int]) -> Iterator[Exceptional]:
    """Find entries behind which a person stands, recorded outside the hours or days of business."""
    for entry in read(()):
        if not entry.actor.person or entry.kind in SETTLED_BY_CLOCK:
            continue
        at = parse_instant(entry.recorded_at).astimezone(SEOUL)
        why: Figures = {"at": at.isoformat(timespec="minutes"), "kind": entry.kind, "person": entry.actor.person}
        if at.weekday() >= parameters["weekdays"]:
            yield Exceptional("weekend", why, (place_of(entry),))
        elif not parameters["hour_from"] <= at.hour < parameters["hour_to"]:
            yield Exceptional("out_of_hours", why, (place_of(entry),))


LISTING: Final = Listing(
    "out-of-hours", "Give what people did outside business hours or at the weekend, in Asia/Seoul.", _PARAMETERS, find
)
