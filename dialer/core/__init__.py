"""The common base: enumerations, errors, the clock, local time, ids. Imports nothing else of ours."""
