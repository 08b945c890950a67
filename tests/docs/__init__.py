"""The documentation, held to what the code does: its examples are run, its tables generated, its links followed."""
