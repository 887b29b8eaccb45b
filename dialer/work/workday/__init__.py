"""An agent's working day: the figures, what is due, the breaks; and all that is recorded about the agent."""
