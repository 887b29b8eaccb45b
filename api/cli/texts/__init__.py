"""What the commands say, in English and Italian: a file for each area, and the help of all."""
