"""`python -m ledger`: the command line."""

from ledger.app import main

main()
