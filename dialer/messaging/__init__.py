"""Messages between engine and API: bus, boards, request and reply."""
