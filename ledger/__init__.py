"""The mileage ledger: an append-only double-entry ledger of cooperation points that can prove itself."""

__version__ = "0.1.0"
