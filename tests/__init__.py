"""The tests: the rooms of ``ledger`` by name, and ``support`` for what they stand on."""
