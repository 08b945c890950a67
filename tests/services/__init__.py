"""Services: use cases through the same functions that the doors call."""
