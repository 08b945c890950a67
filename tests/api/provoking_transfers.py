"""What provokes the refusals of mergers, successions, affiliations and closures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from ledger.services.demo_cast import registration_number
from tests.api.house import House
from tests.api.proposing import decide, propose
from tests.api.transferring import affiliation, closure, transfer

Provoke = Callable[[House], TestResponse]


def _transfer(kind: str, source: str, target: str, **changes: Any) -> Provoke:
    return lambda house: house.post("operator", "/api/v1/transfers", transfer(house, kind, source, target, **changes))


def _close(house: House) -> TestResponse:
    return house.post("operator", f"/api/v1/organizations/{house.of('jung-gu')}/close", closure())


def _count_alone(house: House) -> TestResponse:
    return house.post("operator", "/api/v1/affiliations", affiliation(house, "jung-gu", together=False))


_NO_LOT = f"lot_{'0' * 32}"

TRANSFERS: dict[str, Provoke] = {
    "lot_not_available": _transfer("succession", "jung-gu", "yeongdo", lots=[_NO_LOT]),
    "merger_takes_everything": _transfer("merger", "jung-gu", "yeongdo", points=1),
    "not_affiliated": _count_alone,
    "nothing_to_transfer": _transfer("succession", "yeongdo", "jung-gu"),
    "organization_closed": _transfer("merger", "jung-gu", "geumjeong"),
    "organization_merged": _transfer("merger", "jung-gu", "dongnae"),
    "points_and_lots_told": _transfer("succession", "jung-gu", "yeongdo", points=1, lots=[_NO_LOT]),
    "transfer_to_itself": _transfer("merger", "jung-gu", "jung-gu"),
    "wallet_not_empty": _close,
}
"""Code to what provokes it in the furnished house."""


def furnish_for_transfers(house: House) -> None:
    """Leave Jung-gu with points, Yeongdo without, Dongnae merged into Jung-gu's neighbour, and Geumjeong closed."""
    for nth, name in enumerate(("jung-gu", "yeongdo", "dongnae", "geumjeong")):
        house.onboard(name, "company", registration_number(191 + nth))
    house.earn("jung-gu")
    decide(house, "approver", propose(house, "transfers", transfer(house, "merger", "dongnae", "yeongdo")))
    path = f"organizations/{house.of('geumjeong')}/close"
    decide(house, "approver", propose(house, path, closure()))
