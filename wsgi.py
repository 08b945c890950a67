"""The WSGI entry, for any server; it posts by itself, without the writer that ``ledger run`` starts."""

from ledger.application import create_app
from ledger.settings import load_settings

app = create_app(load_settings())
