"""Provoking what keeps a sample from being drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from werkzeug.test import TestResponse

from tests.api.house import House

SAMPLE: Final = "/api/v1/audit/sample"


def _draw(frame_to: int, checkpoint: int) -> Callable[[House], TestResponse]:
    return lambda house: house.get("council", f"{SAMPLE}?frame_to={frame_to}&seed_checkpoint={checkpoint}")


AUDIT: Final = {
    "sample_frame_not_fixed": _draw(3, 3),
}
