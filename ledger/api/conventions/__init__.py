"""Conventions: what every resource of the HTTP door does alike, from reading a body to telling a problem."""
