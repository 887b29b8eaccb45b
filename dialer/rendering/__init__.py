"""Documents and mails in one language and time zone: templates, and the format of each kind of value."""
