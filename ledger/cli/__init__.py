"""Command line: the door for whoever holds the machine. It decides nothing; it asks the same services as every door."""

from ledger.cli.main import main

__all__ = ["main"]
