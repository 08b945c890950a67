"""Benchmark: the ledger beside references on the same PostgreSQL, in the same run, in turns.

A ratio is worth something where both sides did their work a moment apart on the same machine; seconds are not.
Nothing is asserted on time.
"""
