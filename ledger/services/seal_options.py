"""Seal options: who signs the log's checkpoints, how often, and which policy names the witnesses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class SealOptions:
    """How checkpoints come about.

    Attributes:
        process: whether a process of its own signs; then the web processes serve what it published, and never sign.
        interval_seconds: from the beginning of one pass of that process to the next.
        policy_file: names the log's witnesses and how many are enough (C2SP tlog-policy), or ``None``.
    """

    process: bool
    interval_seconds: int
    policy_file: Path | None


EMBEDDED: Final = SealOptions(process=False, interval_seconds=10, policy_file=None)
"""The web processes sign whenever they are asked; there are no witnesses."""
