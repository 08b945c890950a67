"""The WSGI entry: ``gunicorn wsgi:app`` or any other server."""

from ledger.app import create_app
from ledger.settings import load_settings

app = create_app(load_settings())
