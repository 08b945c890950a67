"""The HTTP door, tried from outside: every resource, every code and every convention, on both engines."""
