"""How many calls to start now: numbers in, a decision out. No clock, no log, no I/O."""
