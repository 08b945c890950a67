"""The HTTP door: JSON in and out, one file for each noun; what all of them do alike stands in ``conventions``."""
