"""Scripts: what an agent says and asks, in steps; their versions, their use by campaigns, and the runs with answers."""
