"""The books: what the journal adds up to, as rows, and the one fold that brings them forward."""
