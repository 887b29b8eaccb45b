"""What the engine writes of calls that are under way: their progress and end, leads given back, objections."""
