"""Usage: by how much an entry moves each meter it names."""

from __future__ import annotations

from collections.abc import Mapping

UsageDeltas = Mapping[str, int]
