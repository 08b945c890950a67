"""Certificates through the door: what tests of them have in common."""

from __future__ import annotations

from typing import Any, Final

from tests.api.house import House

CERTIFICATES: Final = "/api/v1/certificates"
PAGE: Final = "/certificates/check"


def certify(house: House, who: str, of: str = "", **told: Any) -> dict[str, Any]:
    """Certify somebody's points, its own unless told; gives the answer with the code."""
    answer = house.post(who, CERTIFICATES, {"organization_id": house.of(of or who), **told})
    assert answer.status_code == 201, answer.json
    return dict(answer.json)
