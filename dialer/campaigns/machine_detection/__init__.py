"""What machine detection costs a campaign: the delay of each answer, machines that it misses, people that it loses."""
