"""Signer metrics: how large and how old the newest checkpoint is that was published, whoever signed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Gauge


def signer_registry(newest: Mapping[str, Any] | None) -> CollectorRegistry:
    """Make a registry that tells of the newest checkpoint; of nothing, before there is one."""
    registry = CollectorRegistry(auto_describe=False)
    if newest is not None:
        size = Gauge("ledger_signer_checkpoint_size", "Entries in the newest checkpoint.", registry=registry)
        size.set(newest["size"])
        age = Gauge("ledger_signer_checkpoint_age_seconds", "Since the newest checkpoint.", registry=registry)
        age.set(newest["age_seconds"])
    return registry
