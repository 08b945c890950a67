"""What provokes each refusal of reads and erasures of what concerns persons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from werkzeug.test import TestResponse

from tests.api.erasing import ERASURES, erasure
from tests.api.house import House

Provoke = Callable[[House], TestResponse]

PRIVACY: Final[dict[str, Provoke]] = {
    "access_reason_missing": lambda house: house.get("council", "/api/v1/authority", {"Access-Reason": ""}),
    "nothing_to_erase": lambda house: house.post("operator", ERASURES, erasure(f"per_{'0' * 32}")),
    "texts_in_use": lambda house: house.post("operator", ERASURES, erasure(house.of("gijang"))),
}
