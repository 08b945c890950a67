"""Problems over HTTP: what each code means, in both languages, at the address that every problem names as its type."""

from __future__ import annotations

from typing import Any

from ledger.api.conventions.fields import found_text
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.statuses import STATUSES
from ledger.api.door_texts import text_of
from ledger.api.schemas.problems import ExplanationSchema
from ledger.domain.refusals import Refused

resource = Resource("problems", "What the codes of problems mean.")


@resource.public("/problems/<code>", ExplanationSchema)
def explain(code: str) -> dict[str, Any]:
    """Explain the code of a problem."""
    text = text_of(code)
    if text is None:
        raise Refused("resource_unknown", path=found_text(f"/api/v1/problems/{code}"))
    return {
        "code": code,
        "status": STATUSES[code],
        "en": {"title": text.title_en, "detail": text.detail_en},
        "ko": {"title": text.title_ko, "detail": text.detail_ko},
    }
