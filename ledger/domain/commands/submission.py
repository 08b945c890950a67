"""Submissions: commands that come together, and the answer to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ledger.domain.commands.every import Command

Mode = Literal["independent", "atomic"]


@dataclass(frozen=True, slots=True)
class Submission:
    """One request: commands that share an actor, a key and a mode.

    Attributes:
        client: id of the acting client, or "system".
        organization: the organization it acts for, as its caller was told; checked against the grant.
        seed: 32 hexadecimal digits of randomness; every id, nonce and salt of the request derives from it.
        request: blind digest of (organization, operation, idempotency key), or "" to remember nothing.
        fingerprint: keyed digest of the payload; the same key with another fingerprint is refused.
        mode: "independent" decides each command for itself; "atomic" refuses all where one is refused.
    """

    client: str
    organization: str
    seed: str
    commands: tuple[Command, ...]
    request: str = ""
    fingerprint: str = ""
    trace_id: str = ""
    mode: Mode = "independent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one command: a result, or a refusal (then ``code`` is set).

    A result is a JSON object in the words of the wire. A refusal carries its code, message parameters and pointer.
    """

    result: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcomes of a submission, in order.

    ``replayed`` tells that it was decided before; ``trace_id`` is the one of the request that was.
    """

    outcomes: tuple[Outcome, ...]
    trace_id: str
    replayed: bool = False
