"""Asterisk's manager interface (AMI): typed events in, safe actions out, a link that mends itself."""
