"""Commands about the log itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.commands.private import Private


@dataclass(frozen=True, slots=True)
class ProposeLogKey:
    """The operator proposes with which key checkpoints are signed; ``public_key`` is 32 bytes in hexadecimal."""

    KIND: ClassVar = "log.propose"
    public_key: str
    reason: Private
