"""Authority at the door: who is asking, proven by a token, and what they may do now, read from the database."""
