"""The texts of the commands, a file for each area."""
