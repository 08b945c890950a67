"""The two engines, each in its own words; ``backend`` says what the store asks of either."""
