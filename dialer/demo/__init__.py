"""A demonstration call centre: generated leads and simulated agents on the real engine and Asterisk, and a report."""
