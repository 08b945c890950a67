"""Tests of the benchmark: that what it loads is a ledger like any other."""
