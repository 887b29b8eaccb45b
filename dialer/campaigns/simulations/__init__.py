"""What a campaign would do under other pacing: days played with its own past calls."""
