"""Round sums: points and amounts that are whole multiples of a large round number, as estimates are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.domain.exceptions.listing import Exceptional, Listing, Parameter, Read, place_of
from ledger.domain.journal import facts

_KINDS: Final = tuple(
    fact.KIND for fact in (facts.AccrualPosted, facts.PointsAdjusted, facts.ArrearsWrittenOff, facts.SanctionImposed)
)
_PARAMETERS: Final = (
    Parameter("points_multiple", 1_000, "points that are a multiple of so many; 0 for none"),
    Parameter("krw_multiple", 100_000_000, "inputs of an award that are a multiple of so many KRW; 0 for none"),
)


def find(read: Read, parameters: Mapping[str, int]) -> Iterator[Exceptional]:
    """Find awards and movements by hand of round points, and awards for round amounts."""
    points_multiple, krw_multiple = parameters["points_multiple"], parameters["krw_multiple"]
    for entry in read(_KINDS):
        fact: Any = entry.fact
        if points_multiple and fact.points and fact.points % points_multiple == 0:
            yield Exceptional("round_points", {"points": fact.points}, (place_of(entry),))
        for name, amount in getattr(fact, "inputs", {}).items():
            if krw_multiple and name.endswith("_krw") and amount and amount % krw_multiple == 0:
                yield Exceptional("round_krw", {"input": name, "krw": amount}, (place_of(entry),))


LISTING: Final = Listing(
    "round-sums", "Give awards and movements by hand of round points, and awards for round amounts.", _PARAMETERS, find
)
