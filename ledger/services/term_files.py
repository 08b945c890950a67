"""Term files: what files of rules and of programs have in common, a TOML array of tables and nothing beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any, TypeVar

from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid

Version = TypeVar("Version")


def read_versions(text: str, name: str, read: Callable[[Any], Version], code: str) -> list[Version]:
    """Read every ``[[name]]`` of a TOML text, at least one.

    Args:
        read: reads one table strictly; raises ``TermsInvalid``.
        code: of the refusal of a text that cannot be read.

    Raises:
        Refused: ``code``, saying where and why.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(code, reason=str(error)) from None
    except RecursionError:
        raise Refused(code, reason="too many levels of nesting") from None
    found = told.pop(name, None)
    if told or not isinstance(found, list) or not found:
        names = ", ".join(sorted(told)) or "none"
        raise Refused(code, reason=f"expected [[{name}]] and nothing beside it, found {names}")
    versions = []
    for place, each in enumerate(found):
        try:
            versions.append(read(each))
        except TermsInvalid as error:
            raise Refused(code, f"/{name}/{place}", reason=str(error)) from error
    return versions
