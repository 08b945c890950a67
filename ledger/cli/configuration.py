"""Configuration: the settings as they stand, and where each comes from."""

from __future__ import annotations

import click

from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime


@click.group()
def config() -> None:
    """Settings."""


@config.command()
@json_option
@click.pass_obj
def check(runtime: Runtime, as_json: bool) -> None:
    """Read the settings and print each with where it was set; secrets are struck out."""
    found = [setting._asdict() for setting in runtime.settings()]
    if as_json:
        print_json(found)
    else:
        print_table(("name", "value", "source"), found)
