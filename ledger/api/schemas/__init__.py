"""Schemas: the shapes of the wire, one file for each noun; what comes in is checked here once and never again."""
