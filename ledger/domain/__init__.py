"""The rules of the ledger: pure values and functions, deterministic, on the standard library alone.

Time, actors, ids and chance are arguments; nothing here reads a clock, a file or a database.
"""
