"""The answer to an access request: a person's data in words, as article 15 GDPR demands."""
