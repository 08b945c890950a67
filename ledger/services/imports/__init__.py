"""Imports: files of activities as universities keep them, read row by row and posted like any other activity.

A file is handed in, looked at and told of (``records``, ``importing``), decided without a trace (``previewing``), and
posted once (``committing``); what was not posted comes back in the same form with its reasons (``rejected``). Every
pass streams: ``files`` tells what a row says, ``preparing`` finds its company and documents, ``judging`` says what
became of it.
"""
