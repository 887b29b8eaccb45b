"""Asterisk's manager interface (AMI): typed events in, safe actions out, and a link that reconnects by itself."""
