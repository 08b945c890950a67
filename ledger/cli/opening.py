"""Opening: bring a database to the schema of this code, and open a ledger in it."""

from __future__ import annotations

from dataclasses import replace

import click

from ledger.cli.output import json_option, print_fields, print_json, remark
from ledger.cli.runtime import Runtime
from ledger.services.organizations import open_ledger


@click.command()
@json_option
@click.pass_obj
def migrate(runtime: Runtime, as_json: bool) -> None:
    """Bring the database to the schema of this code; safe to repeat."""
    revision = runtime.migrate()
    if as_json:
        print_json({"revision": revision})
    else:
        click.echo(f"The database is at revision {revision}.")


@click.command()
@click.option("--name-en", required=True, help="The operator's name in English.")
@click.option("--name-ko", required=True, help="The operator's name in Korean.")
@click.option("--person", required=True, help="Name of the person behind the first client.")
@click.option("--clock", type=click.Choice(["system", "simulated"]), default="system", show_default=True,
              help="The clock the ledger runs by, for ever; simulated never in production.")  # fmt: skip
@json_option
@click.pass_obj
def init(runtime: Runtime, name_en: str, name_ko: str, person: str, clock: str, as_json: bool) -> None:
    """Open the ledger: migrate the database, write the genesis entry, register the operator and its first client.

    The client's secret is shown this once; only its hash is kept.
    """
    runtime.migrate()
    node = replace(runtime.open_node(), clock=runtime.clock(clock))
    client = open_ledger(node, runtime.origin, clock, name_ko, name_en, person)["client"]
    shown = {name: client[name] for name in ("client_id", "client_secret", "organization_id", "role")}
    if as_json:
        print_json(shown)
        return
    print_fields(shown)
    remark("Keep the secret: it is not shown again.")
