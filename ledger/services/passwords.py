"""Passwords: which are good enough, and how they are kept.

By NIST SP 800-63B section 5.1.1.2: long enough, no rules of composition, nothing that is guessed first: the login, the
commonest, one short piece over and over, a run of the keyboard. A password is compared in NFKC, so that the same keys
give the same password on every system, and kept as an argon2id hash.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from ledger.domain.refusals import Refused
from ledger.services.node import Node

CHARACTERS_MAX: Final = 256
PIECE_CHARACTERS_MAX: Final = 4
LOGIN_CHARACTERS_MIN: Final = 4
"""A shorter name before the @ is in too many words to be looked for."""

_RUNS: Final = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb",
)
RUN_CHARACTERS_MIN: Final = 6
_WORDS: Final = """
    password passw0rd p@ssword p@ssw0rd letmein welcome administrator changeme iloveyou monkey dragon sunshine princess
    football baseball superman batman trustno1 qwerty qwerty123 abc123 admin admin123 root guest master login test
    secret default whatever starwars computer internet samsung busan korea university mileage ledger operator
    비밀번호 사랑해 안녕하세요 대한민국 부산 마일리지
"""
_COMMONEST: Final = frozenset(_WORDS.split())
"""Words that many take, alone or with digits and signs around them."""


def normalized(password: str) -> str:
    """Give a password as it is hashed."""
    return unicodedata.normalize("NFKC", password)


def check_password(node: Node, login: str, password: str, pointer: str = "/password") -> str:
    """Give a password that is good enough, as it is hashed.

    Args:
        login: the login name as it is compared, or "" where it was erased.
        pointer: where the password stands in the request.

    Raises:
        Refused: ``password_too_short``, ``password_too_long``, ``password_guessable``.
    """
    told, least = normalized(password), node.users.password_characters_min
    if len(told) < least:
        raise Refused("password_too_short", pointer, characters_min=least, found=len(told))
    if len(told) > CHARACTERS_MAX:
        raise Refused("password_too_long", pointer, characters_max=CHARACTERS_MAX, found=len(told))
    if _is_guessable(told.casefold(), login):
        raise Refused("password_guessable", pointer)
    return told


def _is_guessable(folded: str, login: str) -> bool:
    name = login.partition("@")[0]
    if (login and login in folded) or (len(name) >= LOGIN_CHARACTERS_MIN and name in folded):
        return True
    pieces = range(1, PIECE_CHARACTERS_MAX + 1)
    if any(folded == (folded[:size] * len(folded))[: len(folded)] for size in pieces):
        return True
    kernel = "".join(one for one in folded if one.isalpha())
    runs = (folded, kernel) if len(kernel) >= RUN_CHARACTERS_MIN else (folded,)
    if any(told in run or told in run[::-1] for run in _RUNS for told in runs):
        return True
    halves = {folded[: len(folded) // 2], folded[(len(folded) + 1) // 2 :]}
    return folded in _COMMONEST or kernel in _COMMONEST or (len(halves) == 1 and halves <= _COMMONEST)
