"""The promises I1 to I12, by property, under concurrency, and under attack, on both engines."""
