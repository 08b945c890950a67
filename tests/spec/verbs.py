"""The verbs of the stories: one function for each phrase that sets the scheme up, does something, or tells an outcome.

Whoever adds a verb adds a function to the file of its noun: under ``STATEMENTS`` what sets up, under ``ACTS`` what is
done through HTTP, under ``OUTCOMES`` what a line with "then" compares. Whoever plays stories takes ``Story`` from here:
then all verbs are known.
"""

from __future__ import annotations

from typing import Final

from tests.spec import (
    verbs_calls,
    verbs_certificates,
    verbs_clock,
    verbs_earning,
    verbs_log,
    verbs_objections,
    verbs_periods,
    verbs_proposals,
    verbs_sanctions,
    verbs_scheme,
    verbs_spending,
    verbs_tiers,
    verbs_transfers,
)
from tests.spec.story import ACTS, OUTCOMES, STATEMENTS, Story

__all__ = ["ACTS", "NOUNS", "OUTCOMES", "STATEMENTS", "Story", "refused"]

NOUNS: Final = (
    verbs_scheme,
    verbs_earning,
    verbs_spending,
    verbs_calls,
    verbs_sanctions,
    verbs_proposals,
    verbs_clock,
    verbs_tiers,
    verbs_objections,
    verbs_transfers,
    verbs_periods,
    verbs_log,
    verbs_certificates,
)
"""Where the verbs stand, noun by noun."""


@OUTCOMES("refused {code}")
def refused(story: Story, code: str) -> None:
    """Compare why the last act was refused."""
    assert story.refusal, f"it was not refused: {story.answer}"
    assert story.refusal == code, f"it was refused: {story.answer}"
