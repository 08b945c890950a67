"""Drafting: what the commands that bring rules and programs into force have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ledger.cli.failures import FOUND, LANGUAGE
from ledger.cli.output import print_fields, print_json, print_table
from ledger.cli.runtime import CannotRun
from ledger.domain.commands import Outcome
from ledger.domain.programbook import ProgramVersion
from ledger.domain.refusal_texts import render
from ledger.domain.refusals import Refusal
from ledger.domain.rules.versions import RuleVersion

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
day = click.DateTime(["%Y-%m-%d"])


def text_of(file: Path) -> str:
    """Read a text file.

    Raises:
        CannotRun: it is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CannotRun(f"{file}: expected UTF-8, found another byte at {error.start}") from None


def tell_drafted(
    ctx: click.Context,
    versions: Sequence[RuleVersion | ProgramVersion],
    outcomes: Sequence[Outcome],
    *,
    as_json: bool,
) -> None:
    """Print what became of every version, and end the command: as one that found something where one was refused."""
    told = [
        {"code": version.code, "version": version.version, **_what_became(ctx, outcome)}
        for version, outcome in zip(versions, outcomes, strict=True)
    ]
    if as_json:
        print_json(told)
    else:
        print_table(("code", "version", "status", "drafted", "refused", "detail"), told)
    ctx.exit(FOUND if any(outcome.code for outcome in outcomes) else 0)


def print_one(told: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one version."""
    if as_json:
        print_json(told)
    else:
        print_fields(told)


def _what_became(ctx: click.Context, outcome: Outcome) -> dict[str, Any]:
    if outcome.code:
        _, detail = render(Refusal(outcome.code, outcome.params), str(ctx.meta.get(LANGUAGE, "en")))
        return {"refused": outcome.code, "detail": detail}
    return {name: outcome.result[name] for name in ("status", "drafted", "position")}
