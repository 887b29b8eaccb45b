"""Documents for people outside: the compliance report, the answer to an access request."""
