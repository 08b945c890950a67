"""Imports: a university's file of activities, looked at and then posted, by a client that proves itself."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ledger.cli.failures import EXIT_CODES, FOUND, LANGUAGE
from ledger.cli.output import json_option, print_fields, print_json, print_table, progress_bar, remark
from ledger.cli.runtime import CannotRun
from ledger.cli.session import acting_caller, acting_option, open_ledger_node
from ledger.services.context import Caller
from ledger.services.imports import importing
from ledger.services.node import Node
from ledger.store.documents import DocumentTooLarge, chunks_of

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import", epilog=EXIT_CODES)
@click.argument("file", type=_FILE)
@acting_option
@click.option("--mapping", type=_FILE, help="What the file calls things, where the known names do not say it (TOML).")
@click.option("--sheet", default="", help="Which sheet of a workbook; else the mapping's, else the first.")
@click.option("--dry-run", "asked", flag_value="look", help="Tell what it would come to and post nothing.")
@click.option("--yes", "asked", flag_value="post", help="Post without asking.")
@click.option("--rejected", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Where to write the rows that were not posted, with their reasons.")  # fmt: skip
@json_option
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    acting: str,
    mapping: Path | None,
    sheet: str,
    asked: str | None,
    rejected: Path | None,
    as_json: bool,
) -> None:
    """Post the activities of a CSV or XLSX file, once; a file that was cut short goes on where it stopped.

    Shows first how the file is read and what it would come to. Exit code 1 says that some rows were refused.
    """
    if asked is None and not sys.stdin.isatty():
        raise click.UsageError("expected --yes or --dry-run where nobody can be asked")
    node = open_ledger_node(ctx.obj)
    caller = acting_caller(node, acting)
    language = str(ctx.meta.get(LANGUAGE, "en"))
    told = _previewed(node, caller, file, mapping, sheet, language)
    if not as_json:
        _show(told)
    if asked != "look" and told["status"] == "previewed":
        if asked is None and not click.confirm(f"Post {told['counts']['posted']:,} activities?", err=True):
            raise click.Abort
        told = _committed(node, caller, told, language)
        if not as_json:
            click.echo(f"Posted {told['counts']['posted']:,} activities, {told['counts']['points']:,} points.")
    if rejected is not None:
        chunks, _, _ = importing.rejected_rows(node, caller, told["id"], language)
        with rejected.open("wb") as written:
            written.writelines(chunks)
    if as_json:
        print_json(told)
    ctx.exit(FOUND if told["counts"]["refused"] else 0)


def _previewed(
    node: Node, caller: Caller, file: Path, mapping: Path | None, sheet: str, language: str
) -> dict[str, Any]:
    """Hand the file in and see what it would come to.

    Raises:
        CannotRun: it is longer than the settings allow.
    """
    said = mapping.read_text(encoding="utf-8-sig") if mapping else ""
    try:
        with file.open("rb") as content, progress_bar("Looking at rows") as bar:
            return importing.upload_import(
                node,
                caller,
                chunks_of(content),
                file.name,
                said,
                language,
                sheet=sheet,
                progress=bar.reach,
            )
    except DocumentTooLarge as large:
        raise CannotRun(f"{file}: {large}; documents.bytes_max says so") from large


def _committed(node: Node, caller: Caller, told: Mapping[str, Any], language: str) -> dict[str, Any]:
    total = told["counts"]["rows"]
    with progress_bar("Posting rows", total) as bar:
        return importing.commit_import(
            node, caller, told["id"], secrets.token_hex(16), language, lambda done: bar.reach(done, total)
        )


def _show(told: Mapping[str, Any]) -> None:
    """Print how a file is read, what it comes to, and the first rows that are wrong."""
    detection, counts = told["detection"], told["counts"]
    read = [f"{column['header']} = {column['field']}" for column in detection["columns"]]
    how = [detection[name] for name in ("encoding", "delimiter", "sheet") if detection[name]]
    print_fields(
        {
            "import": f"{told['id']} ({told['status']})",
            "file": f"{told['name']}, {detection['format']} {' '.join(map(repr, how))}",
            "header": f"row {detection['header_row']}: {', '.join(read)}",
            "not read": ", ".join(detection["not_read"]) or "-",
            "rows": f"{counts['rows']:,}, of which {counts['refused']:,} are refused",
            "points": f"{counts['points']:,}",
        }
    )
    if counts["points_cut"]:
        print_fields({"cut": f"{counts['points_cut']:,} points of {counts['rows_cut']:,} rows, by limits"})
    if counts["activities"]:
        print_table(("activity", "rows", "points"), counts["activities"])
    if told["errors"]:
        print_table(("row", "column", "code", "detail"), told["errors"])
    if counts["refused"] > len({error["row"] for error in told["errors"]}):
        remark("More rows are refused than are shown; --rejected writes all of them.")
