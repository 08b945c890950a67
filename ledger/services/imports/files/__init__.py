"""Files: what a university's file says, whatever the ledger makes of it.

``reading`` gives rows, ``encoding`` the bytes they are written in, ``detecting`` and ``mapping`` what each column
gives, ``cells`` and ``rows`` the values, or everything that is wrong with them.
"""
