"""Refusals: the statements with which the ledger declines a command.

A refusal is an ordinary outcome: a stable code that is a sentence, the parameters that fill its message, and the
JSON pointer of the field it speaks of. Its words stand in ``refusal_texts``, in English and Korean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command was declined.

    Attributes:
        code: a key of ``refusal_texts.TEXTS``.
        params: what fills the message's placeholders; never personal data, never vault values.
        pointer: JSON pointer (RFC 6901) of the offending field in the command's body, or "" for the whole.
    """

    code: str
    params: Params = field(default_factory=dict)
    pointer: str = ""


class Refused(Exception):
    """Carry a refusal out of a decision; whatever the decision did so far is undone by its caller."""

    def __init__(self, code: str, pointer: str = "", **params: str | int) -> None:
        super().__init__(code, dict(params))
        self.refusal = Refusal(code, dict(params), pointer)
