"""Results: what came of a campaign's attempts, counted by hour and by what they have in common."""
