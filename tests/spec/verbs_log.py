"""Verbs of the log: the key that signs it."""

from __future__ import annotations

from tests.spec.story import ACTS, Story
from tests.spec.verbs_proposals import propose


@ACTS("{who} proposes {name}: sign the log with key {digits}")
def propose_key(story: Story, who: str, name: str, digits: str) -> None:
    """Propose a key of which each byte has the same digits."""
    propose(story, who, name, "/log/keys", {"public_key": digits * 32, "reason": "the yearly change"})
