"""Verifier: a bundle of the whole journal, held to everything it claims, by whoever has it and nothing else.

Standard library and ``ledger.domain`` alone, so that it packs into one file (``packing``) which runs wherever Python
does. It trusts nothing in the bundle: keys, policies and kept checkpoints come from whoever runs it.
"""
