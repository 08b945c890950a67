"""Interchange: the journal in other people's words, made of entries alone, so whoever has them writes the same."""
