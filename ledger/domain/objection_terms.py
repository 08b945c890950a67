"""Objection terms: what can be objected, how it can be decided, and which bounds tell within how many days."""

from __future__ import annotations

from typing import Final

REASON_CODES: Final = ("never_took_place", "wrong_amount", "wrong_party", "counted_twice", "other")
"""What somebody can object to."""

STATUSES: Final = ("open", "rejected", "upheld", "withdrawn", "timed_out")

OUTCOMES: Final = ("rejected", "upheld")
"""What two persons can decide."""

DECIDED_BECAUSE: Final = ("documents_confirm", "documents_refute", "parties_agree", "procedural", "other")
"""Why it is decided so."""

ACT: Final = "objection_decision"
WINDOW: Final = "objection_window"
"""Bound: within how many days after its posting an award can be objected to."""

TO_DECIDE: Final = "objection"
"""Bound: within how many days an objection must be decided, or the clock ends it."""

GRACE: Final = "objection_grace"
"""Bound: for how many days at most a lot lives that stands in for one that lapsed while it was frozen."""
