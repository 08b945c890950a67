"""The store: the only room that speaks SQL.

``schema`` says what is kept, ``guards`` what the database refuses, ``migrations`` how a database gets there and
``self_check`` whether it did. ``store`` opens units of work; ``loading`` and ``writing`` are what they do with the
domain's books; ``reads`` is everything that is only looked at; ``engines`` holds what SQLite and PostgreSQL say
differently.
"""
