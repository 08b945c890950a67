"""Facts about the log itself: the key that signs its checkpoints from an entry on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LogKeySet:
    """The log's checkpoints are signed with another key from here on.

    The first checkpoint that holds this entry bears the signatures of the key before and of this one.

    Attributes:
        public_key: of Ed25519, 32 bytes in hexadecimal.
    """

    KIND: ClassVar = "log_key_set"
    public_key: str
    proposal: str = ""
