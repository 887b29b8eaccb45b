"""All that is kept of a person, in words, as article 15 GDPR wants it."""
