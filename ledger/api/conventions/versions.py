"""Versions: what a path may call a rule, a program, or one of its versions; what it cannot be called is not there."""

from __future__ import annotations

from typing import Final

VERSION_MAX: Final = 1_000_000


def is_code(text: str) -> bool:
    """Tell whether a rule or a program could have this code."""
    return text.isascii() and text.replace("-", "").isalnum()


def is_version(code: str, version: str | int) -> bool:
    """Tell whether this could be a version of this rule or program."""
    number = str(version)
    return is_code(code) and number.isascii() and number.isdecimal() and len(number) <= len(str(VERSION_MAX))
