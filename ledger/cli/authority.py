"""Authority: who could do what, and by which rules, at any position of the journal."""

from __future__ import annotations

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.output import json_option, print_json, print_table, remark
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE
from ledger.services.authority import authority as tell

_MADE = ("position", "made_by", "approved_by")
_COLUMNS = {
    "grants": ("client_id", "role", "organization_id", "person_id", "in_force", *_MADE, "revoked_at"),
    "rules": ("code", "version", "valid_from", "valid_to", "in_force", *_MADE),
    "programs": ("code", "version", "in_force", *_MADE),
    "allotments": ("university_id", "year", "points_max", *_MADE),
    "not_apart": ("person_id", "lets_in_by", "agrees_by"),
    "bounds": ("name", "points_max", "second_from", "days", *_MADE),
}


@click.command()
@click.option("--at", metavar="POSITION|TIME", help="A journal position, or an RFC 3339 time; else now.")
@why_option
@json_option
@click.pass_obj
def authority(runtime: Runtime, at: str | None, why: str, as_json: bool) -> None:
    """Tell who could do what, and by which rules, programs, allotments and bounds."""
    asked = int(at) if at is not None and at.isdecimal() else at
    told = tell(noted_node(runtime, "authority", "", why), MACHINE, asked)
    if as_json:
        print_json(told)
        return
    for name, columns in _COLUMNS.items():
        click.echo(f"{name}:")
        print_table(columns, told[name])
        click.echo("")
    remark(f"As of position {told['position']}, root {told['root']}.")
