"""Main: the root of all commands.

A command's module is imported when the command is asked for: one that only reads weighs no more than it must.
"""

from __future__ import annotations

import os
from importlib import import_module
from keyword import iskeyword
from typing import Final

import click

from ledger import __version__
from ledger.cli.failures import EXIT_CODES, LANGUAGE, Failing

COMMANDS: Final = {
    "init": "opening",
    "migrate": "opening",
    "run": "server",
    "writer": "writer",
    "demo": "demo",
    "verify": "verification",
    "rebuild": "verification",
    "run-due": "due",
    "export": "histories",
    "import": "imports",
    "checkpoint": "log",
    "clients": "clients",
    "organizations": "organizations",
    "accruals": "accruals",
    "rules": "rules",
    "programs": "programs",
    "allotments": "allotments",
    "events": "events",
    "expiring": "expiring",
    "sanctions": "sanctions",
    "proposals": "proposals",
    "bounds": "proposals",
    "inbox": "inbox",
    "corrections": "corrections",
    "provenance": "provenance",
    "config": "configuration",
    "tiers": "tiers",
    "objections": "objections",
    "transfers": "transfers",
    "users": "users",
    "grants": "grants",
    "authority": "authority",
    "periods": "periods",
    "statement": "statements",
    "verifier": "bundles",
    "reports": "reports",
    "proof": "log",
    "seal": "seal",
    "witness": "witness",
    "audit": "audit",
    "access-log": "access",
    "disclose": "access",
    "erase": "access",
    "certificates": "certificates",
}
"""Every command, and the module beside this one that holds it under its own name; a word of Python's with a ``_``."""


class Commands(Failing):
    """The commands of ``COMMANDS``, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command, ``None`` where there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = import_module(f"ledger.cli.{COMMANDS[cmd_name]}")
        found: click.Command = getattr(module, f"{name}_" if iskeyword(name) else name)
        return found


@click.group(cls=Commands, name="ledger", epilog=EXIT_CODES)
@click.option("--lang", type=click.Choice(["en", "ko"]), help="Language of refusals and names; else LANG.")
@click.version_option(__version__, prog_name="ledger")
@click.pass_context
def main(ctx: click.Context, lang: str | None) -> None:
    """A ledger of mileage points: append-only, double-entry, able to prove itself.

    Settings: config/default.toml, a file named by LEDGER_CONFIG, and the environment (LEDGER_DATABASE_URL, PORT).
    """
    ctx.meta[LANGUAGE] = lang or ("ko" if os.environ.get("LANG", "").startswith("ko") else "en")
