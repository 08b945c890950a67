"""Exceptions: lists of what an auditor looks at first, found in decoded entries by pure functions.

An exception proves nothing wrong: it is where experience says to look. Each module is one list.
"""
