"""What is read out of the store, one file for each noun: every function takes a unit and gives plain values."""
