"""A call centre in a box: made leads, simulated agents and a report, around the real engine and a real Asterisk."""
